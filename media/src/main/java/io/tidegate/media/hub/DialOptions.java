package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a peer is called and how long it may take; the same for sources that are called and for
/// pushes. Immutable.
///
/// @param connect until the peer lets us in, from the first packet on
/// @param firstFrame then until the first frame has come, or has gone out
/// @param noFrame so long no frame may come or go out after that
/// @param networkInterface the one that is called from, by its name, or an address of this machine;
///   empty for the system's choice
/// @param dscp of the packets that go out, 0 to 63. RFC 2474 §3
public record DialOptions(
    Duration connect, Duration firstFrame, Duration noFrame, String networkInterface, int dscp) {
  /// 10 s each, the system's choice, nothing marked.
  public static final DialOptions DEFAULT =
      new DialOptions(
          SourcePlan.Source.DEFAULT_TIMEOUT,
          SourcePlan.Source.DEFAULT_TIMEOUT,
          SourcePlan.Source.DEFAULT_TIMEOUT,
          "",
          0);

  public static final int MAX_DSCP = 63;

  public DialOptions {
    if (!connect.isPositive() || !firstFrame.isPositive() || !noFrame.isPositive()) {
      throw new IllegalArgumentException("a peer needs time");
    }
    if (dscp < 0 || dscp > MAX_DSCP) {
      throw new IllegalArgumentException("DSCP " + dscp);
    }
  }

  /// The same with other time limits.
  public DialOptions within(Duration toConnect, Duration toFirstFrame, Duration betweenFrames) {
    return new DialOptions(toConnect, toFirstFrame, betweenFrames, networkInterface, dscp);
  }

  /// The same by another way.
  public DialOptions by(String otherInterface, int otherDscp) {
    return new DialOptions(connect, firstFrame, noFrame, otherInterface, otherDscp);
  }

  /// What the header of a packet holds: the DSCP and two bits of congestion control. RFC 2474 §3
  public int trafficClass() {
    return dscp << 2;
  }

  /// A time limit in words: `10 s`, `1500 ms`.
  public static String inWords(Duration limit) {
    long millis = limit.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  /// The address of this machine that `host` is called from, null for the system's choice.
  ///
  /// @param host an address or a name; IPv6 is chosen for an IPv6 address
  /// @throws IOException in words, when there is none (now)
  public @Nullable InetAddress localAddress(String host) throws IOException {
    if (networkInterface.isEmpty()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(networkInterface);
    } catch (IllegalArgumentException name) {
      return addressOf(networkInterface, host.indexOf(':') >= 0);
    }
  }

  private static InetAddress addressOf(String name, boolean wantsSix) throws IOException {
    NetworkInterface found;
    try {
      found = NetworkInterface.getByName(name);
    } catch (SocketException broken) {
      throw new IOException("network interface " + name + ": " + broken.getMessage(), broken);
    }
    if (found == null) {
      throw new IOException("no network interface " + name);
    }
    List<InetAddress> usable =
        found.inetAddresses().filter(address -> !address.isLinkLocalAddress()).toList();
    return usable.stream()
        .filter(address -> address instanceof Inet6Address == wantsSix)
        .findFirst()
        .or(() -> wantsSix ? Optional.empty() : usable.stream().findFirst())
        .orElseThrow(() ->
            new IOException(
                "network interface " + name + " has no address" + (wantsSix ? " of IPv6" : "")));
  }
}
