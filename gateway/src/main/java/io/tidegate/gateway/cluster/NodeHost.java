package io.tidegate.gateway.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a node is called, and by which address others reach it, where nobody says. Stateless.
final class NodeHost {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9._-]|^[^A-Za-z0-9]+");
  private static final int MAX_NAME = 63;

  private NodeHost() {}

  /// @param wanted empty for the host's
  static String name(String wanted) {
    if (!wanted.isEmpty()) {
      return wanted;
    }
    String name = NOT_IN_A_NAME.matcher(hostName()).replaceAll("");
    return name.isEmpty() ? "node" : name.substring(0, Math.min(MAX_NAME, name.length()));
  }

  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// Of one that listens everywhere, the address of its first interface; empty where it has none.
  static Optional<String> address(InetSocketAddress listen) {
    InetAddress bound = listen.getAddress();
    if (bound == null || !bound.isAnyLocalAddress()) {
      return bound == null ? Optional.empty() : Optional.of(bound.getHostAddress());
    }
    try {
      return NetworkInterface.networkInterfaces()
          .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
          .map(InetAddress::getHostAddress);
    } catch (SocketException _) {
      return Optional.empty();
    }
  }
}
