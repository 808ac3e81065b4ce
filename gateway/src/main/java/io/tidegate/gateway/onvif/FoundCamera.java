package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Who answered a search. Immutable.
///
/// @param address that the answer came from
/// @param url of the device service, always at `address`: an answer leads nowhere else
/// @param name as its scopes say; empty where they do not
/// @param endpoint its name for ever, as it says
public record FoundCamera(
    String address, String url, String name, String hardware, String location, String endpoint) {
  private static final String SCOPE = "onvif://www.onvif.org/";

  /// Longer ones are no names that somebody gave.
  private static final int MAX_SHOWN = 64;

  private static final int MAX_ENDPOINT = 128;
  private static final int MAX_URL = 512;

  /// Null for printers and others that are no cameras, and for those without an address.
  static @Nullable FoundCamera of(DiscoveryMessage.Match match, InetAddress sender) {
    boolean isCamera =
        match.types().contains("NetworkVideoTransmitter")
            || match.scopes().stream().anyMatch(scope -> scope.startsWith(SCOPE));
    String url = isCamera ? url(match.urls(), sender) : "";
    if (url.isEmpty()) {
      return null;
    }
    return new FoundCamera(
        sender.getHostAddress(),
        url,
        scope(match.scopes(), "name/"),
        scope(match.scopes(), "hardware/"),
        scope(match.scopes(), "location/"),
        XmlText.shown(match.endpoint(), MAX_ENDPOINT));
  }

  /// The first that is at the sender's address; of a camera that tells other ones (behind a
  /// translation of addresses, or set up for another network) the first, at the sender's.
  private static String url(List<String> urls, InetAddress sender) {
    List<URI> usable = urls.stream().map(FoundCamera::uri).filter(FoundCamera::isUsable).toList();
    for (URI uri : usable) {
      if (ServiceUrl.host(uri).equals(sender.getHostAddress())) {
        return ServiceUrl.at(uri, sender.getHostAddress());
      }
    }
    return usable.isEmpty() ? "" : ServiceUrl.at(usable.getFirst(), sender.getHostAddress());
  }

  private static @Nullable URI uri(String text) {
    return text.length() > MAX_URL ? null : ServiceUrl.parse(text);
  }

  private static boolean isUsable(@Nullable URI uri) {
    return uri != null;
  }

  /// ONVIF Core §7.3.2.2: percent-encoded.
  private static String scope(List<String> scopes, String kind) {
    for (String scope : scopes) {
      if (scope.startsWith(SCOPE + kind)) {
        String text = scope.substring(SCOPE.length() + kind.length());
        return XmlText.shown(decoded(text), MAX_SHOWN);
      }
    }
    return "";
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }
}
