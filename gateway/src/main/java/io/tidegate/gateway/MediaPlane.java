package io.tidegate.gateway;

import io.tidegate.gateway.access.MediaAccess;
import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.beacon.PlayerReports;
import io.tidegate.gateway.clip.ClipPlane;
import io.tidegate.gateway.cluster.StreamPlaces;
import io.tidegate.gateway.cluster.StreamRelays;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.SwitchedAudio;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.mark.MarkRanges;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.metrics.ClipMetrics;
import io.tidegate.gateway.metrics.LoadMetrics;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.PlayerMetrics;
import io.tidegate.gateway.metrics.SrtMetrics;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSessions;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.srt.RouteProfiles;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.gateway.transcode.Transcoding;
import io.tidegate.gateway.web.BeaconRoutes;
import io.tidegate.gateway.web.ClipsApi;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.LiveRows;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.LoadApi;
import io.tidegate.gateway.web.RouteRights;
import io.tidegate.gateway.web.SessionsApi;
import io.tidegate.gateway.web.SrtApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.rtsp.RtspServerService;
import io.tidegate.rtsp.RtspServerStats;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtService;
import io.tidegate.transcode.FfmpegAudioAdapter;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// What carries media: streams, sessions, the services of every protocol, and what runs by routes,
/// put together by hand.
///
/// 1. [#start], once what is stored is known.
/// 2. [#stop].
final class MediaPlane {
  private final Settings settings;
  private final RouteTable routes;
  private final int eventLoops;
  private final Vertx vertx;
  private final VertxLoops loops;
  private final AdmissionPlane admission;
  private final LoadControl load;
  private final StageLatency latency;
  private final BeaconRoutes beacon;
  private final Marks marks = new Marks(Clock.systemUTC());
  private final PicturePlane pictures;
  private final RtmpService rtmp;
  private final SrtServer srt;
  private final RtspServerService rtsp;
  private final Calls calls;
  private final LookPlane looks;
  private final RunningRoutes running;
  private final RecordingPlane recording;
  private final Reconciler reconciler;
  private final FfmpegAudioAdapter audio;
  private final Transcoding transcoding;
  private final ClipPlane clips;
  private final HttpOutputs http;

  /// Known after the start.
  private volatile List<Loop> sessionLoops = List.of();

  MediaPlane(Settings settings, Vertx vertx, VertxLoops loops, RouteTable routes, int eventLoops) {
    this.settings = settings;
    this.routes = routes;
    this.loops = loops;
    this.eventLoops = eventLoops;
    this.running = RunningRoutes.of(settings, routes);
    this.audio = new FfmpegAudioAdapter(settings.dataDir().resolve("native"));
    SessionRegistry sessions = new SessionRegistry();
    this.admission = new AdmissionPlane(settings, routes, running.instances(), sessions, vertx);
    RoutePolicy policy = admission.policy();
    this.load =
        new LoadControl(settings.limits(), settings.brownout(), routes, sessions, loops::pending);
    HubOptions hub = MediaOptions.hub(settings, new SwitchedAudio(audio, load.features()));
    this.latency = hub.latency();
    StreamRegistry streams =
        new StreamRegistry(
            loops, places().over(load.over(policy)), hub, MediaOptions.waiting(settings));
    running.watch(streams);
    this.beacon = BeaconRoutes.of(streams);
    this.rtmp = new RtmpService(streams, sessions, loops, new RtmpStats());
    RouteProfiles profiles = new RouteProfiles(settings.srt().profile(), routes);
    this.srt =
        new SrtServer(
            settings,
            profiles,
            new SrtService(streams, policy, sessions, loops, profiles, new SrtLinks()));
    this.rtsp = new RtspServerService(streams, sessions, loops, new RtspServerStats());
    this.vertx = vertx;
    this.looks = new LookPlane(vertx, loops, () -> sessionLoops, srt);
    Streams live = new Streams(streams, sessions, loops, vertx);
    this.http =
        new HttpOutputs(
            settings, routes, policy, load.features(), live, new MarkRanges(marks, routes));
    this.transcoding =
        new Transcoding(
            settings.workers(),
            settings.dataDir(),
            streams,
            loops,
            () -> load.features().allows(Feature.TRANSCODES));
    this.clips =
        new ClipPlane(settings.clips(), transcoding.workers()::run, routes, streams, loops);
    this.pictures =
        new PicturePlane(
            settings.snapshots(), live, load.features(), transcoding.workers(), marks, policy);
    this.calls = new Calls(streams, sessions, loops, rtmp, rtsp, eventLoops);
    this.recording = new RecordingPlane(settings, live, routes, pictures.snapshots());
    this.reconciler = running.reconciler(runners());
    clips.follow(reconciler::changed);
  }

  /// What follows the routes, in the order in which it is told.
  private List<RouteRunner> runners() {
    List<RouteRunner> runners = new ArrayList<>(List.of(running.instances()));
    runners.add(clips.sources());
    runners.addAll(calls.runners());
    runners.addAll(transcoding.runners());
    runners.add(pictures.runner());
    runners.add(srt.routes());
    runners.add(new RouteSessions(admission.policy(), streams(), sessions()));
    runners.add(http.runner());
    runners.add(recording.runner());
    return runners;
  }

  /// Binds what is not HTTP, and brings up what is stored.
  ///
  /// @return addresses by the names of listeners
  Map<String, String> start(
      Deployer deployer, Binder binder, ControlPlane control, HealthRoutes health)
      throws StartException, InterruptedException {
    recording.start(control, vertx, new MarkRanges(marks, routes));
    load.start(http::sentBytes);
    admission.open();
    follow(control.accounts());
    admission.policy().spaces(control.spaces().gate(sessions()));
    Map<String, String> bound = new LinkedHashMap<>();
    if (settings.rtmp().port() != Settings.OFF) {
      bound.put("rtmp", binder.rtmp(rtmp));
    }
    bound.putAll(startSrt(deployer));
    startRoutes(deployer, control, health);
    srt.routePorts().forEach((name, address) -> bound.put(name, listener(address)));
    if (settings.rtsp().port() != Settings.OFF) {
      bound.put("rtsp", binder.rtsp(rtsp));
    }
    return bound;
  }

  /// From here on users and API tokens may publish and play what they may, for as long as they may.
  void follow(Identities known) {
    admission.follow(known);
  }

  /// For whoever comes from here on; who is here goes on as he came.
  void changed(Settings now) {
    admission.changed(now);
    http.changed(now.hls());
    load.rules(now.limits(), now.brownout());
    pictures.changed(now.snapshots());
  }

  /// What holds the load within bounds.
  LoadControl load() {
    return load;
  }

  private Map<String, String> startSrt(Deployer deployer)
      throws StartException, InterruptedException {
    List<Loop> sessions =
        deployer.deploy("srt", eventLoops, () -> new LoopVerticle(loops)).stream()
            .map(instance -> Objects.requireNonNull(instance.loop()))
            .toList();
    clips.sources().start(sessions);
    calls.start(sessions);
    transcoding.start(sessions);
    pictures.start(sessions);
    sessionLoops = sessions;
    Map<String, String> bound = new LinkedHashMap<>();
    try {
      srt.start(sessions).forEach((name, address) -> bound.put(name, listener(address)));
    } catch (SrtServer.PortException problem) {
      throw new StartException(String.valueOf(problem.getMessage()), problem);
    }
    return bound;
  }

  /// Everything that hears of streams is there; from here on what runs follows what is stored.
  private void startRoutes(Deployer deployer, ControlPlane control, HealthRoutes health)
      throws StartException, InterruptedException {
    calls.deploy(deployer);
    try {
      control.follow(reconciler, running.instances(), health);
    } catch (ExecutionException | TimeoutException problem) {
      throw new StartException("routes: " + Reason.of(problem), problem);
    }
  }

  private String listener(InetSocketAddress address) {
    return Listeners.address(settings.bind(), address.getPort());
  }

  /// Ends every stream, and what is called.
  void stop() {
    admission.stop();
    load.close();
    reconciler.close();
    streams().shutDown();
    srt.close();
    calls.stop();
    looks.close();
    clips.close();
    transcoding.close(); // what it still says goes to the loops
  }

  /// After everything else.
  void release() {
    recording.close();
    audio.close();
    clips.release();
    admission.release();
  }

  /// Says what does not work.
  void watch(HealthRoutes health) {
    health.watch("audio", audio::missing);
    health.watch("access", admission.access()::problem);
    recording.watch(health);
    health.watch("clips", clips.clips()::problem);
    health.watch("udp-ts", calls.udp()::problem);
    srt.missing().ifPresent(reason -> health.degraded("srt", reason));
  }

  void measure(Metrics metrics) {
    metrics
        .routes(routes, streams(), admission.policy()::isElsewhere)
        .media(streams(), sessions())
        .latency(latency, sessions().firstFrames())
        .rtmp(rtmp.stats())
        .add(new LoadMetrics(load.limits(), load.brownout()))
        .add(new SrtMetrics(srt.links(), srt::pushes))
        .add(calls.metrics(rtsp.stats()))
        .add(new PlayerMetrics(beacon.reports()))
        .audio(audio.stats());
    transcoding.measure(metrics);
    recording.measure(metrics);
    metrics.add(new ClipMetrics(clips.clips()));
    pictures.measure(metrics);
  }

  /// What alarms are made of.
  Watched watched(LiveViews views, HealthRoutes health) {
    return new Watched(
        routes,
        streams(),
        admission.policy()::isElsewhere,
        srt.links()::links,
        () -> clips.sources().failures(views.failures()),
        health::problems,
        settings.dataDir(),
        List.of());
  }

  LiveViews views(Supplier<List<CertificateView>> certificates) {
    return new LiveViews(
        streams(),
        sessions(),
        routes::routeOf,
        calls.rtspViews(),
        calls.rtmp(),
        srt,
        calls.udp(),
        certificates);
  }

  /// By stream, why a source does not answer, send or play.
  Map<StreamKey, String> failures(Supplier<List<CertificateView>> certificates) {
    return clips.sources().failures(views(certificates).failures());
  }

  /// The API of what carries media.
  void mountApi(Router router, Vertx vertx) {
    new SrtApi(srt, vertx).mount(router);
    calls.mountApi(router);
    new ClipsApi(clips).mount(router);
    transcoding.mountApi(router);
    looks.mountApi(router);
    recording.mountApi(router);
    http.mountApi(router, latency, srt.links());
    new SessionsApi(streams(), sessions()).mount(router);
    beacon.mountApi(router);
    pictures.mountApi(router);
    new LoadApi(load).mount(router);
  }

  /// What lives here, as the API tells it.
  LiveRows rows() {
    return new LiveRows(streams(), sessions(), routes::routeOf, srt, transcoding.workers());
  }

  /// What may stand in whose routes.
  RouteRights rights() {
    return new RouteRights(clips::spaceOf, admission.policy()::isOfSpace, pictures::refusal);
  }

  /// Who is let in beside users and tokens.
  MediaAccess access() {
    return admission.access();
  }

  /// What FFmpeg does outside of this process.
  Transcoding transcoding() {
    return transcoding;
  }

  /// Whether the outputs of `key` in `protocol` are on.
  boolean offers(StreamKey key, Protocol protocol) {
    return http.offers(key, protocol);
  }

  /// What was found in streams.
  Marks marks() {
    return marks;
  }

  /// The media themselves, over HTTP.
  void mountMedia(Router router) {
    beacon.mount(router);
    recording.mount(router);
    pictures.mount(router);
    http.mount(router);
  }

  StreamRegistry streams() {
    return rtmp.streams();
  }

  SessionRegistry sessions() {
    return rtmp.sessions();
  }

  /// What gives players the streams of other nodes, from here on.
  StreamRelays relays() {
    StreamRelays relays =
        new StreamRelays(streams(), http.packaging(), () -> sessionLoops, places()::directory);
    admission.policy().relays(relays::isElsewhere);
    relays.follow(places());
    streams().players().serve(relays.before(running.instances()));
    return relays;
  }

  StreamPlaces places() {
    return running.places();
  }

  /// What player pages report.
  PlayerReports players() {
    return beacon.reports();
  }

  RtmpService rtmp() {
    return rtmp;
  }

  RtspServerService rtsp() {
    return rtsp;
  }

  SrtServer srt() {
    return srt;
  }

  /// Loops that sessions run on; none before the start.
  List<Loop> sessionLoops() {
    return sessionLoops;
  }

  /// Why sound is not converted, null when it is.
  @Nullable
  String soundMissing() {
    return audio.missing();
  }
}
