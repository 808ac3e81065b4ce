package io.tidegate.rtsp;

import io.tidegate.media.Nullable;

/// Where streams are sent to by multicast: each has a group of its own while somebody receives it.
/// Immutable.
///
/// @param network the first three numbers of 256 IPv4 groups: `239.255.42`
/// @param port of the first media of a stream, even; each further media has the next two
/// @param ttl how many routers it may pass, 1 to 255
/// @param networkInterface name of the one it leaves by, empty for the system's choice
public record RtspMulticast(String network, int port, int ttl, String networkInterface) {
  /// Where a camera sends by itself, RFC 3551 §8.
  public static final int DEFAULT_PORT = 5004;

  /// Groups of a network, but for the first and the last address.
  static final int GROUPS = 254;

  public RtspMulticast {
    boolean sane =
        isNetwork(network) && port > 0 && port < 65_000 && port % 2 == 0 && ttl > 0 && ttl < 256;
    if (!sane) {
      throw new IllegalArgumentException("multicast to " + network + ", port " + port);
    }
  }

  /// RFC 5771: 224.0.0.0 to 239.255.255.255.
  private static boolean isNetwork(String text) {
    String[] numbers = text.split("\\.", -1);
    if (numbers.length != 3) {
      return false;
    }
    for (String number : numbers) {
      boolean isByte = number.matches("\\d{1,3}") && Integer.parseInt(number) <= 255;
      if (!isByte) {
        return false;
      }
    }
    int first = Integer.parseInt(numbers[0]);
    return first >= 224 && first <= 239;
  }

  /// @param text `239.255.42.0/24`
  /// @return null when it is no such network
  public static @Nullable RtspMulticast parse(String text, int ttl) {
    String network = text.endsWith(".0/24") ? text.substring(0, text.length() - 5) : "";
    return isNetwork(network) ? new RtspMulticast(network, DEFAULT_PORT, ttl, "") : null;
  }

  /// @param index of the group, from 0 on
  String group(int index) {
    return network + "." + (index + 1);
  }
}
