package io.tidegate.gateway.onvif;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// An interface of this machine that is up and has an IPv4 address, as of now. Immutable.
///
/// @param addresses of IPv4
/// @param loopback leads to this machine alone
public record NetworkView(String name, List<String> addresses, boolean loopback) {
  /// More are the ports of a switch: they are chosen by name.
  private static final int MOST = 64;

  /// Those that lead elsewhere first, then by name.
  public static List<NetworkView> all() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .filter(NetworkView::isUp)
          .map(NetworkView::of)
          .filter(view -> !view.addresses.isEmpty())
          .sorted(Comparator.comparing(NetworkView::loopback).thenComparing(NetworkView::name))
          .limit(MOST)
          .toList();
    } catch (SocketException none) {
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface one) {
    try {
      return one.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }

  private static NetworkView of(NetworkInterface one) {
    return new NetworkView(
        one.getName(),
        one.inetAddresses()
            .filter(Inet4Address.class::isInstance)
            .map(InetAddress::getHostAddress)
            .toList(),
        one.inetAddresses().anyMatch(InetAddress::isLoopbackAddress));
  }
}
