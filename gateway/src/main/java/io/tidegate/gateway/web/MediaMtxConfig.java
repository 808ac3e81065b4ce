package io.tidegate.gateway.web;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.hls.HlsOptions;
import io.tidegate.rtsp.RtspTransport;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/// Settings and routes in the words of MediaMTX: what has a counterpart there. Secrets are masked.
/// Stateless.
final class MediaMtxConfig {
  private static final String ON_DEMAND = "10s";

  private MediaMtxConfig() {}

  static JsonObject global(Settings settings) {
    HlsOptions hls = settings.hls();
    boolean mpegTs = hls.container() == HlsOptions.Container.TS;
    return new JsonObject()
        .put("logLevel", settings.log().level())
        .put("logDestinations", List.of("stdout"))
        .put("logStructured", settings.log().json())
        .put("readTimeout", duration(settings.rtsp().idleTimeout()))
        .put("authMethod", "internal")
        .put("api", true)
        .put("apiAddress", address(settings, settings.http().port()))
        .put("metrics", isOn(settings.metrics().port()))
        .put(
            "metricsAddress",
            isOn(settings.metrics().port())
                ? settings.metrics().bind() + ":" + settings.metrics().port()
                : "")
        .put("pprof", false)
        .put("playback", false)
        .put("rtsp", isOn(settings.rtsp().port()) || isOn(settings.rtsp().tlsPort()))
        .put(
            "rtspEncryption",
            encryption(isOn(settings.rtsp().port()), isOn(settings.rtsp().tlsPort())))
        .put("rtspAddress", address(settings, settings.rtsp().port()))
        .put("rtspsAddress", address(settings, settings.rtsp().tlsPort()))
        .put("rtmp", isOn(settings.rtmp().port()) || isOn(settings.rtmp().tlsPort()))
        .put(
            "rtmpEncryption",
            encryption(isOn(settings.rtmp().port()), isOn(settings.rtmp().tlsPort())))
        .put("rtmpAddress", address(settings, settings.rtmp().port()))
        .put("rtmpsAddress", address(settings, settings.rtmp().tlsPort()))
        .put("hls", true)
        .put("hlsAddress", address(settings, settings.http().port()))
        .put("hlsEncryption", false)
        .put("hlsAlwaysRemux", true)
        .put("hlsVariant", mpegTs ? "mpegts" : hls.partMs() == 0 ? "fmp4" : "lowLatency")
        .put("hlsSegmentCount", hls.windowSegments())
        .put("hlsSegmentDuration", duration(Duration.ofMillis(hls.segmentMs())))
        .put("hlsPartDuration", duration(Duration.ofMillis(hls.partMs())))
        .put("webrtc", false)
        .put("srt", isOn(settings.srt().port()))
        .put("srtAddress", address(settings, settings.srt().port()));
  }

  /// What a path has that says nothing.
  static JsonObject defaults(Settings settings) {
    return new JsonObject()
        .put("source", "publisher")
        .put("sourceFingerprint", "")
        .put("sourceOnDemand", false)
        .put("sourceOnDemandStartTimeout", ON_DEMAND)
        .put("sourceOnDemandCloseAfter", ON_DEMAND)
        .put("maxReaders", settings.http().maxViewersPerStream())
        .put("srtReadPassphrase", "")
        .put("fallback", "")
        .put("record", false)
        .put("overridePublisher", settings.publishing().takeOver())
        .put("srtPublishPassphrase", "")
        .put("rtspTransport", "automatic")
        .put("sourceRedirect", "");
  }

  /// One route.
  static JsonObject path(RouteSpec route, Settings settings) {
    String passphrase = route.srt().passphrase().isEmpty() ? "" : Token.MASK;
    JsonObject path =
        new JsonObject()
            .put("name", route.key().toString())
            .mergeIn(defaults(settings))
            .put("srtReadPassphrase", passphrase)
            .put("srtPublishPassphrase", passphrase);
    if (route.takeOver() != null) {
      path.put("overridePublisher", route.takeOver());
    }
    List<String> places =
        route.sources().stream().map(SourceSpec::place).filter(place -> !place.isEmpty()).toList();
    boolean pulls = !route.sources().isEmpty() && !route.sources().getFirst().place().isEmpty();
    if (pulls) {
      path.put("source", places.getFirst());
      path.put("sourceOnDemand", route.sources().getFirst() instanceof SourceSpec.OnDemand);
    }
    int second = pulls ? 1 : 0;
    if (places.size() > second) {
      path.put("fallback", places.get(second));
    }
    if (pulls
        && called(route.sources().getFirst()) instanceof SourceSpec.RtspPull pull
        && pull.transport() != RtspTransport.AUTO) {
      path.put("rtspTransport", pull.transport().label());
    }
    return path;
  }

  private static SourceSpec called(SourceSpec source) {
    return source instanceof SourceSpec.OnDemand waiting ? waiting.source() : source;
  }

  private static boolean isOn(int port) {
    return port != Settings.OFF;
  }

  private static String encryption(boolean plain, boolean tls) {
    return !tls ? "no" : plain ? "optional" : "strict";
  }

  /// Empty for a listener that is switched off.
  private static String address(Settings settings, int port) {
    return isOn(port) ? settings.bind() + ":" + port : "";
  }

  /// As Go writes it.
  private static String duration(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
