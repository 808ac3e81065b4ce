package io.tidegate.rtmp;

import java.net.URI;
import java.net.URISyntaxException;

/// Where a stream is at another server. Immutable.
///
/// `rtmp://host/app/name?query`, or `rtmp://host/app/instance/name`; `rtmps` over TLS. The query
/// goes with the name, as encoders send it. RTMP 1.0 §7.2.1.1
///
/// @param app of `connect`
/// @param name of `publish` or `play`; often a secret, so it is never shown
public record RtmpAddress(boolean tls, String host, int port, String app, String name) {
  private static final int DEFAULT_PORT = 1935;
  private static final int DEFAULT_TLS_PORT = 443;

  /// @throws IllegalArgumentException with a sentence that says what is wrong, without the name
  public static RtmpAddress parse(String url) {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException("not a URL: " + broken.getReason(), broken);
    }
    boolean tls = "rtmps".equalsIgnoreCase(uri.getScheme());
    if (!tls && !"rtmp".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("expected rtmp:// or rtmps://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("expected a host, as in rtmp://host/app/name");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a log-in before the host is not part of RTMP; servers take a token in the query");
    }
    String path = uri.getRawPath().substring(Math.min(1, uri.getRawPath().length()));
    int split = endOfApp(path);
    if (split <= 0 || split == path.length() - 1) {
      throw new IllegalArgumentException("expected an app and a name, as in rtmp://host/app/name");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int standard = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    int port = uri.getPort() < 0 ? standard : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
    }
    return new RtmpAddress(
        tls, uri.getHost(), port, path.substring(0, split), path.substring(split + 1) + query);
  }

  /// After the first part, or after the second where there are more, as FFmpeg and librtmp cut.
  private static int endOfApp(String path) {
    int first = path.indexOf('/');
    int second = first < 0 ? -1 : path.indexOf('/', first + 1);
    return second < 0 ? first : second;
  }

  /// For `connect`.
  String tcUrl() {
    String shownHost = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return (tls ? "rtmps" : "rtmp") + "://" + shownHost + ":" + port + "/" + app;
  }

  /// Without the name.
  @Override
  public String toString() {
    return tcUrl() + "/…";
  }
}
