package io.tidegate.cluster.tunnel;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The address of this machine that stands for a node. Each node has the same ones: behind its own
/// is itself, behind another's the tunnel to it. Stateless.
public final class Loopback {
  private static final int BYTE = 8;
  private static final int MASK = 0xff;

  private Loopback() {}

  /// 127.77.0.1 for node 1; 127.77.1.0 for node 256.
  public static InetAddress of(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {127, 77, (byte) (number >> BYTE), (byte) (number & MASK)});
    } catch (UnknownHostException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
