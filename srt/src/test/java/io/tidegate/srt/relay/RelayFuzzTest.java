package io.tidegate.srt.relay;

import static io.tidegate.srt.relay.Packets.OUR_SOCKET;
import static io.tidegate.srt.relay.Packets.PEER_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.srt.arq.ArqPolicies;
import io.tidegate.srt.packet.Captured;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayFuzzTest {
  private static final int PACKETS = 40;

  @Test
  void brokenPacketsOfBothSidesNeverStopAPolicyOrTheRelay() {
    SeededFuzz.run(
        1,
        60,
        random -> {
          String policy = ArqPolicies.NAMES.get(random.nextInt(ArqPolicies.NAMES.size()));
          try (RelayedSession session = RelayedSession.agreed(RelayOptions.DEFAULTS, policy)) {
            for (int i = 0; i < PACKETS; i++) {
              session.peer.send(broken(OUR_SOCKET, i, random));
              session.libsrt.send(broken(PEER_SOCKET, i, random));
            }
            comesThrough(session);
            session.relay.close();
            assertThat(session.relay.view().faults()).isZero();
          }
        });
  }

  private static void comesThrough(RelayedSession session) throws IOException {
    Bytes last = Packets.data(77, OUR_SOCKET, 12_345, 1);
    session.peer.send(last);
    while (!session.libsrt.receive().equals(last)) {
      // what was sent before
    }
  }

  private static Bytes broken(int destination, int number, Random random) {
    List<Bytes> good =
        List.of(
            Packets.data(number, destination),
            Packets.data(random.nextInt(), destination, number, random.nextInt()),
            Packets.repeated(Packets.data(number - 3, destination)),
            Packets.fullAck(number, number, 80_000, 4_000, destination, random.nextInt()),
            Packets.ackAck(number, destination),
            Packets.nak(destination, number, number + 1, number + 5),
            Packets.with(Captured.CONCLUSION, 12, destination),
            Captured.CONCLUSION_RESPONSE);
    Bytes one = good.get(random.nextInt(good.size()));
    return random.nextInt(4) == 0 ? one : SeededFuzz.mutate(one, random);
  }
}
