package io.tidegate.gateway.web;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import io.tidegate.media.Nullable;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whom a proxy that is believed asks for: `Forwarded` (RFC 7239) and `X-Forwarded-For`. Immutable.
///
/// What is believed is read from its end, which is what the nearest proxy has added, up to the
/// first address that is no such proxy: whatever stands before may be invented. Where both headers
/// are there and differ, one of them was not written by the proxy, and neither is believed.
final class ForwardedFor {
  /// No chain of proxies is longer.
  private static final int MOST_HOPS = 16;

  /// RFC 7239 §4: `for=` of one element, quoted or not.
  private static final Pattern FOR =
      Pattern.compile(
          "(?:^|;)\\s*for=(?:\"([^\"]*)\"|([^;\\s\"]*))\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);

  /// IPv6 in brackets, or IPv4; each may have a port.
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d{1,5})?|([0-9.]+)(?::\\d{1,5})?");

  private final List<Network> proxies;

  /// @param proxies that are believed; empty for none
  ForwardedFor(List<Network> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /// Shows `requests` the address of whoever asks by a proxy in place of the proxy's.
  Handler<HttpServerRequest> before(Handler<HttpServerRequest> requests) {
    return proxies.isEmpty() ? requests : request -> requests.handle(shown(request));
  }

  private HttpServerRequest shown(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    InetAddress near = peer == null ? null : literal(String.valueOf(peer.hostAddress()));
    if (near == null || !(request instanceof HttpServerRequestInternal inner)) {
      return request;
    }
    InetAddress client = client(near, request.headers());
    return client.equals(near)
        ? request
        : new Proxied(
            inner, SocketAddress.inetSocketAddress(new InetSocketAddress(client, peer.port())));
  }

  /// Who asks, as far as that can be believed.
  ///
  /// @param near who has connected
  InetAddress client(InetAddress near, MultiMap headers) {
    if (!isProxy(near)) {
      return near;
    }
    List<String> plain = elements(headers.getAll("X-Forwarded-For"));
    List<String> standard =
        elements(headers.getAll("Forwarded")).stream().map(ForwardedFor::node).toList();
    if (plain.isEmpty() || standard.isEmpty()) {
      return last(near, plain.isEmpty() ? standard : plain);
    }
    InetAddress byPlain = last(near, plain);
    return byPlain.equals(last(near, standard)) ? byPlain : near;
  }

  private InetAddress last(InetAddress near, List<String> hops) {
    InetAddress last = near;
    for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
      InetAddress hop = address(hops.get(i));
      if (hop == null) {
        return last;
      }
      last = hop;
      if (!isProxy(hop)) {
        return last;
      }
    }
    return last;
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(network -> network.contains(address));
  }

  private static List<String> elements(List<String> values) {
    List<String> elements = new ArrayList<>();
    values.forEach(value -> elements.addAll(List.of(value.split(",", -1))));
    return elements.stream().map(String::strip).toList();
  }

  private static String node(String element) {
    Matcher found = FOR.matcher(element);
    if (!found.find()) {
      return "";
    }
    String quoted = found.group(1);
    return quoted == null ? String.valueOf(found.group(2)) : quoted;
  }

  private static @Nullable InetAddress address(String text) {
    Matcher withPort = WITH_PORT.matcher(text);
    if (!withPort.matches()) {
      return literal(text);
    }
    String six = withPort.group(1);
    return literal(six == null ? String.valueOf(withPort.group(2)) : six);
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(AddressRules.host(text + ":0"));
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }

  private static final class Proxied extends HttpServerRequestWrapper {
    private final SocketAddress client;

    Proxied(HttpServerRequestInternal request, SocketAddress client) {
      super(request);
      this.client = client;
    }

    @Override
    public SocketAddress remoteAddress() {
      return client;
    }
  }
}
