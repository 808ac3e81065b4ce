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
  private static final String OPENING = "%7B";
  private static final String CLOSING = "%7D";

  /// @throws IllegalArgumentException with what was expected instead, without the name
  public static RtmpAddress parse(String url) {
    URI uri = uri(url);
    String path = path(uri);
    int split = endOfApp(path);
    if (split <= 0 || split == path.length() - 1) {
      throw new IllegalArgumentException("an app and a name, as in rtmp://host/app/name");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + braces(uri.getRawQuery());
    return at(uri, path.substring(0, split), path.substring(split + 1) + query);
  }

  /// Of a server that tells its address and the stream's name (a stream key) apart.
  ///
  /// @throws IllegalArgumentException likewise
  public static RtmpAddress parse(String serverUrl, String name) {
    URI uri = uri(serverUrl);
    String app = path(uri).replaceAll("/+$", "");
    if (app.isEmpty() || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "an app and no query, as in rtmp://host/app, beside a stream key");
    }
    return at(uri, app, name);
  }

  /// The stream of another name at the same place.
  public RtmpAddress withName(String otherName) {
    return new RtmpAddress(tls, host, port, app, otherName);
  }

  /// As [#parse] reads it, with the name.
  public String url() {
    return tcUrl() + "/" + name;
  }

  /// As it is written beside a stream key: without the name.
  public String serverUrl() {
    return tcUrl();
  }

  private static URI uri(String url) {
    URI uri;
    try {
      uri = new URI(url.strip().replace("{", OPENING).replace("}", CLOSING));
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException("a URL; this is none: " + broken.getReason(), broken);
    }
    if (!isTls(uri) && !"rtmp".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("rtmp:// or rtmps://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("a host, as in rtmp://host/app/name");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "no log-in before the host: RTMP has none, servers take a token in the query");
    }
    return uri;
  }

  private static boolean isTls(URI uri) {
    return "rtmps".equalsIgnoreCase(uri.getScheme());
  }

  private static String path(URI uri) {
    return braces(uri.getRawPath().substring(Math.min(1, uri.getRawPath().length())));
  }

  /// No URL has them, but the patterns of URLs: `{1}`.
  private static String braces(String raw) {
    return raw.replace(OPENING, "{").replace(CLOSING, "}");
  }

  private static RtmpAddress at(URI uri, String app, String name) {
    int standard = isTls(uri) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    int port = uri.getPort() < 0 ? standard : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port, 1 to 65535");
    }
    return new RtmpAddress(isTls(uri), uri.getHost(), port, app, name);
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
