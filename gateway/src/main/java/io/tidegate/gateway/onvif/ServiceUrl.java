package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Addresses of services, as cameras and people write them. Stateless.
final class ServiceUrl {
  private ServiceUrl() {}

  /// An `http` or `https` URL with a host and without a user; null for anything else.
  static @Nullable URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException notOne) {
      return null;
    }
    String scheme = uri.getScheme();
    boolean isHttp =
        scheme != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
    boolean isWhole = uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() < 65_536;
    return isHttp && isWhole ? uri : null;
  }

  /// Without brackets, in small letters.
  static String host(URI uri) {
    return uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
  }

  /// The same at another host; its port, path and query stay.
  static String at(URI uri, String host) {
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + literal + port + path + query;
  }
}
