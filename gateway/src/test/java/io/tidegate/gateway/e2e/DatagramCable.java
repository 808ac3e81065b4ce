package io.tidegate.gateway.e2e;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/// The way of one track's datagrams from a camera to the gateway: a pair of ports, RTP on the even
/// one. RTP may be damaged on it, of 100 packets 2 lost and 4 late: by `impair` where it stands
/// beside the project (`../shared/tools/udp-impair`), else by the number of the packet.
final class DatagramCable implements AutoCloseable {
  private static final Path SOURCE =
      Path.of("..", "..", "shared", "tools", "udp-impair", "impair.c").toAbsolutePath().normalize();

  private static final Path PROGRAM = Path.of("target", "e2e-tools", "impair").toAbsolutePath();
  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 60_000;
  private static final int ATTEMPTS = 50;
  private static final int LARGEST = 65_536;

  /// As `impair` reads it; late by 30 ms.
  private static final String DAMAGE = "loss=0.02,reorder=0.04,reorder_ms=30";

  private static final double LOST = 0.02;
  private static final double LATE = 0.04;

  private final DatagramSocket rtp;
  private final DatagramSocket rtcp;
  private final BooleanSupplier plugged;
  private final @Nullable Tool impair;
  private final SplittableRandom fate = new SplittableRandom(7);
  private byte @Nullable [] late;

  /// @param target the gateway's port for RTP; RTCP is the next
  /// @param damaged whether RTP is
  /// @param plugged datagrams are lost while it is false
  DatagramCable(int target, boolean damaged, BooleanSupplier plugged) throws IOException {
    DatagramSocket[] pair = pair();
    this.rtp = pair[0];
    this.rtcp = pair[1];
    this.plugged = plugged;
    int through = target;
    if (damaged && build()) {
      through = freePort();
      impair =
          Tool.start(
              PROGRAM.toString(),
              "-l 127.0.0.1:%d -t 127.0.0.1:%d -s 7 --fwd %s -d 300"
                  .formatted(through, target, DAMAGE)
                  .split(" "));
    } else {
      impair = null;
    }
    boolean ownDamage = damaged && impair == null;
    int rtpTarget = through;
    Thread.ofVirtual().start(() -> relay(rtp, rtpTarget, ownDamage));
    Thread.ofVirtual().start(() -> relay(rtcp, target + 1, false));
  }

  /// Of RTP.
  int port() {
    return rtp.getLocalPort();
  }

  /// Whether the program is there, and what it needs.
  private static boolean build() {
    if (!Files.isReadable(SOURCE)) {
      return false;
    }
    try {
      MadeOnce.file(
          PROGRAM,
          draft -> Tool.run(60, "gcc", "-O2", "-o", draft.toString(), SOURCE.toString(), "-lm"));
      return true;
    } catch (Exception | AssertionError noCompiler) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket any = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static DatagramSocket[] pair() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT / 2, HIGHEST_PORT / 2) * 2;
      try {
        DatagramSocket even = new DatagramSocket(port, loopback);
        try {
          return new DatagramSocket[] {even, new DatagramSocket(port + 1, loopback)};
        } catch (SocketException taken) {
          even.close();
        }
      } catch (SocketException taken) {
        // another one
      }
    }
    throw new IOException("no pair of ports");
  }

  private void relay(DatagramSocket from, int target, boolean damaged) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try (DatagramSocket to = new DatagramSocket(0, loopback)) {
      while (true) {
        from.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        packet.setLength(LARGEST);
        if (plugged.getAsBoolean() && (!damaged || !isHeld(bytes))) {
          to.send(new DatagramPacket(bytes, bytes.length, loopback, target));
          byte[] behind = late;
          if (behind != null && damaged) {
            late = null;
            to.send(new DatagramPacket(behind, behind.length, loopback, target));
          }
        }
      }
    } catch (IOException _) {
      // closed
    }
  }

  /// True when it is lost, or waits for the next one to go before it.
  private boolean isHeld(byte[] bytes) {
    double drawn = fate.nextDouble();
    if (drawn < LOST) {
      return true;
    }
    boolean waits = drawn < LOST + LATE && late == null;
    if (waits) {
      late = bytes;
    }
    return waits;
  }

  @Override
  public void close() throws IOException {
    rtp.close();
    rtcp.close();
    if (impair != null) {
      impair.close();
    }
  }
}
