package io.tidegate.transcode;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.AudioAdapter;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// One conversion: a bounded queue between the hub's loop and an adapter thread. What belongs to
/// which is marked.
final class AacConversion implements AudioAdapter.Conversion {
  /// Ten seconds of a telephone, two of 48 kHz stereo: what waits while the library is loaded.
  static final int MAX_WAITING_BYTES = 400_000;

  /// Frames of 5 ms, for ten seconds.
  static final int MAX_WAITING_FRAMES = 2_000;

  /// A stream whose adapter thread is so far behind loses sound, not memory.
  static final MediaTime MAX_WAITING = MediaTime.ofSeconds(10);

  private final CodecParams.Audio original;
  private final AudioAdapter.Output output;
  private final AacEncoder.Factory encoders;
  private final Executor thread;
  private final AdapterStats stats;
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final AtomicInteger waitingFrames = new AtomicInteger();

  /// Set on the hub's loop, read on both.
  private volatile boolean closed;

  private volatile @Nullable MediaTime lastTaken;

  /// Of the adapter thread.
  private @Nullable Pipeline pipeline;

  private boolean broken;

  AacConversion(
      CodecParams.Audio original,
      AudioAdapter.Output output,
      AacEncoder.Factory encoders,
      Executor thread,
      AdapterStats stats) {
    this.original = original;
    this.output = output;
    this.encoders = encoders;
    this.thread = thread;
    this.stats = stats;
    stats.opened();
  }

  @Override
  public void accept(Frame frame) {
    if (closed) {
      return;
    }
    int bytes = frame.payload().length();
    MediaTime taken = lastTaken;
    boolean isFull =
        waitingBytes.get() + bytes > MAX_WAITING_BYTES
            || waitingFrames.get() >= MAX_WAITING_FRAMES
            || (taken != null
                && waitingFrames.get() > 0
                && frame.dts().minus(taken).isAfter(MAX_WAITING));
    if (isFull) {
      stats.dropped();
      return;
    }
    waitingBytes.addAndGet(bytes);
    waitingFrames.incrementAndGet();
    thread.execute(() -> take(frame, bytes));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      stats.closed();
      thread.execute(this::release);
    }
  }

  private void take(Frame frame, int bytes) {
    waitingBytes.addAndGet(-bytes);
    waitingFrames.decrementAndGet();
    lastTaken = frame.dts();
    if (closed || broken) {
      return;
    }
    try {
      convert(frame);
    } catch (AacEncoder.EncoderException problem) {
      fail(problem.reason());
    } catch (RuntimeException bug) {
      stats.bug(bug);
      fail("a bug in the conversion");
    }
  }

  private void convert(Frame frame) throws AacEncoder.EncoderException {
    Pipeline running = pipeline;
    if (running == null) {
      running = Pipeline.open(original, encoders, output);
      pipeline = running;
    }
    running.accept(frame);
  }

  private void fail(String reason) {
    broken = true;
    release();
    stats.failed(original.codec(), reason);
    output.failed(reason);
  }

  private void release() {
    Pipeline last = pipeline;
    pipeline = null;
    if (last != null) {
      last.close();
    }
  }
}
