package io.tidegate.gateway.web;

import io.tidegate.hls.LiveEdge;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StageLatency.Stage;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtLinks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// `/api/v1/streams/{app}/{name}/delays`: how far behind live each output of a stream is. Any
/// thread.
public final class DelaysApi {
  /// Outputs that send each frame as it comes.
  private static final List<Protocol> AT_ONCE =
      List.of(
          Protocol.HTTP_FLV,
          Protocol.WS_FLV,
          Protocol.HTTP_TS,
          Protocol.HTTP_FMP4,
          Protocol.RTMP,
          Protocol.RTSP,
          Protocol.SRT);

  /// libsrt's, where nobody asks for another one.
  private static final int USUAL_LATENCY_MS = 120;

  private static final double NANOS_PER_MS = 1e6;

  private final StreamRegistry streams;
  private final BiPredicate<StreamKey, Protocol> offers;
  private final Function<StreamKey, @Nullable LiveEdge> edge;
  private final StageLatency gateway;
  private final SrtLinks links;

  /// @param offers whether an output of a stream is on
  /// @param edge of HLS and DASH, null without them
  /// @param gateway how long frames are under way in this process
  public DelaysApi(
      StreamRegistry streams,
      BiPredicate<StreamKey, Protocol> offers,
      Function<StreamKey, @Nullable LiveEdge> edge,
      StageLatency gateway,
      SrtLinks links) {
    this.streams = streams;
    this.offers = offers;
    this.edge = edge;
    this.gateway = gateway;
    this.links = links;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/streams/:app/:name/delays", this::delays);
  }

  /// A part of a delay.
  private record Part(String what, double ms, boolean measured) {}

  /// The delay of one output.
  private record Delay(String output, List<Part> of) {
    double behindMs() {
      return of.stream().mapToDouble(Part::ms).sum();
    }
  }

  private void delays(RoutingContext context) {
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException wrong) {
      Replies.problem(context, 404, String.valueOf(wrong.getMessage()));
      return;
    }
    StreamHub stream = streams.find(streams.players().resolve(key));
    if (stream == null) {
      Replies.problem(context, 404, key + " is not live");
      return;
    }
    List<Delay> delays = new ArrayList<>(atOnce(stream.key()));
    delays.addAll(inSegments(stream.key()));
    delays.sort(Comparator.comparingDouble(Delay::behindMs));
    Replies.json(
        context,
        new JsonObject()
            .put("key", key.toString())
            .put("gopMs", stream.view().timing().gopMs())
            .put("items", new JsonArray(delays.stream().map(DelaysApi::json).toList()))
            .putNull("next"));
  }

  private List<Delay> atOnce(StreamKey key) {
    Part through = new Part("gateway", gatewayMs(), true);
    List<Delay> delays = new ArrayList<>();
    for (Protocol protocol : AT_ONCE) {
      if (offers.test(key, protocol)) {
        List<Part> of =
            protocol == Protocol.SRT ? List.of(through, latency(key)) : List.of(through);
        delays.add(new Delay(protocol.label(), of));
      }
    }
    return delays;
  }

  /// Half of all frames took no longer: to viewers, or as far as they went while there are none.
  private double gatewayMs() {
    LatencyHistogram.View sent = gateway.of(Stage.OUTPUT).view();
    LatencyHistogram.View taken = sent.count() > 0 ? sent : gateway.of(Stage.HUB).view();
    return taken.medianNanos() / NANOS_PER_MS;
  }

  private Part latency(StreamKey key) {
    OptionalInt agreed =
        links.links().stream()
            .filter(link -> link.key().equals(key) && !link.publishes())
            .map(SrtLinkView::agreed)
            .mapToInt(link -> link.sendLatencyMs())
            .max();
    return new Part("latency", agreed.orElse(USUAL_LATENCY_MS), agreed.isPresent());
  }

  private List<Delay> inSegments(StreamKey key) {
    LiveEdge now = edge.apply(key);
    List<Delay> delays = new ArrayList<>();
    if (now != null && offers.test(key, Protocol.HLS)) {
      delays.add(playlist("hls", now.segments()));
      LiveEdge.Distance parts = now.parts();
      if (parts != null) {
        delays.add(playlist("ll-hls", parts));
      }
    }
    Long dash = now == null ? null : now.dashMs();
    if (dash != null && offers.test(key, Protocol.DASH)) {
      delays.add(new Delay("dash", List.of(new Part("hold-back", dash, false))));
    }
    return delays;
  }

  private static Delay playlist(String output, LiveEdge.Distance distance) {
    return new Delay(
        output,
        List.of(
            new Part("edge", distance.edgeMs(), true),
            new Part("hold-back", distance.holdBackMs(), false)));
  }

  private static JsonObject json(Delay delay) {
    JsonArray of = new JsonArray();
    delay
        .of()
        .forEach(part ->
            of.add(
                new JsonObject()
                    .put("what", part.what())
                    .put("ms", LiveViews.rounded(part.ms()))
                    .put("measured", part.measured())));
    return new JsonObject()
        .put("output", delay.output())
        .put("behindMs", LiveViews.rounded(delay.behindMs()))
        .put("of", of);
  }
}
