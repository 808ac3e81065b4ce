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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds out which encoders work here: each codes a few pictures. Any thread.
public final class EncoderProbe {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Workers workers;
  private final @Nullable Path font;
  private final Map<EncoderChoice, EncoderView> views = new ConcurrentHashMap<>();
  private volatile Encoders working;

  /// @param font for texts, null where there is none
  public EncoderProbe(Workers workers, @Nullable Path font) {
    this.workers = workers;
    this.font = font;
    this.working = Encoders.software(font);
  }

  /// Returns at once; [#working] and [#views] follow.
  public void start() {
    for (EncoderChoice choice : EncoderChoice.values()) {
      var _ = workers.run(job(choice)).thenAccept(result -> found(choice, result));
    }
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
    views.put(choice, new EncoderView(choice.codec(), works, reason));
    Set<EncoderChoice> all = EnumSet.of(EncoderChoice.OPENH264);
    views.forEach((one, view) -> {
      if (view.works()) {
        all.add(one);
      }
    });
    working = new Encoders(all, font);
  }

  /// What FFmpeg says first is what is the matter; the rest follows from it.
  private static String first(String reason) {
    return reason.split("; ", 2)[0];
  }

  /// Those that are known to work; software alone at first.
  public Encoders working() {
    return working;
  }

  /// What was found out so far, in the order of preference.
  public List<EncoderView> views() {
    return Arrays.stream(EncoderChoice.values())
        .filter(views::containsKey)
        .map(views::get)
        .toList();
  }
}
