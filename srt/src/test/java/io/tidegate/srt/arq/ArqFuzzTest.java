package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.SeededFuzz;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Peers that send anything at all: the engines go on, within their bounds.
class ArqFuzzTest {
  @Test
  void theReceiverBearsAnything() {
    SeededFuzz.run(
        1,
        30,
        random -> {
          long[] now = {random.nextLong()};
          int[] reported = {0};
          ReceiverArq engine =
              new ReceiverArq(
                  ArqPolicies.of(policy(random)),
                  (sequences, count) -> reported[0] += count,
                  new DecisionLog(),
                  now[0]);
          for (int i = 0; i < 3_000; i++) {
            now[0] += random.nextInt(5_000_000);
            switch (random.nextInt(8)) {
              case 0 -> engine.ackAck(random.nextInt(), now[0]);
              case 1 -> engine.ack(i, random.nextInt(), random.nextInt(), now[0]);
              case 2 -> engine.agreed(random.nextInt(8_000));
              case 3 -> engine.data(random.nextInt() >>> 1, random.nextBoolean(), i, now[0]);
              default -> engine.data(i * 3 % 4_000, random.nextInt(4) == 0, i * 900, now[0]);
            }
            engine.poll(now[0]);
          }
          LinkView view = engine.view();
          assertThat(view.reports()).isEqualTo(reported[0]);
          assertThat(view.link().lossForward()).isBetween(0.0, 1.0);
          assertThat(view.link().rttMs()).isBetween(0.0, 1e9);
          assertThat(view.plan().extraShare()).isBetween(0.0, 1.0);
        });
  }

  @Test
  void theSenderBearsAnything() {
    SeededFuzz.run(
        1,
        30,
        random -> {
          long[] now = {random.nextLong()};
          long[] resent = {0};
          SenderArq engine =
              new SenderArq(
                  ArqPolicies.of(policy(random)), _ -> resent[0]++, new DecisionLog(), now[0]);
          int packets = 0;
          for (int i = 0; i < 3_000; i++) {
            now[0] += random.nextInt(5_000_000);
            switch (random.nextInt(8)) {
              case 0 -> engine.reported(random.nextInt(), random.nextInt(), now[0]);
              case 1 -> engine.ack(random.nextInt(), random.nextInt(), random.nextInt(), now[0]);
              case 2 -> engine.reported(Math.max(0, i - 40), i, now[0]);
              case 3 -> engine.ack(Math.max(0, i - 5), 80_000, 4_000, now[0]);
              default -> {
                engine.data(i, random.nextInt(10) == 0, now[0]);
                packets++;
              }
            }
            engine.poll(now[0]);
          }
          assertThat(resent[0]).isLessThanOrEqualTo(3L * packets + 1_000);
          assertThat(engine.view().link().rttMs()).isBetween(0.0, 1e9);
        });
  }

  private static String policy(Random random) {
    return ArqPolicies.NAMES.get(random.nextInt(ArqPolicies.NAMES.size()));
  }
}
