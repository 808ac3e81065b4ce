package io.tidegate.rtsp.message;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.SecretParameters;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// `rtsp://user:password@host:port/path?query`, more forgiving than RFC 3986: operators write
/// passwords as they are, with `@`, `#`, `/` and `?` in them. Immutable.
///
/// @param tls `rtsps`
/// @param host without the brackets of an IPv6 address
/// @param login of the URL, percent-decoded
/// @param path with the query, begins with `/` or is empty, as written
public record RtspUrl(boolean tls, String host, int port, Credentials login, String path) {
  public static final int DEFAULT_PORT = 554;

  /// RFC 7826 §23.1
  public static final int DEFAULT_TLS_PORT = 322;

  /// FFmpeg takes 4096.
  private static final int MAX_LENGTH = 4_096;

  public RtspUrl {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("rtsp://" + host + ":" + port);
    }
  }

  public static RtspUrl parse(String text) throws MalformedException {
    if (text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
      throw malformed("a URL without blanks, at most " + MAX_LENGTH + " letters");
    }
    int schemeEnd = text.indexOf("://");
    String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    boolean tls =
        switch (scheme) {
          case "rtsp", "rtspt", "rtspu" -> false;
          case "rtsps" -> true;
          default -> throw malformed("rtsp://HOST:PORT/PATH");
        };
    String rest = text.substring(schemeEnd + 3);
    int at = endOfLogin(rest);
    Credentials login = at < 0 ? Credentials.NONE : login(rest.substring(0, at));
    String place = rest.substring(at + 1);
    int pathStart = startOfPath(place);
    String path = place.substring(pathStart);
    return host(
        tls, place.substring(0, pathStart), login, path.startsWith("?") ? "/" + path : path);
  }

  /// The last `@` before which nothing can be a host: a password may hold `@` and `/`, and a path
  /// may hold `@` too, so one after the first `/` counts only when no `host:port/` precedes it.
  private static int endOfLogin(String rest) {
    int slash = startOfPath(rest);
    int before = rest.lastIndexOf('@', slash == 0 ? 0 : slash - 1);
    if (before >= 0) {
      return before;
    }
    // user:pass/word@host/path: what stands before the slash has a colon and no port behind it
    int colon = rest.indexOf(':');
    int after = rest.indexOf('@', slash);
    boolean passwordWithSlash =
        after > 0
            && colon > 0
            && colon < slash
            && rest.charAt(0) != '['
            && Parameters.number(rest.substring(colon + 1, slash)) < 0;
    return passwordWithSlash ? after : -1;
  }

  private static int startOfPath(String place) {
    for (int at = 0; at < place.length(); at++) {
      char c = place.charAt(at);
      if (c == '/' || c == '?') {
        return at;
      }
    }
    return place.length();
  }

  private static Credentials login(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Credentials(decoded(text), "")
        : new Credentials(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
  }

  private static RtspUrl host(boolean tls, String place, Credentials login, String path)
      throws MalformedException {
    String host;
    String port;
    if (place.startsWith("[")) {
      int end = place.indexOf(']');
      if (end < 0) {
        throw malformed("an IPv6 address in brackets");
      }
      host = place.substring(1, end);
      port = place.substring(end + 1);
    } else {
      int colon = place.indexOf(':');
      host = colon < 0 ? place : place.substring(0, colon);
      port = colon < 0 ? "" : place.substring(colon);
    }
    int number = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    if (port.length() > 1) {
      number = port.charAt(0) == ':' ? Parameters.number(port.substring(1)) : -1;
    }
    if (host.isEmpty() || host.indexOf('/') >= 0 || number < 1 || number > 65_535) {
      throw malformed("a host and a port, 1 to 65535");
    }
    return new RtspUrl(tls, host, number, login, path);
  }

  /// A lone `%` stands for itself.
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  /// With another name and password.
  public RtspUrl withLogin(Credentials other) {
    return new RtspUrl(tls, host, port, other, path);
  }

  /// With another path and query.
  public RtspUrl withPath(String other) {
    return new RtspUrl(tls, host, port, login, other);
  }

  /// For a request line: without name and password.
  public String requestUri() {
    String scheme = tls ? "rtsps://" : "rtsp://";
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String suffix = port == (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT) ? "" : ":" + port;
    return scheme + name + suffix + path;
  }

  /// The URL that `a=control:` means. RFC 2326 §C.1.1; relative ones are put behind the base as
  /// they are, as live555, FFmpeg and the cameras do, and not as RFC 3986 wants it.
  ///
  /// @param base `Content-Base`, or the URL of the DESCRIBE
  /// @param control empty, `*`, absolute or relative
  public static String control(String base, String control) {
    if (control.isEmpty() || control.equals("*")) {
      return base;
    }
    if (control.regionMatches(true, 0, "rtsp://", 0, 7)
        || control.regionMatches(true, 0, "rtsps://", 0, 8)) {
      return control;
    }
    boolean needsSlash =
        !base.endsWith("/") && !control.startsWith("/") && !control.startsWith("?");
    boolean hasTwo = base.endsWith("/") && control.startsWith("/");
    return base + (needsSlash ? "/" : "") + (hasTwo ? control.substring(1) : control);
  }

  /// Without name and password, and without the secrets of its parameters.
  @Override
  public String toString() {
    return SecretParameters.URL.mask(requestUri());
  }

  private static MalformedException malformed(String message) {
    return new MalformedException(Reason.BAD_VALUE, message);
  }
}
