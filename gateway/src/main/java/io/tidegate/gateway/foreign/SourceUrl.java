package io.tidegate.gateway.foreign;

import io.tidegate.gateway.route.SourceSpec;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A URL that other programs pull from, as a source here. Immutable; its messages do not repeat the
/// URL, which may hold a password.
///
/// @param source as a route's document has it
/// @param srt members of the route's `srt` that the URL says
/// @param ignored parameters of the URL that are not carried over
record SourceUrl(JsonObject source, JsonObject srt, List<String> ignored) {
  private static final Set<String> KEY_LENGTHS = Set.of("16", "24", "32");

  static final String BY_FFMPEG =
      "let ffmpeg read it and publish here: ffmpeg -i URL -c copy -f flv rtmp://127.0.0.1/APP/NAME";

  /// Whether it may wait for its first player, as only what is called can.
  boolean mayWait() {
    return !source.getString("type").equals(SourceSpec.UdpTs.TYPE);
  }

  /// @throws LeftOutException for what cannot be pulled here
  static SourceUrl parse(String url) throws LeftOutException {
    int end = url.indexOf("://");
    String scheme = end < 0 ? "" : url.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = end < 0 ? "" : url.substring(end + 3);
    SourceUrl parsed =
        switch (scheme) {
          case "rtsp", "rtspt", "rtspu", "rtsps" -> rtsp(scheme, rest);
          case "rtspx" -> rtsp("rtsps", rest);
          case "rtsp+http" -> overHttp("rtsp", rest);
          case "rtsps+http" -> overHttp("rtsps", rest);
          case "rtmp", "rtmps" -> rtmp(scheme + "://" + rest, true);
          case "rtmpx" -> rtmp("rtmps://" + rest, false);
          case "srt" -> srt(rest);
          case "udp", "udp+mpegts" -> udp(rest);
          default -> throw absent(scheme, rest);
        };
    ImportedRoutes.check(parsed.source);
    return parsed;
  }

  private static SourceUrl of(JsonObject source) {
    return new SourceUrl(source, new JsonObject(), List.of());
  }

  private static SourceUrl rtsp(String scheme, String rest) {
    return of(
        new JsonObject().put("type", SourceSpec.RtspPull.TYPE).put("url", scheme + "://" + rest));
  }

  private static SourceUrl overHttp(String scheme, String rest) {
    SourceUrl plain = rtsp(scheme, rest);
    plain.source.put("transport", "http");
    return plain;
  }

  private static SourceUrl rtmp(String url, boolean verifyTls) {
    JsonObject source = rtmpPeer(url).put("type", SourceSpec.RtmpPull.TYPE);
    return of(verifyTls ? source : source.put("verifyTls", false));
  }

  /// A name with a query may hold a password: it is kept as a stream key, which the API does not
  /// show. What is no such URL stays as it is, for the rules to refuse.
  static JsonObject rtmpPeer(String url) {
    int query = url.indexOf('?');
    int slash = url.lastIndexOf('/', query < 0 ? url.length() : query);
    boolean hasApp =
        slash > url.indexOf("://") + 3 && url.indexOf('/', url.indexOf("://") + 3) < slash;
    return query < 0 || !hasApp
        ? new JsonObject().put("url", url)
        : new JsonObject()
            .put("url", url.substring(0, slash))
            .put("streamKey", url.substring(slash + 1));
  }

  /// `udp://group:port?interface=eth1&source=sender`; MediaMTX listens on what is named.
  private static SourceUrl udp(String rest) {
    int query = rest.indexOf('?');
    String place = query < 0 ? rest : rest.substring(0, query);
    JsonObject source = new JsonObject().put("type", SourceSpec.UdpTs.TYPE);
    List<String> ignored = new ArrayList<>();
    String sender = "";
    for (String pair : query < 0 ? new String[0] : rest.substring(query + 1).split("&")) {
      if (pair.startsWith("interface=")) {
        source.put("interface", pair.substring("interface=".length()));
      } else if (pair.startsWith("source=")) {
        sender = pair.substring("source=".length()) + "@";
      } else {
        ignored.add(pair.replaceFirst("=.*", ""));
      }
    }
    String here = place.replaceFirst("^(@|0\\.0\\.0\\.0|\\[::])?(?=:)", "@");
    return new SourceUrl(source.put("url", "udp://" + sender + here), new JsonObject(), ignored);
  }

  /// `srt://host:port?streamid=…&passphrase=…&latency=…`, the latency in milliseconds.
  private static SourceUrl srt(String rest) {
    int query = rest.indexOf('?');
    String place = query < 0 ? rest : rest.substring(0, query);
    JsonObject srt = new JsonObject();
    List<String> kept = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (String pair : query < 0 ? new String[0] : rest.substring(query + 1).split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      switch (name) {
        case "streamid" -> kept.add(pair);
        case "mode" -> {
          if (!value.equals("caller")) {
            kept.add(pair);
          }
        }
        case "passphrase" -> srt.put("passphrase", Percent.decode(value));
        case "pbkeylen" -> {
          if (KEY_LENGTHS.contains(value)) {
            srt.put("keyLength", Integer.valueOf(value));
          }
        }
        case "latency", "rcvlatency" -> {
          if (value.matches("\\d{1,5}")) {
            srt.put("latencyMs", Integer.valueOf(value));
          } else {
            ignored.add(name);
          }
        }
        case "peerlatency" -> {
          if (value.matches("\\d{1,5}")) {
            srt.put("peerLatencyMs", Integer.valueOf(value));
          } else {
            ignored.add(name);
          }
        }
        default -> ignored.add(name);
      }
    }
    String url = "srt://" + place + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    JsonObject source = new JsonObject().put("type", SourceSpec.SrtCall.TYPE).put("url", url);
    return new SourceUrl(source, srt, ignored);
  }

  private static LeftOutException absent(String scheme, String rest) {
    return switch (scheme) {
      case "http", "https", "httpx" ->
          rest.contains(".m3u8")
              ? new LeftOutException("HLS is not pulled here", BY_FFMPEG)
              : new LeftOutException("nothing is pulled over HTTP here", BY_FFMPEG);
      case "whep", "wheps" ->
          new LeftOutException(
              "WebRTC is not pulled here", "take the RTSP or SRT address of the same server");
      case "rtp", "udp+rtp", "tcp", "unix+mpegts" ->
          new LeftOutException(
              "there is no source for " + scheme + " addresses",
              "let the sender send over SRT, or " + BY_FFMPEG);
      case "rtsp+ws", "rtsps+ws" ->
          new LeftOutException(
              "RTSP is not tunnelled over WebSocket here",
              "take the camera's plain RTSP address, or transport: http");
      case "" ->
          new LeftOutException(
              "it is no URL that can be pulled", "write rtsp://, rtmp:// or srt://");
      default ->
          new LeftOutException(
              "there is no source for " + scheme + " addresses",
              "take the RTSP address where the device has one, or " + BY_FFMPEG);
    };
  }
}
