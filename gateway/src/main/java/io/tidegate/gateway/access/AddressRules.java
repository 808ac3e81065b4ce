package io.tidegate.gateway.access;

import io.tidegate.media.Nullable;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// From where peers may come. What is denied is denied, even where it is allowed. Immutable.
///
/// @param allow empty for from everywhere
/// @param deny empty for from nowhere
public record AddressRules(List<Network> allow, List<Network> deny) {
  /// From everywhere.
  public static final AddressRules NONE = new AddressRules(List.of(), List.of());

  /// Somebody types them, and each peer is compared with one after the other.
  private static final int MAX_NETWORKS = 256;

  public AddressRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /// Reads networks with commas between them, maybe none.
  ///
  /// @throws IllegalArgumentException with a sentence for the operator
  public static List<Network> networks(String text) {
    List<Network> networks =
        Stream.of(text.split(",", -1))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .map(Network::parse)
            .toList();
    if (networks.size() > MAX_NETWORKS) {
      throw new IllegalArgumentException("at most " + MAX_NETWORKS + " networks");
    }
    return networks;
  }

  /// @param remote a peer's address as sessions show it, with its port; one that cannot be read
  ///   does not get past any rule
  public boolean admit(String remote) {
    if (allow.isEmpty() && deny.isEmpty()) {
      return true;
    }
    InetAddress address = address(host(remote));
    return address != null
        && deny.stream().noneMatch(network -> network.contains(address))
        && (allow.isEmpty() || allow.stream().anyMatch(network -> network.contains(address)));
  }

  /// `192.0.2.1` of `192.0.2.1:4711`, `::1` of `[::1]:4711` and of `::1:4711`, which sessions
  /// write, too; without the zone.
  public static String host(String remote) {
    int colon = remote.lastIndexOf(':');
    String host = colon < 0 ? remote : remote.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }

  private static @Nullable InetAddress address(String literal) {
    try {
      return InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
