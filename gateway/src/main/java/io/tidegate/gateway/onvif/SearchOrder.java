package io.tidegate.gateway.onvif;

import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Where cameras are looked for, and for how long. Immutable.
///
/// @param network the name of an interface, empty for all of them
/// @param targets addresses that are asked one by one; the group is left alone then
public record SearchOrder(String network, List<InetSocketAddress> targets, Duration time) {
  /// WS-Discovery 1.0 §2.4.
  static final int PORT = 3702;

  /// A network of 22 bits: whoever has more cameras in one asks the group, or twice.
  static final int MAX_TARGETS = 1_024;

  private static final int MAX_ENTRIES = 64;
  private static final int MAX_SECONDS = 30;
  private static final int DEFAULT_SECONDS = 6;
  private static final int MAX_NAME = 64;
  private static final Set<String> KEYS = Set.of("interface", "targets", "seconds");
  private static final String WANTED =
      "expected addresses and networks of IPv4, such as 192.0.2.7 and 192.0.2.0/24";

  public SearchOrder {
    targets = List.copyOf(targets);
  }

  /// @throws ConfigException naming what is wrong by its field
  public static SearchOrder parse(JsonObject body) throws ConfigException {
    for (String key : body.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw refused(key, "unknown key, expected one of interface, seconds, targets");
      }
    }
    Object seconds = body.getValue("seconds", DEFAULT_SECONDS);
    if (!(seconds instanceof Integer time) || time < 1 || time > MAX_SECONDS) {
      throw refused("seconds", "expected a whole number, 1 to " + MAX_SECONDS);
    }
    return new SearchOrder(
        network(body.getValue("interface", "")),
        targets(body.getValue("targets", new JsonArray())),
        Duration.ofSeconds(time));
  }

  private static String network(Object written) throws ConfigException {
    if (written instanceof String name && name.length() <= MAX_NAME) {
      boolean known =
          name.isEmpty() || NetworkView.all().stream().anyMatch(one -> one.name().equals(name));
      if (known) {
        return name;
      }
    }
    throw refused("interface", "this machine has no such interface that is up");
  }

  private static List<InetSocketAddress> targets(Object written) throws ConfigException {
    if (!(written instanceof JsonArray entries) || entries.size() > MAX_ENTRIES) {
      throw refused("targets", WANTED + ", " + MAX_ENTRIES + " at most");
    }
    List<InetSocketAddress> targets = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String field = "targets[" + i + "]";
      if (!(entries.getValue(i) instanceof String text)) {
        throw refused(field, WANTED);
      }
      add(text.strip(), field, targets);
    }
    return targets;
  }

  private static void add(String text, String field, List<InetSocketAddress> targets)
      throws ConfigException {
    int colon = text.lastIndexOf(':');
    int port = colon < 0 ? PORT : port(text.substring(colon + 1), field);
    Network network;
    try {
      network = Network.parse(colon < 0 ? text : text.substring(0, colon));
    } catch (IllegalArgumentException notOne) {
      throw refused(field, WANTED);
    }
    if (!(network.first() instanceof Inet4Address)) {
      throw refused(field, WANTED);
    }
    int hostBits = 32 - network.bits();
    if (hostBits > 10 || targets.size() + (1 << hostBits) > MAX_TARGETS) {
      throw refused(field, "expected " + MAX_TARGETS + " addresses at most, all in all");
    }
    hosts(network, hostBits, port, field, targets);
  }

  /// Without the addresses of the network itself and of its broadcast.
  private static void hosts(
      Network network, int hostBits, int port, String field, List<InetSocketAddress> targets)
      throws ConfigException {
    int base = number(network.first()) & (int) (-1L << hostBits);
    int edge = hostBits > 1 ? 1 : 0;
    for (int host = edge; host < (1 << hostBits) - edge; host++) {
      InetAddress address = address(base + host);
      if (address.isMulticastAddress() || address.isAnyLocalAddress() || base + host == -1) {
        throw refused(field, "expected addresses of single hosts");
      }
      targets.add(new InetSocketAddress(address, port));
    }
  }

  private static int number(InetAddress address) {
    int number = 0;
    for (byte part : address.getAddress()) {
      number = (number << 8) | (part & 0xff);
    }
    return number;
  }

  private static InetAddress address(int number) {
    byte[] parts = {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
    try {
      return InetAddress.getByAddress(parts);
    } catch (UnknownHostException never) {
      throw new IllegalStateException("four bytes are an address", never);
    }
  }

  private static int port(String text, String field) throws ConfigException {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw refused(field, WANTED);
    }
    return port;
  }

  private static ConfigException refused(String field, String text) {
    return new ConfigException(field + ": " + text, List.of(new Fault(field, text)));
  }
}
