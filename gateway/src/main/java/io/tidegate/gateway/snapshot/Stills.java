package io.tidegate.gateway.snapshot;

import io.tidegate.gateway.snapshot.SnapshotException.Kind;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.VideoFormat;
import io.tidegate.transcode.picture.PictureSize;
import io.tidegate.transcode.picture.StillJob;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes JPEG pictures of key frames, in children, so many at once. Any thread.
public final class Stills {
  /// More would be seconds old when their turn comes.
  private static final int MOST_WAITING = 64;

  private final Function<Job, CompletableFuture<JobResult>> children;
  private final Supplier<SnapshotOptions> options;
  private final SnapshotStats stats;
  private final Turnstile turnstile;

  /// @param children run jobs, elsewhere
  public Stills(
      Function<Job, CompletableFuture<JobResult>> children,
      Supplier<SnapshotOptions> options,
      SnapshotStats stats) {
    this.children = children;
    this.options = options;
    this.stats = stats;
    this.turnstile = new Turnstile(() -> options.get().concurrency(), MOST_WAITING);
  }

  /// @param width at most, 0 for no other limit than the settings'
  /// @param quality as [SnapshotOptions#quality]
  /// @return fails with a [SnapshotException]
  public CompletableFuture<Bytes> make(KeyFrame key, int width, int quality) {
    CompletableFuture<Bytes> made = new CompletableFuture<>();
    if (isPassedOn(key, width)) {
      stats.passedOn.increment();
      made.complete(key.frame().payload());
    } else if (!turnstile.enter(() -> decode(key, width, quality, made))) {
      stats.refused.increment();
      made.completeExceptionally(
          new SnapshotException(Kind.BUSY, "too many pictures are wanted at once"));
    }
    return made;
  }

  /// Motion JPEG is a row of JPEG pictures already.
  private boolean isPassedOn(KeyFrame key, int width) {
    VideoFormat format = key.format();
    int most = options.get().maxWidth();
    return key.track().params() instanceof CodecParams.Mjpeg
        && format.sarWidth() == format.sarHeight()
        && format.width() <= (width == 0 ? most : Math.min(width, most));
  }

  private CompletableFuture<?> decode(
      KeyFrame key, int width, int quality, CompletableFuture<Bytes> made) {
    int most = options.get().maxWidth();
    PictureSize size = PictureSize.of(key.format(), width == 0 ? most : Math.min(width, most));
    Job job = StillJob.of("picture " + key.key(), key.track(), key.frame(), size, quality);
    return children.apply(job).thenAccept(result -> came(result, made));
  }

  private void came(JobResult result, CompletableFuture<Bytes> made) {
    switch (result) {
      case JobResult.Done done when !done.output().isEmpty() -> {
        stats.decoded.increment();
        made.complete(done.output());
      }
      case JobResult.Done done -> fail(done.words(), made);
      case JobResult.Failed failed -> fail(failed.reason(), made);
    }
  }

  private void fail(String words, CompletableFuture<Bytes> made) {
    stats.failed.increment();
    String why = words.isBlank() ? "it gave no picture" : words.strip();
    made.completeExceptionally(
        new SnapshotException(Kind.UNDECODABLE, "the key frame cannot be decoded: " + why));
  }
}
