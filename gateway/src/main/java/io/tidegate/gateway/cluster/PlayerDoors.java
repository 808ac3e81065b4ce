package io.tidegate.gateway.cluster;

import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.regex.Pattern;

/// Where players reach a node over HTTP. Immutable.
///
/// @param http port, 0 for none
/// @param https port, 0 for none
/// @param url origin by which they do, whatever stands before the node (`https://gw-2.example`);
///   empty for the node's own address and ports
public record PlayerDoors(int http, int https, String url) {
  /// RFC 6454 §6.2, in ASCII; or nothing.
  public static final Pattern URL =
      Pattern.compile(
          "(https?://([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?)?");

  private static final String SECURE = "https://";
  private static final Pattern LOOPBACK = Pattern.compile("(127\\..*|localhost|\\[::1]):\\d+");

  /// Listeners at loopback are for a proxy, not for players.
  ///
  /// @param bound addresses of listeners by name
  public static PlayerDoors of(Map<String, String> bound, String url) {
    return new PlayerDoors(port(bound, "http"), port(bound, "https"), url);
  }

  private static int port(Map<String, String> bound, String listener) {
    String address = bound.get(listener);
    return address == null || LOOPBACK.matcher(address).matches()
        ? 0
        : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /// Null where there is none for them: whoever came over TLS is not sent where there is none,
  /// which browsers refuse.
  ///
  /// @param host by which other nodes reach the node
  /// @param secure whether players came over TLS
  public @Nullable String origin(String host, boolean secure) {
    if (!url.isEmpty()) {
      return secure && !url.startsWith(SECURE) ? null : url;
    }
    boolean overTls = secure || http == 0;
    int port = overTls ? https : http;
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == 0 ? null : (overTls ? SECURE : "http://") + literal + ":" + port;
  }
}
