package io.tidegate.udp;

import io.tidegate.media.Nullable;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a transport stream is sent to, as VLC and FFmpeg write it. Immutable.
///
/// `udp://239.1.1.1:5000`, `rtp://[ff15::1]:5000`, `udp://192.0.2.7@232.1.1.1:5000` (of this sender
/// alone), `udp://@:5000` (to any address of this machine).
///
/// @param rtp whether it said `rtp`
/// @param source the only sender of a group that is heard, empty for any
/// @param host an address or a name, without brackets; empty for any address of this machine
/// @param port 1 to 65535
public record UdpAddress(boolean rtp, String source, String host, int port) {
  private static final String LITERAL_6 = "\\[[0-9A-Fa-f:.]+(?:%[\\w.-]+)?]";

  private static final Pattern FORM =
      Pattern.compile(
          "(udp|rtp)://(?:(%1$s|[^\\[\\]/?#:@\\s]*)@)?(%1$s|[^\\[\\]/?#:@\\s]*):(\\d{1,5})/?"
              .formatted(LITERAL_6),
          Pattern.CASE_INSENSITIVE);

  /// @throws IllegalArgumentException with what was expected instead
  public static UdpAddress parse(String url) {
    if (url.indexOf('?') >= 0) {
      throw new IllegalArgumentException(
          "no query: interface, ttl, dscp and receive-buffer are keys beside the URL");
    }
    Matcher matcher = FORM.matcher(url.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("udp://HOST:PORT or rtp://HOST:PORT");
    }
    int port = Integer.parseInt(matcher.group(4));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port, 1 to 65535");
    }
    UdpAddress address =
        new UdpAddress(
            matcher.group(1).toLowerCase(Locale.ROOT).equals("rtp"),
            bare(matcher.group(2)),
            bare(matcher.group(3)),
            port);
    address.checkSource();
    return address;
  }

  private static String bare(@Nullable String host) {
    return host == null ? "" : host.replaceAll("[\\[\\]]", "");
  }

  private void checkSource() {
    if (source.isEmpty()) {
      return;
    }
    InetAddress group = literal();
    InetAddress sender = literal(source);
    if (group == null || !group.isMulticastAddress()) {
      throw new IllegalArgumentException("a multicast group after SENDER@");
    }
    if (sender == null
        || sender.isMulticastAddress()
        || sender instanceof Inet4Address != group instanceof Inet4Address) {
      throw new IllegalArgumentException("an address of the group's family before @");
    }
  }

  /// The address that the host is, null for a name and for none.
  public @Nullable InetAddress literal() {
    return literal(host);
  }

  /// The only sender that is heard, null for any.
  @Nullable
  InetAddress sourceAddress() {
    return literal(source);
  }

  /// Whether it is a group.
  public boolean isMulticast() {
    InetAddress address = literal();
    return address != null && address.isMulticastAddress();
  }

  /// Any address of this machine.
  public boolean isAny() {
    InetAddress address = literal();
    return host.isEmpty() || (address != null && address.isAnyLocalAddress());
  }

  /// Whether both may not be listened for at once: they would take each other's datagrams.
  public boolean overlaps(UdpAddress other) {
    if (port != other.port) {
      return false;
    }
    if (isAny() || other.isAny()) {
      return true;
    }
    InetAddress mine = literal();
    boolean sameHost = mine == null ? host.equals(other.host) : mine.equals(other.literal());
    boolean toldApart =
        !source.isEmpty() && !other.source.isEmpty() && !source.equals(other.source);
    return sameHost && !toldApart;
  }

  static @Nullable InetAddress literal(String text) {
    try {
      return text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  static String text(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return shown(ip == null ? address.getHostString() : ip.getHostAddress())
        + ":"
        + address.getPort();
  }

  private static String shown(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /// As [#parse] reads it.
  @Override
  public String toString() {
    String at = source.isEmpty() ? host.isEmpty() ? "@" : "" : shown(source) + "@";
    return (rtp ? "rtp://" : "udp://") + at + shown(host) + ":" + port;
  }
}
