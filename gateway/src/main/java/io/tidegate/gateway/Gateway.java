package io.tidegate.gateway;

import io.tidegate.flvhttp.FlvHttpOptions;
import io.tidegate.flvhttp.FlvHttpRoutes;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSessions;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.rtmp.RtmpCalls;
import io.tidegate.gateway.rtsp.RtspPulls;
import io.tidegate.gateway.slate.Slates;
import io.tidegate.gateway.srt.RouteProfiles;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.web.ApiRoutes;
import io.tidegate.gateway.web.CapabilitiesApi;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HttpVerticle;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.MetricsText;
import io.tidegate.gateway.web.MetricsVerticle;
import io.tidegate.gateway.web.PlayerRoutes;
import io.tidegate.gateway.web.RtmpApi;
import io.tidegate.gateway.web.RtspApi;
import io.tidegate.gateway.web.RtspMetrics;
import io.tidegate.gateway.web.SessionsApi;
import io.tidegate.gateway.web.SrtApi;
import io.tidegate.gateway.web.SrtMetrics;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.hls.HlsRoutes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtmp.RtmpCallVerticle;
import io.tidegate.rtmp.RtmpOptions;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.rtmp.RtmpVerticle;
import io.tidegate.rtsp.RtspPullVerticle;
import io.tidegate.rtsp.RtspServerOptions;
import io.tidegate.rtsp.RtspServerService;
import io.tidegate.rtsp.RtspServerStats;
import io.tidegate.rtsp.RtspServerVerticle;
import io.tidegate.rtsp.RtspService;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtService;
import io.tidegate.transcode.FfmpegAudioAdapter;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything put together by hand, in one place.
///
/// 1. [#start] binds all listeners.
/// 2. [#stop], once or more often, ends the streams and gives the ports back.
final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;
  private final RouteTable routes = new RouteTable();
  private volatile @Nullable ControlPlane control;
  private final Vertx vertx;
  private final int eventLoops;
  private final RtmpService rtmp;

  /// Bound before the pages are; 0 without RTMP.
  private int rtmpPort;

  /// The same of SRT.
  private int srtPort;

  /// The same of RTSP.
  private int rtspPort;

  private final SrtServer srt;
  private final RtspServerService rtsp;
  private final RtspPulls rtspPulls;
  private final RtmpCalls rtmpCalls;
  private final Slates slates;
  private final Reconciler reconciler;
  private final FfmpegAudioAdapter audio;
  private final VertxLoops loops = new VertxLoops();
  private final HlsRoutes hlsRoutes;
  private final FlvHttpRoutes flvRoutes;
  private final HealthRoutes health = new HealthRoutes();
  private final AtomicBoolean stopped = new AtomicBoolean();

  Gateway(Settings settings) {
    this.settings = settings;
    VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
    this.eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());
    options.setEventLoopPoolSize(eventLoops);
    this.vertx = Vertx.vertx(options);
    RoutePolicy policy = new RoutePolicy(settings.publishing(), routes);
    this.audio = new FfmpegAudioAdapter(settings.dataDir().resolve("native"));
    HubOptions hub =
        HubOptions.defaults(bug -> log.error("a bug in an output; the stream goes on", bug))
            .withAudioAdapter(audio)
            .withSilence(settings.publishing().addSilence());
    SessionRegistry sessions = new SessionRegistry();
    StreamRegistry streams = new StreamRegistry(loops, policy, hub);
    this.rtmp = new RtmpService(streams, policy, sessions, loops, new RtmpStats());
    RouteProfiles profiles = new RouteProfiles(settings.srt().profile(), routes);
    this.srt =
        new SrtServer(
            settings,
            profiles,
            new SrtService(streams, policy, sessions, loops, profiles, new SrtLinks()));
    this.rtsp = new RtspServerService(streams, policy, sessions, loops, new RtspServerStats());
    this.rtspPulls = new RtspPulls(new RtspService(streams, sessions, loops), eventLoops);
    this.rtmpCalls = new RtmpCalls(rtmp, eventLoops);
    this.slates = new Slates(streams, loops);
    HlsPackaging packaging =
        new HlsPackaging(
            loops,
            sessions,
            key ->
                policy.offers(key, Protocol.HLS) ? Optional.of(settings.hls()) : Optional.empty());
    streams.observe(packaging);
    streams.observe(rtmpCalls);
    RouteRunner packagers =
        (key, _, _) -> {
          StreamHub live = streams.find(key);
          if (live != null) {
            live.loop().run(() -> packaging.reconsider(live));
          }
        };
    this.reconciler =
        new Reconciler(
            routes,
            List.of(
                slates,
                rtspPulls,
                rtmpCalls,
                srt.routes(),
                new RouteSessions(policy, streams, sessions),
                packagers));
    this.hlsRoutes = new HlsRoutes(packaging, policy, loops);
    this.flvRoutes = new FlvHttpRoutes(streams, policy, sessions, loops, flvOptions());
  }

  Listeners start() throws StartException, InterruptedException {
    if (!vertx.isNativeTransportEnabled()) {
      log.info("epoll is not available, using the JDK's own transport");
    }
    control =
        ControlPlane.open(
            settings,
            routes,
            new LiveViews(rtmp.streams(), rtmp.sessions(), rtspPulls::views, rtmpCalls, srt));
    Map<String, String> bound = new LinkedHashMap<>();
    Settings.Http http = settings.http();
    // RTMP, SRT and RTSP before HTTP: the pages tell their ports
    String rtmpAddress =
        settings.rtmp().port() == Settings.OFF ? "" : startRtmp(settings.rtmp().port(), null);
    rtmpPort = Listeners.port(rtmpAddress);
    Map<String, String> srtPorts = startSrt();
    startRoutes();
    srt.routePorts().forEach((name, address) -> srtPorts.put(name, listener(address)));
    srtPort = Listeners.port(srtPorts.getOrDefault("srt", ""));
    String rtspAddress =
        settings.rtsp().port() == Settings.OFF ? "" : startRtsp(settings.rtsp().port(), null);
    rtspPort = Listeners.port(rtspAddress);
    bound.put("http", startHttp(http.port(), null));
    if (!rtmpAddress.isEmpty()) {
      bound.put("rtmp", rtmpAddress);
    }
    bound.putAll(srtPorts);
    if (!rtspAddress.isEmpty()) {
      bound.put("rtsp", rtspAddress);
    }
    if (http.tls() != null) {
      bound.put("https", startHttp(http.tlsPort(), http.tls()));
    }
    if (settings.rtmp().tls() != null) {
      bound.put("rtmps", startRtmp(settings.rtmp().tlsPort(), settings.rtmp().tls()));
    }
    if (settings.rtsp().tls() != null) {
      bound.put("rtsps", startRtsp(settings.rtsp().tlsPort(), settings.rtsp().tls()));
    }
    if (settings.metrics().port() != Settings.OFF) {
      bound.put("metrics", startMetrics(settings.metrics()));
    }
    health.watch("audio", audio::missing);
    srt.missing().ifPresent(reason -> health.degraded("srt", reason));
    health.ready(true);
    return new Listeners(bound);
  }

  void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    health.ready(false);
    reconciler.close();
    rtmp.streams().shutDown();
    srt.close();
    try {
      await(vertx.close());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException problem) {
      log.warn("stopped in a hurry: {}", Reason.of(problem));
    }
    audio.close();
    ControlPlane opened = control;
    if (opened != null) {
      opened.close();
    }
  }

  private String startHttp(int port, Settings.@Nullable Tls tls)
      throws StartException, InterruptedException {
    HttpVerticle.Options options =
        new HttpVerticle.Options(
            settings.bind(),
            port,
            settings.http().requestTimeout(),
            settings.http().sendBuffer(),
            tls == null ? null : pem(tls));
    String key = tls == null ? "http.port" : "http.tls-port";
    String wanted = key + " " + Listeners.address(settings.bind(), port);
    List<HttpVerticle> instances =
        deploy(wanted, eventLoops, () -> new HttpVerticle(options, routes()));
    return Listeners.address(settings.bind(), instances.getFirst().actualPort());
  }

  private String startRtmp(int port, Settings.@Nullable Tls tls)
      throws StartException, InterruptedException {
    RtmpOptions plain =
        RtmpOptions.at(settings.bind(), port)
            .withHandshakeTimeout(settings.rtmp().handshakeTimeout())
            .withIdleTimeout(settings.rtmp().idleTimeout());
    RtmpOptions options = tls == null ? plain : plain.withTls(pem(tls));
    String key = tls == null ? "rtmp.port" : "rtmp.tls-port";
    String wanted = key + " " + Listeners.address(settings.bind(), port);
    List<RtmpVerticle> instances =
        deploy(wanted, eventLoops, () -> new RtmpVerticle(options, rtmp));
    return Listeners.address(settings.bind(), instances.getFirst().actualPort());
  }

  private Map<String, String> startSrt() throws StartException, InterruptedException {
    List<Loop> sessions =
        deploy("srt", eventLoops, () -> new LoopVerticle(loops)).stream()
            .map(instance -> Objects.requireNonNull(instance.loop()))
            .toList();
    slates.start(sessions);
    Map<String, String> bound = new LinkedHashMap<>();
    try {
      srt.start(sessions).forEach((name, address) -> bound.put(name, listener(address)));
    } catch (SrtServer.PortException problem) {
      throw new StartException(String.valueOf(problem.getMessage()), problem);
    }
    return bound;
  }

  private String startRtsp(int port, Settings.@Nullable Tls tls)
      throws StartException, InterruptedException {
    RtspServerOptions base = RtspServerOptions.at(settings.bind(), port);
    RtspServerOptions plain =
        base.withTimeouts(
                base.requestTimeout(),
                settings.rtsp().idleTimeout(),
                settings.rtsp().sessionTimeout())
            .withSecret(settings.publishing().token().text())
            .withMulticast(settings.rtsp().multicast());
    RtspServerOptions options = tls == null ? plain : plain.withTls(pem(tls));
    String key = tls == null ? "rtsp.port" : "rtsp.tls-port";
    String wanted = key + " " + Listeners.address(settings.bind(), port);
    List<RtspServerVerticle> instances =
        deploy(wanted, eventLoops, () -> new RtspServerVerticle(options, rtsp));
    return Listeners.address(settings.bind(), instances.getFirst().actualPort());
  }

  /// Everything that hears of streams is there; from here on what runs follows what is stored.
  private void startRoutes() throws StartException, InterruptedException {
    for (RtspPullVerticle share : rtspPulls.verticles()) {
      deploy("rtsp", 1, () -> share);
    }
    for (RtmpCallVerticle share : rtmpCalls.verticles()) {
      deploy("rtmp", 1, () -> share);
    }
    try {
      Objects.requireNonNull(control, "opened before").follow(reconciler, health);
    } catch (ExecutionException | TimeoutException problem) {
      throw new StartException("routes: " + Reason.of(problem), problem);
    }
  }

  private String listener(InetSocketAddress address) {
    return Listeners.address(settings.bind(), address.getPort());
  }

  private String startMetrics(Settings.Metrics metrics)
      throws StartException, InterruptedException {
    MetricsText text =
        new MetricsText(
            rtmp.streams(),
            rtmp.sessions(),
            rtmp.stats(),
            new SrtMetrics(srt.links(), srt::pushes),
            new RtspMetrics(rtsp.stats(), rtspPulls::views),
            audio.stats());
    MetricsVerticle.Options options =
        new MetricsVerticle.Options(
            metrics.bind(), metrics.port(), settings.http().requestTimeout(), metrics.token());
    String wanted = "metrics.port " + Listeners.address(metrics.bind(), metrics.port());
    List<MetricsVerticle> instances =
        deploy(wanted, 1, () -> new MetricsVerticle(options, text, health));
    return Listeners.address(metrics.bind(), instances.getFirst().actualPort());
  }

  /// What every router carries, in the order of asking.
  List<HttpVerticle.Mount> routes() {
    PlayerRoutes pages = new PlayerRoutes(rtmp.streams(), rtmpPort, srtPort, rtspPort);
    return List.of(
        health::mount,
        new ApiRoutes(rtmp.streams(), rtmp.sessions(), this::protocols)::mount,
        pages::mount,
        flvRoutes::mount,
        hlsRoutes::mount,
        pages::mountRedirect);
  }

  private void protocols(Router router) {
    new SrtApi(srt, vertx).mount(router);
    new RtspApi(rtspPulls::views).mount(router);
    new RtmpApi(rtmpCalls::pushes, rtmpCalls::pulls).mount(router);
    new CapabilitiesApi(
            Main.version(),
            Map.of("srt", () -> srt.missing().orElse(null), "audio", audio::missing))
        .mount(router);
    new SessionsApi(rtmp.streams(), rtmp.sessions()).mount(router);
    Objects.requireNonNull(control, "opened at the start").mount(router, vertx);
  }

  /// @param wanted key and address, for the message when they cannot be had
  private <V extends Deployable> List<V> deploy(String wanted, int count, Supplier<V> factory)
      throws StartException, InterruptedException {
    List<V> instances = new CopyOnWriteArrayList<>();
    Supplier<V> remembered =
        () -> {
          V instance = factory.get();
          instances.add(instance);
          return instance;
        };
    try {
      await(vertx.deployVerticle(remembered, new DeploymentOptions().setInstances(count)));
    } catch (ExecutionException | TimeoutException problem) {
      throw new StartException(wanted + ": " + Reason.of(problem), problem);
    }
    return instances;
  }

  private FlvHttpOptions flvOptions() {
    FlvHttpOptions base = FlvHttpOptions.DEFAULT;
    return new FlvHttpOptions(
        settings.http().flvBatch(),
        base.limits(),
        base.writeQueue(),
        settings.http().maxViewers(),
        settings.http().maxViewersPerStream(),
        base.retryAfter());
  }

  private static PemKeyCertOptions pem(Settings.Tls tls) {
    return new PemKeyCertOptions()
        .setCertPath(tls.certificate().toString())
        .setKeyPath(tls.key().toString());
  }

  private static void await(Future<?> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
