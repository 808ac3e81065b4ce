package io.tidegate.transcode;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.AudioAdapter;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes AAC of G.711, G.722 and linear PCM: decoded in Java, encoded by FFmpeg in this process.
/// Any thread.
///
/// Conversions are spread over a few named platform threads, each on one for good. FFmpeg is
/// unpacked and loaded by the first conversion; when it cannot be loaded, the reason is what every
/// later offer is refused with.
public final class FfmpegAudioAdapter implements AudioAdapter, AutoCloseable {
  /// One encoder takes about 1 % of a core: two threads serve what a machine can publish.
  private static final int MAX_THREADS = 2;

  private final ExecutorService[] threads;
  private final AtomicInteger next = new AtomicInteger();
  private final AdapterStats stats = new AdapterStats();
  private final AacEncoder.Factory encoders;
  private volatile @Nullable String missing;

  /// @param unpacked folder that the native libraries are unpacked into, once
  public FfmpegAudioAdapter(Path unpacked) {
    this(
        Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_THREADS),
        FfmpegAacEncoder::open);
    FfmpegLibrary.unpackInto(unpacked);
  }

  FfmpegAudioAdapter(int threadCount, AacEncoder.Factory encoders) {
    this.encoders = encoders;
    this.threads = new ExecutorService[threadCount];
    for (int i = 0; i < threadCount; i++) {
      threads[i] = Executors.newSingleThreadExecutor(named("audio-adapter-" + i));
    }
  }

  /// Why FFmpeg does not work here; null while nothing speaks against it.
  public @Nullable String missing() {
    return missing;
  }

  /// Counters.
  public AdapterStats stats() {
    return stats;
  }

  @Override
  public Offer offer(CodecParams.Audio original) {
    try {
      AacFormat format = AacFormat.of(original);
      String reason = missing;
      return reason == null ? format.offer() : new Offer.Refuses(reason);
    } catch (AacFormat.NotConvertible refused) {
      return new Offer.Refuses(refused.reason());
    }
  }

  @Override
  public Conversion start(CodecParams.Audio original, Output output) {
    ExecutorService thread = threads[Math.floorMod(next.getAndIncrement(), threads.length)];
    return new AacConversion(
        original, output, this::open, task -> executeUnlessClosed(thread, task), stats);
  }

  /// Conversions stop where they are. Idempotent.
  @Override
  public void close() {
    for (ExecutorService thread : threads) {
      thread.shutdown();
    }
  }

  private AacEncoder open(AacFormat format) throws AacEncoder.EncoderException {
    try {
      return encoders.open(format);
    } catch (AacEncoder.EncoderException problem) {
      if (problem.getCause() instanceof LinkageError) {
        missing = problem.reason();
      }
      throw problem;
    }
  }

  /// After [#close] the encoders' memory goes with the process.
  private static void executeUnlessClosed(ExecutorService thread, Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      if (!thread.isShutdown()) {
        throw closed;
      }
    }
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().name(name).daemon(true).factory();
  }
}
