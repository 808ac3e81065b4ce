package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipPlan.UnfitException;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import io.tidegate.transcode.worker.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Makes of a file that somebody brought what can be played. All that reads the file is a child of
/// ours; what it writes is read here. Confined to a thread that may wait.
final class ClipWork {
  /// Containers that hold all they need: none that names other files or addresses, as playlists and
  /// lists do, and none that takes anything for media.
  private static final String CONTAINERS =
      "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,flv,live_flv,mpegts,mpeg,mpegvideo,m4v,asf,ogg,mxf,"
          + "gxf,nut,rm,ivf,dv,wtv,h264,hevc,obu,av1,vc1,mjpeg,gif,apng,wav,w64,mp3,aac,ac3,eac3,"
          + "flac,aiff,caf,au,amr,dts,truehd,tta,wv,ape,mpc,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,"
          + "tiff_pipe,yuv4mpegpipe,lavf,swf,4xm,smk,bink,vivo,nsv,flic,dhav,ogv,avs,evc,iamf";

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);

  /// Of hundreds of tracks.
  private static final DataSize MOST_PROBE = new DataSize(1 << 20);

  private static final DataSize NOTHING = new DataSize(1 << 10);
  private static final long LOOK_MS = 500;

  private final Function<Job, CompletableFuture<JobResult>> children;
  private final ClipOptions options;

  /// @param children runs them
  ClipWork(Function<Job, CompletableFuture<JobResult>> children, ClipOptions options) {
    this.children = children;
    this.options = options;
  }

  /// Is told how it goes.
  interface Listener {
    void probed(ClipFacts facts);

    void normalising();

    /// Of a hundred.
    void at(int percent);

    /// True when nobody wants it any more.
    boolean isUnwanted();
  }

  /// The file is not taken, or the work failed; the message says why.
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  /// Leaves what plays in [ClipFolder#draft].
  Clip.Playable make(Path input, ClipFolder folder, Listener listener)
      throws FailedException, IOException, InterruptedException {
    try {
      return made(input, folder, listener);
    } catch (FailedException failed) {
      // where we keep it is nobody's business
      String words = String.valueOf(failed.getMessage()).replace(place(input), "the file");
      throw new FailedException(words.replace(folder.path().toAbsolutePath() + "/", ""));
    }
  }

  private Clip.Playable made(Path input, ClipFolder folder, Listener listener)
      throws FailedException, IOException, InterruptedException {
    ClipPlan plan;
    try {
      ClipFacts facts = probe(input, listener);
      listener.probed(facts);
      plan = ClipPlan.of(facts, options);
    } catch (UnfitException unfit) {
      throw new FailedException(String.valueOf(unfit.getMessage()));
    }
    listener.normalising();
    if (plan.copied()) {
      ClipScan copy = null;
      try {
        copy = run(plan, input, folder, listener);
      } catch (FailedException cannotBeCopied) {
        if (listener.isUnwanted()) {
          throw cannotBeCopied;
        }
      }
      if (copy != null && copy.obstacle() == null) {
        return copy.playable(Files.size(folder.draft()), true);
      }
    }
    ClipScan made = run(plan.anew(), input, folder, listener);
    String obstacle = made.obstacle();
    if (obstacle != null) {
      throw new FailedException("what FFmpeg made of it cannot be played: " + obstacle);
    }
    return made.playable(Files.size(folder.draft()), false);
  }

  private ClipFacts probe(Path input, Listener listener)
      throws FailedException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-v", "error"));
    arguments.addAll(bounds());
    arguments.addAll(List.of("-of", "json", "-show_format", "-show_streams"));
    arguments.addAll(List.of("-i", place(input)));
    Job job =
        new Job("clip probe", Program.FFPROBE, arguments, Bytes.EMPTY, MOST_PROBE, PROBE_LIMIT);
    Bytes output = await(job, listener, () -> {});
    try {
      return ProbeDocument.read(output);
    } catch (IllegalArgumentException notSo) {
      throw new FailedException("FFmpeg does not say what it is");
    }
  }

  /// Of what reads the file.
  private static List<String> bounds() {
    return List.of(
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        CONTAINERS,
        "-max_pixels",
        "" + ClipPlan.MOST_PIXELS);
  }

  /// A name that begins with a dash or has a colon in it is no option and no protocol.
  private static String place(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  private ClipScan run(ClipPlan plan, Path input, ClipFolder folder, Listener listener)
      throws FailedException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-hide_banner", "-nostdin", "-nostats", "-v", "error", "-y"));
    arguments.addAll(List.of("-progress", place(folder.progress())));
    arguments.addAll(bounds());
    arguments.addAll(List.of("-i", place(input)));
    arguments.addAll(List.of("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"));
    arguments.addAll(plan.arguments(1));
    arguments.addAll(List.of("-t", ClipPlan.seconds(options.maxLength())));
    arguments.addAll(List.of("-fs", Long.toString(options.maxSize().bytes())));
    arguments.addAll(List.of("-f", "mpegts", place(folder.draft())));
    Files.deleteIfExists(folder.progress());
    Job job = new Job("clip", Program.FFMPEG, arguments, Bytes.EMPTY, NOTHING, plan.limit());
    ClipProgress progress = new ClipProgress(folder.progress(), plan.length());
    Bytes _ = await(job, listener, () -> listener.at(progress.percent()));
    return ClipScan.of(folder.draft());
  }

  private Bytes await(Job job, Listener listener, Runnable look)
      throws FailedException, InterruptedException {
    CompletableFuture<JobResult> result = children.apply(job);
    while (true) {
      try {
        return switch (result.get(LOOK_MS, TimeUnit.MILLISECONDS)) {
          case JobResult.Done done -> done.output();
          case JobResult.Failed failed -> throw new FailedException(failed.reason());
        };
      } catch (TimeoutException _) {
        if (listener.isUnwanted()) {
          result.cancel(true);
          throw new FailedException("it was deleted");
        }
        look.run();
      } catch (ExecutionException bug) {
        throw new IllegalStateException("a child", bug);
      } catch (InterruptedException stopping) {
        result.cancel(true);
        throw stopping;
      }
    }
  }
}
