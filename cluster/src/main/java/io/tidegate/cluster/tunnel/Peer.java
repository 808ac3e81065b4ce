package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A node as others reach it. Immutable.
///
/// @param number 1 to [NodeName#MAX_NUMBER]
/// @param id 32 hex digits
/// @param name what people call it
/// @param host of its relay: an address or a host name
/// @param port of its relay
/// @param revision grows whenever the node itself says that something of it is another
public record Peer(int number, String id, String name, String host, int port, long revision) {
  private static final int FIELDS = 6;
  private static final int MAX_PORT = 65_535;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:._-]{1,253}");

  /// @throws IllegalArgumentException with the reason in words
  public Peer {
    require(number >= 1 && number <= NodeName.MAX_NUMBER, "node number " + number);
    require(ID.matcher(id).matches(), "a node's id has 32 hex digits");
    require(
        NAME.matcher(name).matches(),
        "a node's name has 1 to 63 letters, digits, dots, hyphens and underscores");
    require(HOST.matcher(host).matches(), "not a host name or address: " + host);
    require(port >= 1 && port <= MAX_PORT, "port " + port);
    require(revision >= 0, "revision " + revision);
  }

  /// As a node joins.
  public Peer(int number, String id, String name, String host, int port) {
    this(number, id, name, host, port, 0);
  }

  private static void require(boolean right, String words) {
    if (!right) {
      throw new IllegalArgumentException(words);
    }
  }

  /// Its relay's, empty when the host is a name.
  Optional<InetAddress> address() {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// One line, without its end.
  public String line() {
    return String.join(
        "\t",
        Integer.toString(number),
        id,
        name,
        host,
        Integer.toString(port),
        Long.toString(revision));
  }

  /// Empty when it is none.
  public static Optional<Peer> parse(String line) {
    List<String> fields = List.of(line.split("\t", FIELDS + 1));
    if (fields.size() != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Peer(
              Integer.parseInt(fields.get(0)),
              fields.get(1),
              fields.get(2),
              fields.get(3),
              Integer.parseInt(fields.get(4)),
              Long.parseLong(fields.get(5))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
