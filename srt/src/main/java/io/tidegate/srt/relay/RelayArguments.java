package io.tidegate.srt.relay;

import io.tidegate.srt.arq.ArqPolicies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The command line of `srt-relay`. Immutable.
///
/// @param listen where packets come in
/// @param target where they go
/// @param network `rcv` stands before a receiver, so the network is where it listens; `snd` behind
///   a sender
/// @param policy a name of [ArqPolicies#NAMES], or `off` to forward only
/// @param latencyMs until a handshake tells
/// @param gatherMicros see [RelayOptions]
record RelayArguments(
    InetSocketAddress listen,
    InetSocketAddress target,
    NetworkSide network,
    String policy,
    int latencyMs,
    int gatherMicros) {
  static final String OFF = "off";

  static RelayArguments parse(List<String> words) {
    InetSocketAddress listen = null;
    InetSocketAddress target = null;
    NetworkSide network = NetworkSide.LISTEN;
    String policy = "deadline";
    int latencyMs = RelayRoute.DEFAULT_LATENCY_MS;
    int gatherMicros = RelayOptions.DEFAULTS.gatherMicros();
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i);
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(option + ": expected a value");
      }
      String value = words.get(i + 1);
      switch (option) {
        case "--listen" -> listen = address(option, value);
        case "--target" -> target = address(option, value);
        case "--side" -> network = side(value);
        case "--policy" -> policy = policy(value);
        case "--latency-ms" -> latencyMs = number(option, value, 8000);
        case "--gather-us" -> gatherMicros = number(option, value, 2000);
        default -> throw new IllegalArgumentException(option + ": unknown option, see --help");
      }
    }
    if (listen == null || target == null) {
      throw new IllegalArgumentException("--listen and --target are needed, see --help");
    }
    return new RelayArguments(listen, target, network, policy, latencyMs, gatherMicros);
  }

  private static NetworkSide side(String value) {
    return switch (value) {
      case "rcv" -> NetworkSide.LISTEN;
      case "snd" -> NetworkSide.TARGET;
      default -> throw new IllegalArgumentException("--side: rcv or snd, not " + value);
    };
  }

  private static String policy(String value) {
    if (!value.equals(OFF) && !ArqPolicies.NAMES.contains(value)) {
      throw new IllegalArgumentException(
          "--policy: one of " + ArqPolicies.NAMES + " or off, not " + value);
    }
    return value;
  }

  private static int number(String option, String value, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException ignored) {
      // told below
    }
    throw new IllegalArgumentException(option + ": a number from 0 to " + max + ", not " + value);
  }

  /// `host:port`, an IPv6 address in brackets.
  private static InetSocketAddress address(String option, String value) {
    int colon = value.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(option + ": expected host:port, not " + value);
    }
    String host = value.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = number(option, value.substring(colon + 1), 65_535);
    try {
      return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(option + ": no such host: " + host, unknown);
    }
  }

  RelayRoute route() {
    RelayRoute route = new RelayRoute(listen, target, network, null, latencyMs, null, 0, null);
    return policy.equals(OFF) ? route : route.withPolicy(policy);
  }
}
