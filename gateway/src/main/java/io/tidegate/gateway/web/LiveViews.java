package io.tidegate.gateway.web;

import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.history.Sample;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.history.StreamSampler;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.rtmp.RtmpCalls;
import io.tidegate.gateway.srt.SrtPortView;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.gateway.udp.UdpRoutes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SourceState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.tidegate.rtmp.RtmpCallView;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspPushView;
import io.tidegate.srt.SrtCaller;
import io.tidegate.udp.UdpSourceView;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Everything that has a state, as the API shows it, for the live board. Any thread, from immutable
/// snapshots.
///
/// Viewers are counted and not listed: there may be ten thousand.
public final class LiveViews {
  private final StreamRegistry streams;
  private final SessionRegistry sessions;
  private final Function<StreamKey, @Nullable StreamKey> routeOf;
  private final Rtsp rtsp;
  private final RtmpCalls rtmp;
  private final SrtServer srt;
  private final UdpRoutes udp;
  private final Supplier<List<CertificateView>> certificates;

  /// How cameras and other RTSP servers fare.
  public record Rtsp(
      Supplier<List<RtspPullView>> pulls, Supplier<List<PlacedPush<RtspPushView>>> pushes) {}

  /// @param routeOf the key of the route that a stream follows, null for none
  public LiveViews(
      StreamRegistry streams,
      SessionRegistry sessions,
      Function<StreamKey, @Nullable StreamKey> routeOf,
      Rtsp rtsp,
      RtmpCalls rtmp,
      SrtServer srt,
      UdpRoutes udp,
      Supplier<List<CertificateView>> certificates) {
    this.streams = streams;
    this.sessions = sessions;
    this.routeOf = routeOf;
    this.rtsp = rtsp;
    this.rtmp = rtmp;
    this.srt = srt;
    this.udp = udp;
    this.certificates = certificates;
  }

  /// By kind and id, without the numbers that change by themselves.
  public Map<EntityId, JsonObject> entities() {
    Map<EntityId, JsonObject> entities = new HashMap<>();
    List<StreamView> views = streams.views();
    Map<String, String> problems = ApiRoutes.problems(views);
    for (StreamView view : views) {
      entities.put(
          new EntityId("stream", view.key().toString()),
          without(LiveLists.stream(view, routeOf), "bitrateBps", "framesPerSecond", "viewers"));
      for (SourceView source : view.sources()) {
        JsonObject fields =
            ApiRoutes.source(source)
                .put("key", view.key().toString())
                .put("lastFailure", source.state() == SourceState.FAILED ? source.reason() : "");
        entities.put(new EntityId("source", view.key() + " " + source.index()), fields);
      }
    }
    for (SessionView view : sessions.views()) {
      if (view.kind() == SessionView.Kind.PUBLISHER) {
        entities.put(
            new EntityId("publisher", view.id()),
            without(ApiRoutes.session(view, problems), "bytes", "drops"));
      }
    }
    for (RtspPullView view : rtsp.pulls().get()) {
      entities.put(new EntityId("pull", view.key() + " " + view.url()), RtspApi.pull(view));
    }
    rtmp.pulls().forEach(view -> entities.put(id(entities, "pull", nameOf(view)), callOf(view)));
    addPushes(entities);
    for (SrtPortView port : srt.ports()) {
      entities.put(new EntityId("port", port.name()), SrtApi.port(port));
    }
    for (SrtCaller caller : srt.callers()) {
      entities.put(
          new EntityId("call", caller.target().key() + " " + caller.target()), SrtApi.call(caller));
    }
    for (UdpSourceView view : udp.sources()) {
      entities.put(
          new EntityId("pull", view.key() + " " + view.target()),
          without(UdpApi.source(view), "datagrams", "bytes", "lost", "strangers"));
    }
    for (CertificateView view : certificates.get()) {
      entities.put(new EntityId("certificate", view.file()), CertificatesApi.certificate(view));
    }
    return entities;
  }

  private void addPushes(Map<EntityId, JsonObject> entities) {
    rtmp.pushes().forEach(push -> addPush(entities, CallList.placed(push, RtmpApi::call)));
    rtsp.pushes().get().forEach(push -> addPush(entities, CallList.placed(push, RtspApi::push)));
    srt.placedPushes().forEach(push -> addPush(entities, CallList.placed(push, SrtApi::push)));
    udp.pushes().forEach(push -> addPush(entities, CallList.placed(push, UdpApi::push)));
  }

  private static void addPush(Map<EntityId, JsonObject> entities, JsonObject push) {
    String name = push.getString("key") + " " + push.getString("target");
    entities.put(id(entities, "push", name), without(push, "bytes", "drops"));
  }

  /// By stream, why a source that is called does not answer or send; the first of several.
  public Map<StreamKey, String> failures() {
    Map<StreamKey, String> failures = new HashMap<>();
    rtsp.pulls().get().forEach(view -> failed(failures, view.key(), view.lastFailure()));
    rtmp.pulls().forEach(view -> failed(failures, view.key(), view.lastFailure()));
    srt.callers().forEach(caller -> failed(failures, caller.target().key(), caller.lastFailure()));
    udp.sources().forEach(view -> failed(failures, view.key(), view.lastFailure()));
    return failures;
  }

  private static void failed(Map<StreamKey, String> failures, StreamKey key, String why) {
    if (!why.isEmpty()) {
      failures.putIfAbsent(key, why);
    }
  }

  /// Reads numbers into `history`, and for those who watch.
  public LiveBoard.Sampler sampler(StatisticsHistory history) {
    return new Numbers(history);
  }

  /// On the board's thread.
  private final class Numbers implements LiveBoard.Sampler {
    private final StreamSampler sampler = new StreamSampler();
    private final StatisticsHistory history;
    private List<Sample> samples = List.of();
    private long second;

    Numbers(StatisticsHistory history) {
      this.history = history;
    }

    @Override
    public void sample(long present) {
      second = present;
      samples = sampler.sample(streams.views(), srt.links().links());
      history.add(present, samples);
    }

    @Override
    public JsonObject stats() {
      JsonObject byKey = new JsonObject();
      long viewers = 0;
      for (Sample sample : samples) {
        viewers += (long) sample.viewers();
        byKey.put(sample.key().toString(), numbers(sample));
      }
      return new JsonObject()
          .put("at", Instant.now().toString())
          .put("second", second)
          .put("viewers", viewers)
          .put("sessions", sessions.size())
          .put("streams", byKey);
    }
  }

  /// Of a stream that comes over an SRT link with those of the link.
  private static JsonObject numbers(Sample sample) {
    JsonObject numbers =
        new JsonObject()
            .put("bitrateBps", (long) sample.bitrateBps())
            .put("framesPerSecond", rounded(sample.framesPerSecond()))
            .put("viewers", (long) sample.viewers());
    if (!Double.isNaN(sample.rttMs())) {
      numbers
          .put("rttMs", rounded(sample.rttMs()))
          .put("lostPackets", (long) sample.lostPackets())
          .put("droppedPackets", (long) sample.droppedPackets())
          .put("retransmittedPackets", (long) sample.retransmittedPackets())
          .put("receiveBufferMs", (long) sample.receiveBufferMs());
    }
    return numbers;
  }

  /// To hundredths.
  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /// Two streams of one app at one server look the same: their names are not shown.
  private static EntityId id(Map<EntityId, JsonObject> taken, String entity, String name) {
    EntityId id = new EntityId(entity, name);
    for (int i = 2; taken.containsKey(id); i++) {
      id = new EntityId(entity, name + " " + i);
    }
    return id;
  }

  private static String nameOf(RtmpCallView view) {
    return view.key() + " " + view.target();
  }

  private static JsonObject callOf(RtmpCallView view) {
    return without(RtmpApi.call(view), "bytes");
  }

  private static JsonObject without(JsonObject json, String... names) {
    for (String name : names) {
      json.remove(name);
    }
    return json;
  }
}
