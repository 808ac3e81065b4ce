package io.tidegate.srt.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Two srt-live-transmit, one that feeds numbered packets in and one that gives them out again.
final class TransmitPair implements AutoCloseable {
  private static final int PAYLOAD_BYTES = 1316;

  /// 4 Mbit/s.
  private static final long INTERVAL_MICROS = 2632;

  /// Longer than any latency here.
  private static final int QUIET_MS = 3000;

  private final DatagramSocket out;
  private final Process sender;
  private final Process receiver;
  private final InetSocketAddress in;

  /// @param from SRT address of the sender
  /// @param to SRT address of the receiver
  TransmitPair(String from, String to) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    out = new DatagramSocket(new InetSocketAddress(loopback, 0));
    out.setReceiveBufferSize(1 << 20);
    in = new InetSocketAddress(loopback, freePort());
    receiver = start(to, "udp://127.0.0.1:" + out.getLocalPort());
    sender = start("udp://127.0.0.1:" + in.getPort(), from);
  }

  static boolean isInstalled() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, "srt-live-transmit"))) {
        return true;
      }
    }
    return false;
  }

  /// A UDP port that nobody holds now.
  static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }

  private static Process start(String from, String to) throws IOException {
    return new ProcessBuilder(
            List.of("srt-live-transmit", "-q", "-loglevel:fatal", "-autoreconnect:no", from, to))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// Sends so many packets, evenly: what a stalled machine left undone is not sent in a burst that
  /// the sockets on the way could not hold.
  ///
  /// @return how many of them came out
  int carry(int packets) throws IOException {
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        DatagramSocket feed = new DatagramSocket()) {
      AtomicInteger next = new AtomicInteger();
      var feeding =
          clock.scheduleWithFixedDelay(
              () -> feed(feed, next.getAndIncrement(), packets),
              0,
              INTERVAL_MICROS,
              TimeUnit.MICROSECONDS);
      int arrived = collect(packets);
      feeding.cancel(false);
      return arrived;
    }
  }

  private void feed(DatagramSocket feed, int number, int packets) {
    if (number >= packets) {
      return;
    }
    byte[] payload = new byte[PAYLOAD_BYTES];
    ByteBuffer.wrap(payload).putInt(number);
    try {
      feed.send(new DatagramPacket(payload, payload.length, in));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private int collect(int packets) throws IOException {
    BitSet seen = new BitSet(packets);
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    out.setSoTimeout(QUIET_MS);
    try {
      while (seen.cardinality() < packets) {
        out.receive(packet);
        seen.set(ByteBuffer.wrap(packet.getData()).getInt());
      }
    } catch (SocketTimeoutException over) {
      // what has not come until now is lost
    }
    return seen.cardinality();
  }

  @Override
  public void close() {
    sender.destroyForcibly();
    receiver.destroyForcibly();
    out.close();
  }
}
