package io.tidegate.gateway.tap;

import io.tidegate.gateway.access.Network;
import io.tidegate.media.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Where the pictures of a tap may be sent: whoever writes the routes of a space is not to reach
/// this machine and its networks by them, which he may not reach himself. Any thread.
final class TapTargets {
  /// Nobody is there but neighbours: RFC 6890, RFC 4193, RFC 4291, RFC 6052 and 3056 (which carry
  /// addresses of IPv4).
  private static final List<Network> NEAR =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "224.0.0.0/3",
          "::/96",
          "64:ff9b::/96",
          "64:ff9b:1::/48",
          "2002::/16",
          "fc00::/7",
          "fe80::/10",
          "fec0::/10",
          "ff00::/8");

  private final Vertx vertx;
  private final Predicate<StreamKey> ofSpace;
  private final BooleanSupplier isFree;

  /// @param ofSpace whether a stream belongs to a space
  /// @param isFree whether taps of spaces may send everywhere
  TapTargets(Vertx vertx, Predicate<StreamKey> ofSpace, BooleanSupplier isFree) {
    this.vertx = vertx;
    this.ofSpace = ofSpace;
    this.isFree = isFree;
  }

  /// Where to connect to; empty for wherever the name leads. The name is looked up once: it cannot
  /// lead elsewhere a moment later.
  ///
  /// @return fails with a sentence for the operator
  Future<Optional<SocketAddress>> of(StreamKey key, String url) {
    if (!ofSpace.test(key) || isFree.getAsBoolean()) {
      return Future.succeededFuture(Optional.empty());
    }
    return vertx.executeBlocking(() -> Optional.of(lookUp(URI.create(url))), false);
  }

  private static SocketAddress lookUp(URI url) throws IOException {
    String host = url.getHost().replaceAll("[\\[\\]]", "");
    int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (!isNear(address)) {
        int port = url.getPort() < 0 ? usual : url.getPort();
        return SocketAddress.inetSocketAddress(new InetSocketAddress(address, port));
      }
    }
    throw new IOException(
        "webhooks of a space do not go to this machine and private networks"
            + " (snapshots.private-webhooks)");
  }

  /// Whether it is this machine, or in one of its networks.
  static boolean isNear(InetAddress address) {
    return NEAR.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(Network::parse).toList();
  }
}
