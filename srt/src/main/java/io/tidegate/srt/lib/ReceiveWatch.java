package io.tidegate.srt.lib;

import io.tidegate.media.Bytes;
import io.tidegate.media.hub.Loop;
import java.util.concurrent.atomic.AtomicLong;

/// A connected socket that is read. Poller thread, but for what its loop took over.
final class ReceiveWatch implements Watch {
  /// What a loop may have before it: 4 MB are half a second of 60 Mbit/s.
  private static final long HAND_OVER_BYTES = 4_000_000;

  /// Ten messages of MPEG-TS.
  private static final int FIRST_BATCH_BYTES = 13_160;

  private final SrtSocket socket;
  private final Loop loop;
  private final SrtReceiver receiver;
  private final AtomicLong handedOver = new AtomicLong();
  private byte[] batch = new byte[FIRST_BATCH_BYTES];
  private int length;
  private int messages;
  private long lastMessageNanos = System.nanoTime();
  private boolean muted;
  private boolean over;

  ReceiveWatch(SrtSocket socket, Loop loop, SrtReceiver receiver) {
    this.socket = socket;
    this.loop = loop;
    this.receiver = receiver;
  }

  @Override
  public SrtSocket socket() {
    return socket;
  }

  /// Where its session lives.
  Loop loop() {
    return loop;
  }

  @Override
  public int events() {
    return LibSrt.EPOLL_IN | LibSrt.EPOLL_ERR;
  }

  @Override
  public void started(SrtPoller poller) {
    if (socket.state() != SrtState.CONNECTED) {
      ready(poller, LibSrt.EPOLL_ERR);
    }
  }

  /// Reads one message.
  @Override
  public void ready(SrtPoller poller, int events) {
    try {
      int count = socket.receive(poller.message.address(), SrtPoller.MESSAGE_BYTES);
      if (count > 0) {
        keep(poller, count);
      } else if ((events & LibSrt.EPOLL_ERR) != 0) {
        lost(poller);
      }
    } catch (SrtException _) { // it says that the connection is lost or closed
      lost(poller);
    }
  }

  private void keep(SrtPoller poller, int count) {
    if (length + count > batch.length) {
      byte[] larger = new byte[Math.max(batch.length * 2, length + count)];
      System.arraycopy(batch, 0, larger, 0, length);
      batch = larger;
    }
    poller.message.buffer().get(0, batch, length, count);
    length += count;
    if (messages++ == 0) {
      poller.filled(this);
    }
  }

  /// Hands what was read to the loop, which owns the array from then on.
  void handOver(SrtPoller poller) {
    if (messages == 0) {
      return;
    }
    long now = System.nanoTime();
    int bytes = length;
    int count = messages;
    Bytes joined = Bytes.wrap(batch, 0, bytes);
    batch = new byte[Math.max(FIRST_BATCH_BYTES / 10, bytes)]; // the next round is like this one
    length = 0;
    messages = 0;
    lastMessageNanos = now;
    boolean full = handedOver.addAndGet(bytes) > HAND_OVER_BYTES;
    if (full && !muted && !over) {
      muted = true;
      poller.mute(this);
    }
    poller.deliver(this, () -> received(poller, joined, count, now));
  }

  /// On the loop.
  private void received(SrtPoller poller, Bytes joined, int count, long nanos) {
    try {
      receiver.received(joined, count, nanos);
    } finally {
      long left = handedOver.addAndGet(-joined.length());
      if (left < HAND_OVER_BYTES / 2 && left + joined.length() >= HAND_OVER_BYTES / 2) {
        poller.execute(() -> unmute(poller));
      }
    }
  }

  private void unmute(SrtPoller poller) {
    if (muted && !over && !socket.isClosed()) {
      muted = false;
      poller.listen(this);
    }
  }

  @Override
  public void lost(SrtPoller poller) {
    if (over) {
      return;
    }
    over = true;
    handOver(poller);
    poller.drop(socket);
    long silentNanos = System.nanoTime() - lastMessageNanos;
    poller.deliver(this, () -> receiver.ended(silentNanos));
  }

  /// A muted socket hears of no error, so its end is noticed here.
  @Override
  public void measure(SrtPoller poller) {
    try {
      SrtStats stats = socket.statistics(poller.statistics, true);
      poller.deliver(this, () -> receiver.measured(stats));
    } catch (SrtException _) {
      lost(poller);
    }
  }
}
