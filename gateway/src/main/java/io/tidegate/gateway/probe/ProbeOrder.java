package io.tidegate.gateway.probe;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is to be looked at, and for how long. Immutable.
///
/// @param route that nobody stores, with the one source
public record ProbeOrder(RouteSpec route, Duration measured) {
  private static final Set<String> KEYS = Set.of("source", "url", "srt", "seconds");
  private static final int DEFAULT_SECONDS = 5;

  /// Longer than the GOP of any camera; who wants to watch makes a route.
  private static final int MAX_SECONDS = 30;

  private static final String WANTED = "a source as in a route, or a url";

  /// @throws ConfigException naming what is wrong by its field
  public static ProbeOrder parse(JsonObject body) throws ConfigException {
    for (String key : body.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw refused(key, "unknown key, expected one of seconds, source, srt, url");
      }
    }
    boolean byUrl = body.containsKey("url");
    if (byUrl == body.containsKey("source")) {
      throw refused(byUrl ? "url" : "source", "expected " + WANTED);
    }
    JsonObject route =
        new JsonObject()
            .put("key", "probe/probe")
            .put("sources", new JsonArray().add(source(body, byUrl)));
    if (body.containsKey("srt")) {
      route.put("srt", body.getValue("srt"));
    }
    Duration measured = seconds(body.getValue("seconds", DEFAULT_SECONDS));
    try {
      RouteSpec read = RouteDocuments.read(route, null).running(true);
      if (!isCalled(read.sources().getFirst())) {
        throw refused("source.type", "expected a source that the gateway calls or listens for");
      }
      return new ProbeOrder(read, measured);
    } catch (ConfigException wrong) {
      throw renamed(wrong, byUrl);
    }
  }

  SourceSpec source() {
    return route.sources().getFirst();
  }

  private static Object source(JsonObject body, boolean byUrl) throws ConfigException {
    if (!byUrl) {
      if (body.getValue("source") instanceof JsonObject source) {
        return source;
      }
      throw refused("source", "expected keys and values");
    }
    if (!(body.getValue("url") instanceof String url)) {
      throw refused("url", "expected a text");
    }
    return new JsonObject().put("type", typeOf(url)).put("url", url);
  }

  private static String typeOf(String url) throws ConfigException {
    int end = url.indexOf("://");
    String scheme = end < 0 ? "" : url.substring(0, end).strip().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "rtsp", "rtsps" -> SourceSpec.RtspPull.TYPE;
      case "rtmp", "rtmps" -> SourceSpec.RtmpPull.TYPE;
      case "srt" -> SourceSpec.SrtCall.TYPE;
      case "udp", "rtp" -> SourceSpec.UdpTs.TYPE;
      default -> throw refused("url", "expected rtsp, rtsps, rtmp, rtmps, srt, udp or rtp ://…");
    };
  }

  private static Duration seconds(Object written) throws ConfigException {
    if (written instanceof Integer seconds && seconds >= 1 && seconds <= MAX_SECONDS) {
      return Duration.ofSeconds(seconds);
    }
    throw refused("seconds", "expected a whole number, 1 to " + MAX_SECONDS);
  }

  private static boolean isCalled(SourceSpec source) {
    return switch (source) {
      case SourceSpec.RtspPull _, SourceSpec.RtmpPull _, SourceSpec.SrtCall _, SourceSpec.UdpTs _ ->
          true;
      case SourceSpec.RtmpPublish _,
          SourceSpec.RtspPublish _,
          SourceSpec.SrtListen _,
          SourceSpec.OnDemand _,
          SourceSpec.File _,
          SourceSpec.Slate _,
          SourceSpec.TestPattern _,
          SourceSpec.Rendition _ ->
          false;
    };
  }

  private static ConfigException refused(String field, String text) {
    return new ConfigException(field + ": " + text, List.of(new Fault(field, text)));
  }

  /// As the request names it.
  private static ConfigException renamed(ConfigException wrong, boolean byUrl) {
    String name = byUrl ? "" : "source.";
    List<Fault> faults =
        wrong.faults().stream()
            .map(fault -> new Fault(rename(fault.path(), name), fault.expected()))
            .toList();
    return new ConfigException(rename(String.valueOf(wrong.getMessage()), name), faults);
  }

  private static String rename(String text, String name) {
    return text.replace("sources[0].", name).replace("sources[0]", "source");
  }
}
