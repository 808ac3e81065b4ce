package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import io.tidegate.transcode.worker.Program;
import io.tidegate.transcode.worker.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Finds out which encoders work here: each codes a few pictures, one after the other. Any thread.
public final class EncoderProbe implements KnownEncoders {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /// Most take a part of a second; a device that hangs is not waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Function<Job, CompletableFuture<JobResult>> jobs;
  private final @Nullable Path font;
  private final CountDownLatch open = new CountDownLatch(1);

  /// Replaced, never changed; one probe follows the other.
  private volatile List<EncoderView> views = List.of();

  private volatile Encoders working;

  /// @param font for texts, null where there is none
  public EncoderProbe(Workers workers, @Nullable Path font) {
    this(workers::run, font);
  }

  EncoderProbe(Function<Job, CompletableFuture<JobResult>> jobs, @Nullable Path font) {
    this.jobs = jobs;
    this.font = font;
    this.working = Encoders.software(font);
  }

  /// Returns at once; [#now] and [#views] follow.
  public void start() {
    probe(0);
  }

  /// Never two at once: few jobs may wait, and others come, too.
  private void probe(int next) {
    EncoderChoice[] all = EncoderChoice.values();
    if (next == all.length) {
      open.countDown();
      return;
    }
    var _ =
        jobs.apply(job(all[next]))
            .thenAccept(result -> {
              found(all[next], result);
              probe(next + 1);
            });
  }

  private static Job job(EncoderChoice choice) {
    List<String> arguments = new ArrayList<>(List.of("-v", "error", "-nostdin"));
    arguments.addAll(choice.device());
    arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=0.4"));
    arguments.addAll(List.of("-vf", choice.upload()));
    arguments.addAll(choice.arguments(VideoProfile.H264, 500, 25));
    arguments.addAll(List.of("-f", "null", "-"));
    String name = "probe of " + choice.codec();
    return new Job(name, Program.FFMPEG, arguments, Bytes.EMPTY, DataSize.ofMegabytes(1), LIMIT);
  }

  private void found(EncoderChoice choice, JobResult result) {
    boolean works = result instanceof JobResult.Done;
    String reason = result instanceof JobResult.Failed failed ? first(failed.reason()) : "";
    List<EncoderView> more = new ArrayList<>(views);
    more.add(new EncoderView(choice.codec(), works, reason));
    views = List.copyOf(more);
    if (works) {
      Set<EncoderChoice> all = EnumSet.copyOf(working.working());
      all.add(choice);
      working = new Encoders(all, font);
    }
  }

  /// What FFmpeg says first is what is the matter; the rest follows from it.
  private static String first(String reason) {
    return reason.split("; ", 2)[0];
  }

  @Override
  public Encoders now() {
    return working;
  }

  @Override
  public Encoders settled() throws InterruptedException {
    boolean _ = open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return working;
  }

  /// What was found out so far, in the order of preference.
  public List<EncoderView> views() {
    return views;
  }
}
