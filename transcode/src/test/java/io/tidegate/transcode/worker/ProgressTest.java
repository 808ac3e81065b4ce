package io.tidegate.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String REPORTS =
      """
      frame=25
      fps=24.83
      stream_0_0_q=2.0
      bitrate=N/A
      out_time_us=1000000
      out_time=00:00:01.000000
      dup_frames=0
      speed=0.99x
      progress=continue
      frame=50
      fps=25.00
      out_time_us=N/A
      speed=1.01x
      progress=end
      """;

  private static List<Progress> read(byte[] bytes) {
    List<Progress> reports = new ArrayList<>();
    Progress.follow(new ByteArrayInputStream(bytes), reports::add);
    return reports;
  }

  @Test
  void readsEachReport() {
    assertThat(read(REPORTS.getBytes(StandardCharsets.US_ASCII)))
        .containsExactly(
            new Progress(25, 24.83, 0.99, 1_000_000), new Progress(50, 25, 1.01, 1_000_000));
  }

  @Test
  void survivesAnything() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = REPORTS.getBytes(StandardCharsets.US_ASCII);
      for (int i = random.nextInt(20); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(read(bytes)).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void aProcessWithBracketsInItsNameIsRead() {
    String stat =
        "42 (a ) b) R 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 4 0 1000 90000 2048 1";
    assertThat(ProcessUsage.parse(stat)).isEqualTo(new ProcessUsage(3, 2048L * 4096));
  }
}
