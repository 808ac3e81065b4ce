package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EncoderProbeTest {
  private static final JobResult WORKS = new JobResult.Done(Bytes.EMPTY, "");
  private static final JobResult FAILS = new JobResult.Failed("no device; and so on");

  private final List<Job> asked = new ArrayList<>();
  private final List<CompletableFuture<JobResult>> answers = new ArrayList<>();
  private final EncoderProbe probe =
      new EncoderProbe(
          job -> {
            asked.add(job);
            CompletableFuture<JobResult> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
          },
          null);

  /// There may be room for one job alone.
  @Test
  void asksForOneAfterTheOther() {
    probe.start();
    int begun = 0;
    for (EncoderChoice choice : EncoderChoice.values()) {
      begun++;
      assertThat(asked).hasSize(begun);
      assertThat(asked.getLast().name()).isEqualTo("probe of " + choice.codec());
      answers.getLast().complete(choice == EncoderChoice.VAAPI ? WORKS : FAILS);
    }
    assertThat(asked).hasSize(EncoderChoice.values().length);
    assertThat(probe.views()).extracting(EncoderView::works).containsOnlyOnce(true);
    assertThat(probe.views()).extracting(EncoderView::reason).contains("", "no device");
    assertThat(probe.now().working())
        .containsExactlyInAnyOrder(EncoderChoice.OPENH264, EncoderChoice.VAAPI);
  }

  @Test
  void whoCanWaitHearsOfHardwareThatIsFoundLater() throws Exception {
    probe.start();
    assertThat(probe.now().working()).containsExactly(EncoderChoice.OPENH264);
    CompletableFuture<Encoders> settled = new CompletableFuture<>();
    Thread waits =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                settled.complete(probe.settled());
              } catch (InterruptedException stopped) {
                settled.completeExceptionally(stopped);
              }
            });
    for (EncoderChoice choice : EncoderChoice.values()) {
      assertThat(settled).isNotDone();
      answers.getLast().complete(choice == EncoderChoice.NVENC ? WORKS : FAILS);
    }
    assertThat(settled.get(30, TimeUnit.SECONDS).working()).contains(EncoderChoice.NVENC);
    waits.join();
  }
}
