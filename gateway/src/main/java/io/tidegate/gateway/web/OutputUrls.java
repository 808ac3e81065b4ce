package io.tidegate.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The addresses at which a stream is published and played, with what its bearer has to show. Any
/// thread.
///
/// @param rtmpPort 0 of one that is off, here and below
/// @param offers whether the outputs of a stream are on
/// @param resolve the stream that is meant by a key, which may be an alias
public record OutputUrls(
    int rtmpPort,
    int rtspPort,
    int srtPort,
    BiPredicate<StreamKey, Protocol> offers,
    UnaryOperator<StreamKey> resolve) {
  /// Where somebody asks from: as he names this gateway, it may be reached.
  ///
  /// @param secure whether over TLS
  /// @param authority host and port of HTTP
  /// @param host alone, in brackets where it has to be
  record Place(boolean secure, String authority, String host) {
    static Place of(HttpServerRequest request) {
      HostAndPort asked = request.authority();
      String name = asked == null ? "127.0.0.1" : asked.host();
      String host = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
      int port = asked == null ? -1 : asked.port();
      return new Place(request.isSSL(), port > 0 ? host + ":" + port : host, host);
    }
  }

  StreamKey meant(StreamKey key) {
    return resolve.apply(key);
  }

  /// By the labels of protocols, as many as there are.
  Map<String, String> of(
      Action action, StreamKey key, Map<String, String> parameters, Place place) {
    Map<Protocol, String> all = new LinkedHashMap<>();
    if (action == Action.PLAY) {
      all.putAll(overHttp(key, suffix(parameters), place));
    }
    String suffix = suffix(parameters);
    all.put(Protocol.RTMP, at("rtmp", place, rtmpPort) + "/" + key + suffix);
    all.put(Protocol.RTSP, at("rtsp", place, rtspPort) + "/" + key + suffix);
    String streamId = streamId(action, key, parameters);
    all.put(Protocol.SRT, at("srt", place, srtPort) + "?streamid=" + streamId);
    Map<String, String> offered = new LinkedHashMap<>();
    all.forEach((protocol, url) -> {
      boolean isOn = action == Action.PUBLISH || offers.test(meant(key), protocol);
      if (isOn && port(protocol) != 0) {
        offered.put(protocol.label(), url);
      }
    });
    return offered;
  }

  /// In the short form where nothing has to be said beside the key.
  private static String streamId(Action action, StreamKey key, Map<String, String> parameters) {
    boolean plays = action == Action.PLAY;
    return parameters.isEmpty()
        ? (plays ? "read:" : "publish:") + key
        : encoded(
            "#!::r="
                + key
                + ",m="
                + (plays ? "request" : "publish")
                + ","
                + pairs(parameters, ","));
  }

  private static String suffix(Map<String, String> parameters) {
    return parameters.isEmpty() ? "" : "?" + query(parameters);
  }

  private static Map<Protocol, String> overHttp(StreamKey key, String suffix, Place place) {
    String base = (place.secure() ? "https://" : "http://") + place.authority() + "/" + key;
    Map<Protocol, String> urls = new LinkedHashMap<>();
    urls.put(Protocol.HTTP_FLV, base + ".flv" + suffix);
    urls.put(Protocol.WS_FLV, base.replaceFirst("^http", "ws") + ".flv" + suffix);
    urls.put(Protocol.HLS, base + "/index.m3u8" + suffix);
    urls.put(Protocol.DASH, base + "/manifest.mpd" + suffix);
    urls.put(Protocol.HTTP_TS, base + ".ts" + suffix);
    urls.put(Protocol.HTTP_FMP4, base + ".mp4" + suffix);
    urls.put(Protocol.SNAPSHOT, base + ".jpg" + suffix);
    return urls;
  }

  /// Not 0 of what is answered by the listener that was asked.
  private int port(Protocol protocol) {
    return switch (protocol) {
      case RTMP, RTMPS -> rtmpPort;
      case RTSP, RTSPS -> rtspPort;
      case SRT -> srtPort;
      case HTTP_FLV,
          WS_FLV,
          HTTP_TS,
          HTTP_FMP4,
          HTTP_MJPEG,
          HLS,
          DASH,
          RECORDING,
          SNAPSHOT,
          UDP_TS,
          SLATE,
          FILE,
          TEST_PATTERN,
          TRANSCODE,
          CLUSTER ->
          -1;
    };
  }

  private static String at(String scheme, Place place, int port) {
    return scheme + "://" + place.host() + ":" + port;
  }

  /// For URLs.
  static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String pairs(Map<String, String> parameters, String between) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(between));
  }

  private static String encoded(@Nullable String text) {
    return URLEncoder.encode(String.valueOf(text), UTF_8).replace("+", "%20");
  }
}
