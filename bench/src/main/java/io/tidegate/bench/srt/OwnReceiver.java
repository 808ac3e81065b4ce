package io.tidegate.bench.srt;

import io.tidegate.srt.lib.ListenHook;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.BitSet;

/// A listener that reads one caller's messages on a thread of its own and notes which came, and how
/// long they took.
///
/// 1. [#listen];
/// 2. [#await] once the sender hung up;
/// 3. the figures.
final class OwnReceiver implements AutoCloseable {
  private final SrtSocket listener;
  private final InetSocketAddress address;
  private final BitSet came = new BitSet();
  private final long[] latencyNanos;
  private final Thread thread;
  private int count;

  private OwnReceiver(SrtSocket listener, InetSocketAddress address, int capacity) {
    this.listener = listener;
    this.address = address;
    latencyNanos = new long[capacity];
    thread = Thread.ofPlatform().name("bench-receiver").daemon().unstarted(this::read);
  }

  static OwnReceiver listen(SrtLibrary.Loaded library, InetSocketAddress at, Cell cell)
      throws SrtException {
    SrtSettings.Builder settings =
        SrtSettings.builder().set(SrtOption.LATENCY, cell.link().latencyMs());
    if (cell.link().correction()) {
      settings.set(SrtOption.PACKETFILTER, LinkCase.FILTER);
    }
    SrtSocket listener = library.open();
    listener.set(settings.build());
    listener.bind(at);
    listener.listen(1, call -> new ListenHook.Verdict.Accept(SrtSettings.NONE));
    int messages = cell.seconds() * cell.link().kbps() / 8 * 1000 / OwnSender.MESSAGE_BYTES;
    OwnReceiver receiver = new OwnReceiver(listener, listener.localAddress(), messages + 1000);
    receiver.thread.start();
    return receiver;
  }

  InetSocketAddress address() {
    return address;
  }

  private void read() {
    try (NativeBlock message = new NativeBlock(2048)) {
      SrtSocket socket = listener.accept();
      if (socket == null) {
        return;
      }
      try (socket) {
        while (count < latencyNanos.length) {
          socket.receive(message.address(), 2048);
          long nowNanos = System.nanoTime();
          came.set((int) message.buffer().getLong(0));
          latencyNanos[count++] = nowNanos - message.buffer().getLong(Long.BYTES);
        }
      }
    } catch (SrtException over) {
      // the sender hung up, or never came: the figures tell
    }
  }

  /// Waits for the end of the session; then the figures may be read.
  void await() throws InterruptedException {
    thread.join(10_000);
    if (thread.isAlive()) {
      throw new IllegalStateException("the session does not end");
    }
  }

  /// Of `sent` messages, those between the first that came and the last sent.
  long missing(long sent) {
    int first = Math.max(0, came.nextSetBit(0));
    return sent - first - came.cardinality();
  }

  double latencyMs(double share) {
    long[] sorted = Arrays.copyOf(latencyNanos, count);
    Arrays.sort(sorted);
    return count == 0 ? Double.NaN : sorted[(int) ((count - 1) * share)] / 1e6;
  }

  @Override
  public void close() {
    listener.close();
  }
}
