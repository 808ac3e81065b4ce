package io.tidegate.gateway;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is bound, by name: `http` → `127.0.0.1:8080`. Immutable.
record Listeners(Map<String, String> addresses) {
  Listeners {
    addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
  }

  /// What scripts wait for: `tidegate ready http=127.0.0.1:8080 rtmp=127.0.0.1:1935`.
  String readyLine() {
    return addresses.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" ", "tidegate ready ", ""));
  }

  /// The same as JSON, for `<data-dir>/run/listeners.json`.
  String json() {
    JsonObject json = new JsonObject();
    addresses.forEach(json::put);
    return json.encode() + "\n";
  }

  /// Where the test pattern is seen.
  String demo() {
    return "the test pattern: http://" + reach("http") + "/live/demo/";
  }

  /// Where to publish and what to open, as seen from this machine.
  String hint() {
    List<String> publish = new ArrayList<>();
    if (addresses.containsKey("rtmp")) {
      publish.add("rtmp://" + reach("rtmp") + "/live/NAME");
    }
    if (addresses.containsKey("srt")) {
      publish.add("srt://" + reach("srt") + "?streamid=publish:live/NAME");
    }
    if (addresses.containsKey("rtsp")) {
      publish.add("rtsp://" + reach("rtsp") + "/live/NAME");
    }
    String open = "open http://" + reach("http") + "/";
    return publish.isEmpty()
        ? open
        : "publish to " + String.join(" or ", publish) + ", " + open + "live/NAME/";
  }

  private String reach(String listener) {
    return near(String.valueOf(addresses.get(listener)));
  }

  /// An [#address] as this machine reaches it: bound to all addresses it is `localhost`.
  static String near(String address) {
    return address.replaceFirst("^(0\\.0\\.0\\.0|\\[(::|(0:){7}0)])(?=:\\d+$)", "localhost");
  }

  /// `host:port`, an IPv6 address in brackets.
  static String address(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /// The port of an [#address], 0 of an empty one.
  static int port(String address) {
    return address.isEmpty()
        ? 0
        : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
