package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The way from one session's loop to its socket, through the thread of an [SrtSender].
///
/// [#send] and [#waitingBytes] belong to the loop; who sends keeps the latter below
/// [#WINDOW_BYTES].
final class SendLane {
  /// What may be on its way to libsrt: 0.2 s of 10 Mbit/s. The rest waits where it can be dropped.
  static final int WINDOW_BYTES = 256 << 10;

  /// Seven packets of 188 bytes, as every SRT sender of MPEG-TS cuts.
  static final int MESSAGE_BYTES = 1_316;

  /// Messages of one lane before the next has its turn.
  private static final int TURN_MESSAGES = 64;

  private static final long FIRST_WAIT_NANOS = 2_000_000;
  private static final long LONGEST_WAIT_NANOS = 32_000_000;

  /// Hears of it on the loop.
  interface Listener {
    /// Half of the window is free again.
    void drained();

    /// The socket takes nothing any more.
    void failed(String why);
  }

  private final SrtSocket socket;
  private final Loop loop;
  private final Listener listener;
  private final SrtSender sender;
  private final Queue<Bytes> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean active = new AtomicBoolean();
  private volatile boolean closed;
  private @Nullable Bytes current;
  private int position;
  private long waitNanos = FIRST_WAIT_NANOS;
  private long dueNanos;

  SendLane(SrtSocket socket, Loop loop, Listener listener, SrtSender sender) {
    this.socket = socket;
    this.loop = loop;
    this.listener = listener;
    this.sender = sender;
  }

  /// Nothing empty.
  void send(Bytes bytes) {
    waiting.addAndGet(bytes.length());
    queue.add(bytes);
    wake();
  }

  /// Handed over and not yet taken by libsrt.
  long waitingBytes() {
    return waiting.get();
  }

  /// Taken by libsrt. Any thread.
  long sentBytes() {
    return sent.get();
  }

  /// What waits is gone. Any thread.
  void close() {
    closed = true;
  }

  private void wake() {
    if (!closed && active.compareAndSet(false, true)) {
      sender.ready(this);
    }
  }

  /// Its next turn is now. Sender's thread, like all that follows.
  void begin(long nowNanos) {
    dueNanos = nowNanos;
  }

  /// When it wants its next turn.
  long dueNanos() {
    return dueNanos;
  }

  /// Sends some; false when it has nothing more to do for now.
  boolean turn(NativeBlock block, long nowNanos) {
    try {
      for (int i = 0; i < TURN_MESSAGES; i++) {
        if (closed) {
          queue.clear();
          return false;
        }
        if (!hasCurrent()) {
          return !rest();
        }
        if (!message(block)) {
          dueNanos = nowNanos + waitNanos;
          waitNanos = Math.min(LONGEST_WAIT_NANOS, waitNanos * 2);
          return true;
        }
        waitNanos = FIRST_WAIT_NANOS;
      }
      dueNanos = nowNanos;
      return true;
    } catch (SrtException gone) {
      closed = true;
      String why = String.valueOf(gone.getMessage());
      loop.execute(() -> listener.failed(why));
      return false;
    }
  }

  private boolean hasCurrent() {
    if (current == null) {
      current = queue.poll();
      position = 0;
    }
    return current != null;
  }

  /// True when it may sleep: nothing came in the meantime.
  private boolean rest() {
    active.set(false);
    return queue.isEmpty() || !active.compareAndSet(false, true);
  }

  /// False when libsrt's buffer is full.
  private boolean message(NativeBlock block) throws SrtException {
    Bytes bytes = current;
    if (bytes == null) {
      return true;
    }
    int count = Math.min(MESSAGE_BYTES, bytes.length() - position);
    block.buffer().put(0, bytes.backingArray(), bytes.backingOffset() + position, count);
    if (socket.send(block.address(), count) == 0) {
      return false;
    }
    position += count;
    sent.addAndGet(count);
    if (position == bytes.length()) {
      current = null;
    }
    long left = waiting.addAndGet(-count);
    int half = WINDOW_BYTES / 2;
    if ((left < half && left + count >= half) || left == 0) {
      loop.execute(listener::drained);
    }
    return true;
  }
}
