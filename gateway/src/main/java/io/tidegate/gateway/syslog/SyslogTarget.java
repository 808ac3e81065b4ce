package io.tidegate.gateway.syslog;

import io.tidegate.media.Nullable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where syslog goes. Immutable.
public record SyslogTarget(Transport transport, String host, int port) {
  public static final String EXPECTED =
      "tls://host, tcp://host or udp://host, with or without :port";

  /// How it goes there.
  public enum Transport {
    /// RFC 5425.
    TLS(6514),
    /// RFC 6587 §3.4.1, octet counting.
    TCP(601),
    /// RFC 5426.
    UDP(514);

    private final int usualPort;

    Transport(int usualPort) {
      this.usualPort = usualPort;
    }
  }

  /// Null for what is none.
  public static @Nullable SyslogTarget parse(String text) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      String rest = uri.getRawPath() + (uri.getRawQuery() == null ? "" : uri.getRawQuery());
      if (host == null || uri.getScheme() == null || !rest.isEmpty() || uri.getPort() > 65_535) {
        return null;
      }
      for (Transport transport : Transport.values()) {
        if (transport.name().toLowerCase(Locale.ROOT).equals(uri.getScheme())) {
          int port = uri.getPort() < 0 ? transport.usualPort : uri.getPort();
          return new SyslogTarget(transport, host.replaceAll("[\\[\\]]", ""), port);
        }
      }
      return null;
    } catch (URISyntaxException notOne) {
      return null;
    }
  }

  @Override
  public String toString() {
    return transport.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port;
  }
}
