package io.tidegate.gateway;

import io.tidegate.flvhttp.FlvHttpRoutes;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.transcode.RouteRenditions;
import io.tidegate.gateway.web.DelaysApi;
import io.tidegate.gateway.web.SegmentsApi;
import io.tidegate.hls.DateRanges;
import io.tidegate.hls.HlsOptions;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.hls.HlsRoutes;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.SrtLinks;
import io.vertx.ext.web.Router;
import java.util.Optional;

/// What players get over HTTP: segments of HLS and DASH, and bodies without an end.
///
/// 1. The reconciler tells [#runner];
/// 2. [#mount] and [#mountApi] on each router.
final class HttpOutputs {
  private final RoutePolicy policy;
  private final Features features;
  private final StreamRegistry streams;
  private final HlsPackaging packaging;
  private final HlsRoutes hls;
  private final FlvHttpRoutes endless;
  private volatile HlsOptions options;

  /// @param ranges what is on the timelines of streams
  HttpOutputs(
      Settings settings,
      RouteTable routes,
      RoutePolicy policy,
      Features features,
      Streams from,
      DateRanges ranges) {
    this.policy = policy;
    this.features = features;
    this.options = settings.hls();
    this.streams = from.streams();
    RouteRenditions renditions =
        new RouteRenditions(routes, key -> policy.offers(key, Protocol.HLS), streams);
    this.packaging =
        new HlsPackaging(from.loops(), from.sessions(), this::packaged, renditions, ranges);
    streams.observe(packaging);
    this.hls = new HlsRoutes(packaging, streams, policy, from.loops());
    this.endless =
        new FlvHttpRoutes(
            streams, from.sessions(), from.loops(), MediaOptions.flv(settings.http()));
  }

  /// Who makes the segments.
  HlsPackaging packaging() {
    return packaging;
  }

  private Optional<HlsOptions> packaged(StreamKey key) {
    HlsOptions all = options;
    boolean parts = features.allows(Feature.LL_HLS_PARTS, key, "");
    return offers(key, Protocol.HLS) || offers(key, Protocol.DASH)
        ? Optional.of(parts ? all : all.withoutParts())
        : Optional.empty();
  }

  /// Whether the outputs of `key` in `protocol` are on.
  boolean offers(StreamKey key, Protocol protocol) {
    boolean isMade = protocol != Protocol.DASH || options.container() == HlsOptions.Container.FMP4;
    return isMade && policy.offers(key, protocol);
  }

  /// For what is packaged from here on.
  void changed(HlsOptions now) {
    options = now;
  }

  /// A stream is packaged while its route says so.
  RouteRunner runner() {
    return (key, _, _) -> {
      StreamHub live = streams.find(key);
      if (live != null) {
        live.loop().run(() -> packaging.reconsider(live));
      }
    };
  }

  /// Of segments, since the start.
  long sentBytes() {
    return hls.sentBytes();
  }

  void mount(Router router) {
    endless.mount(router);
    hls.mount(router);
  }

  /// @param gateway how long frames are under way in this process
  /// @param links of SRT readers
  void mountApi(Router router, StageLatency gateway, SrtLinks links) {
    new SegmentsApi(hls, streams.players()).mount(router);
    new DelaysApi(streams, this::offers, hls::edge, gateway, links).mount(router);
  }
}
