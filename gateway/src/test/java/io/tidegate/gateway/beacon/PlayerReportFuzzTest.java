package io.tidegate.gateway.beacon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlayerReportFuzzTest {
  private static final long SEED = 4711;
  private static final byte[] REPORT =
      ("{\"stream\":\"live/x\",\"way\":\"flv\",\"stalls\":3,\"stalledMs\":1200,"
              + "\"decodeFailures\":0,\"firstFrameMs\":420}")
          .getBytes(StandardCharsets.UTF_8);

  /// Whatever comes is a report within bounds, or refused as such.
  @Test
  void aReportThatIsTakenIsWithinBounds() {
    Random random = new Random(SEED);
    int taken = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = REPORT.clone();
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        PlayerReport report =
            PlayerReport.parse(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
        Integer first = report.firstFrameMs();
        assertThat(report.stalls()).as("seed %d, %d", SEED, i).isBetween(0, 1_000);
        assertThat(report.stalledMs()).as("seed %d, %d", SEED, i).isBetween(0, 3_600_000);
        assertThat(first == null ? 0 : first).as("seed %d, %d", SEED, i).isBetween(0, 600_000);
        taken++;
      } catch (DecodeException | IllegalArgumentException refused) {
        assertThat(refused).isNotNull();
      }
    }
    assertThat(taken).as("seed %d", SEED).isBetween(5_000, 49_000);
  }
}
