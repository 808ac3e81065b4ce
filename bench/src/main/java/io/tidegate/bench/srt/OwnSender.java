package io.tidegate.bench.srt;

import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import io.tidegate.srt.lib.SrtStat;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;

/// A caller that sent messages at a constant rate, each with its number and send time. Immutable.
///
/// @param sent messages
/// @param wireData data packets that libsrt put on the wire
record OwnSender(long sent, long wireData) {
  /// Seven packets of MPEG-TS.
  static final int MESSAGE_BYTES = 1316;

  private static final int CONNECT_MS = 10_000;

  /// Repeats of the last messages are through after this much more than the latency.
  private static final int DRAIN_MS = 1500;

  /// Connects, sends for as long as `cell` says, waits for the last repeats and hangs up.
  static OwnSender send(SrtLibrary.Loaded library, InetSocketAddress to, Cell cell)
      throws SrtException, InterruptedException {
    SrtSettings settings = SrtSettings.builder().set(SrtOption.CONNTIMEO, CONNECT_MS).build();
    try (SrtSocket socket = library.open();
        NativeBlock message = new NativeBlock(MESSAGE_BYTES)) {
      socket.set(settings);
      socket.connect(to);
      long intervalNanos = MESSAGE_BYTES * 8 * 1_000_000L / cell.link().kbps();
      long count = cell.seconds() * 1_000_000_000L / intervalNanos;
      long dueNanos = System.nanoTime();
      for (long number = 0; number < count; number++, dueNanos += intervalNanos) {
        for (long left = dueNanos - System.nanoTime();
            left > 0;
            left = dueNanos - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        message.buffer().putLong(0, number).putLong(Long.BYTES, System.nanoTime());
        socket.send(message.address(), MESSAGE_BYTES);
      }
      Thread.sleep(cell.link().latencyMs() + DRAIN_MS);
      return new OwnSender(count, socket.statistics(false).count(SrtStat.PACKETS_SENT_TOTAL));
    }
  }
}
