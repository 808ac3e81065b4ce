package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// How a network interface gets its addresses, as somebody has set it here, and as a file of
/// systemd.network(5). Immutable.
///
/// @param dhcp for the addresses; `addresses` and `gateways` are empty then
/// @param gateways one for IPv4, one for IPv6 at most
record LinkSetting(
    boolean dhcp, List<IpNetwork> addresses, List<InetAddress> gateways, List<InetAddress> dns) {
  static final LinkSetting DHCP = new LinkSetting(true, List.of(), List.of(), List.of());

  /// What each is for a machine that serves media.
  private static final int MOST_ADDRESSES = 8;

  private static final int MOST_GATEWAYS = 2;

  /// What a C library asks.
  private static final int MOST_DNS = 3;

  private static final Set<String> MEMBERS =
      Set.of("name", "method", "addresses", "gateways", "dns");

  LinkSetting {
    addresses = List.copyOf(addresses);
    gateways = List.copyOf(gateways);
    dns = List.copyOf(dns);
  }

  /// Null for `system`: whatever the machine does by itself.
  static @Nullable LinkSetting of(HostRequest request) throws HostException {
    request.only(MEMBERS);
    String method = request.text("method", 10);
    List<IpNetwork> addresses = networks(request);
    List<InetAddress> gateways = hosts(request, "gateways", MOST_GATEWAYS);
    List<InetAddress> dns = hosts(request, "dns", MOST_DNS);
    return switch (method) {
      case "static" -> {
        check(request, addresses, gateways);
        yield new LinkSetting(false, addresses, gateways, dns);
      }
      case "dhcp" -> {
        none(request, "addresses", addresses);
        none(request, "gateways", gateways);
        yield new LinkSetting(true, List.of(), List.of(), dns);
      }
      case "system" -> {
        none(request, "addresses", addresses);
        none(request, "gateways", gateways);
        none(request, "dns", dns);
        yield null;
      }
      default ->
          throw HostException.invalid(
              request.where() + "method", "expected dhcp, static or system");
    };
  }

  private static void none(HostRequest request, String name, List<?> given) throws HostException {
    if (!given.isEmpty()) {
      throw HostException.invalid(request.where() + name, "only where method is static");
    }
  }

  private static List<IpNetwork> networks(HostRequest request) throws HostException {
    List<IpNetwork> networks = new ArrayList<>();
    for (String text : request.texts("addresses", MOST_ADDRESSES)) {
      IpNetwork network = IpNetwork.parse(text);
      if (network == null || !network.isHost()) {
        throw HostException.invalid(
            request.where() + "addresses", "expected a host's address such as 192.0.2.10/24");
      }
      networks.add(network);
    }
    return networks;
  }

  private static List<InetAddress> hosts(HostRequest request, String name, int most)
      throws HostException {
    List<InetAddress> hosts = new ArrayList<>();
    for (String text : request.texts(name, most)) {
      InetAddress host = IpNetwork.host(text);
      if (host == null) {
        throw HostException.invalid(request.where() + name, "expected addresses of hosts");
      }
      hosts.add(host);
    }
    return hosts;
  }

  /// A gateway that is not on the wire would leave the machine without a way out.
  private static void check(
      HostRequest request, List<IpNetwork> addresses, List<InetAddress> gateways)
      throws HostException {
    if (addresses.isEmpty()) {
      throw HostException.invalid(request.where() + "addresses", "expected one at least");
    }
    String field = request.where() + "gateways";
    if (gateways.stream().filter(Inet6Address.class::isInstance).count() > 1
        || gateways.stream().filter(one -> !(one instanceof Inet6Address)).count() > 1) {
      throw HostException.invalid(field, "expected one of IPv4 and one of IPv6 at most");
    }
    for (InetAddress gateway : gateways) {
      if (addresses.stream().anyMatch(one -> one.address().equals(gateway))) {
        throw HostException.invalid(field, "is this machine's own address");
      }
      boolean isNear =
          addresses.stream().anyMatch(one -> one.holds(gateway))
              || (gateway instanceof Inet6Address && gateway.isLinkLocalAddress());
      if (!isNear) {
        throw HostException.invalid(field, "is in none of the networks of the addresses");
      }
    }
  }

  JsonObject json() {
    return new JsonObject()
        .put("method", dhcp ? "dhcp" : "static")
        .put("addresses", new JsonArray(addresses.stream().map(IpNetwork::toString).toList()))
        .put("gateways", texts(gateways))
        .put("dns", texts(dns));
  }

  private static JsonArray texts(List<InetAddress> all) {
    return new JsonArray(all.stream().map(InetAddress::getHostAddress).toList());
  }

  /// With link-local addresses and the mDNS name always on: whoever stands beside the machine
  /// reaches it, whatever is set. Nothing waits for the link: the cable may be out.
  String file(String link) {
    StringBuilder file =
        new StringBuilder(
            """
            # Written by Tidegate (Settings, Network); what is changed by hand here is overwritten.
            [Match]
            Name=%s

            [Link]
            RequiredForOnline=no

            [Network]
            LinkLocalAddressing=yes
            MulticastDNS=yes
            LLMNR=yes
            IPv6AcceptRA=yes
            DHCP=%s
            """
                .formatted(link, dhcp ? "yes" : "no"));
    addresses.forEach(one -> file.append("Address=").append(one).append('\n'));
    gateways.forEach(one -> file.append("Gateway=").append(one.getHostAddress()).append('\n'));
    dns.forEach(one -> file.append("DNS=").append(one.getHostAddress()).append('\n'));
    if (!dns.isEmpty()) {
      file.append("\n[IPv6AcceptRA]\nUseDNS=no\n");
      if (dhcp) {
        file.append("\n[DHCPv4]\nUseDNS=no\n\n[DHCPv6]\nUseDNS=no\n");
      }
    }
    return file.toString();
  }

  /// What [#file] has written; what it never writes is passed over.
  static LinkSetting parse(String file) {
    boolean dhcp = false;
    List<IpNetwork> addresses = new ArrayList<>();
    List<InetAddress> gateways = new ArrayList<>();
    List<InetAddress> dns = new ArrayList<>();
    for (String line : file.lines().toList()) {
      int equals = line.indexOf('=');
      String value = line.substring(equals + 1).strip();
      switch (equals < 0 ? "" : line.substring(0, equals)) {
        case "DHCP" -> dhcp = value.equals("yes");
        case "Address" -> addNotNull(addresses, IpNetwork.parse(value));
        case "Gateway" -> addNotNull(gateways, IpNetwork.host(value));
        case "DNS" -> addNotNull(dns, IpNetwork.host(value));
        default -> {}
      }
    }
    return new LinkSetting(dhcp, addresses, gateways, dns);
  }

  private static <T> void addNotNull(List<T> all, @Nullable T one) {
    if (one != null) {
      all.add(one);
    }
  }
}
