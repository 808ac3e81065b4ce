package io.tidegate.gateway;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.gateway.tls.OwnCertificate;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HttpVerticle;
import io.tidegate.gateway.web.MetricsVerticle;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Connections;
import io.tidegate.rtmp.RtmpOptions;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpVerticle;
import io.tidegate.rtsp.RtspServerOptions;
import io.tidegate.rtsp.RtspServerService;
import io.tidegate.rtsp.RtspServerVerticle;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Binds the TCP listeners, one instance per event loop, as the settings say. Each method answers
/// the `host:port` that was had; those that are switched off are not asked for.
final class Binder {
  private static final Logger log = LoggerFactory.getLogger(Binder.class);

  private final Deployer deployer;
  private final Settings settings;
  private final CertificateWatch certificates;
  private final Connections connections;
  private final int eventLoops;
  private volatile CompletableFuture<Void> prepared = CompletableFuture.completedFuture(null);

  /// @param connections counts those of every listener
  Binder(
      Deployer deployer,
      Settings settings,
      CertificateWatch certificates,
      Connections connections,
      int eventLoops) {
    this.deployer = deployer;
    this.connections = connections;
    this.certificates = certificates;
    this.settings = settings;
    this.eventLoops = eventLoops;
  }

  /// Begins to make or read the certificate of HTTPS: the first use of a curve takes the JDK longer
  /// than most of a start. Whatever goes wrong here goes wrong again for the listener, which says
  /// so.
  void prepare() {
    Settings.Tls tls = settings.http().tls();
    if (tls == null) {
      return;
    }
    CompletableFuture<Void> reading = new CompletableFuture<>();
    prepared = reading;
    Thread.ofPlatform()
        .name("certificate")
        .daemon()
        .start(() -> {
          try {
            tend(tls);
            certificates.prepare(tls);
          } catch (IOException | GeneralSecurityException unusable) {
            log.debug("{}: {}", tls.certificate(), Reason.of(unusable));
          } finally {
            reading.complete(null);
          }
        });
  }

  /// Until nothing of [#prepare] goes on, as long as a stop may take.
  void awaitPrepared() {
    prepared.copy().completeOnTimeout(null, Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS).join();
  }

  String http(Supplier<List<HttpVerticle.Mount>> routes)
      throws StartException, InterruptedException {
    return http("http.port", settings.http().port(), null, routes);
  }

  String rtmp(RtmpService service) throws StartException, InterruptedException {
    return rtmp("rtmp.port", settings.rtmp().port(), null, service);
  }

  String rtsp(RtspServerService service) throws StartException, InterruptedException {
    return rtsp("rtsp.port", settings.rtsp().port(), null, service);
  }

  /// Those with a certificate, by name.
  Map<String, String> secured(
      Supplier<List<HttpVerticle.Mount>> routes, RtmpService rtmp, RtspServerService rtsp)
      throws StartException, InterruptedException {
    Map<String, String> bound = new LinkedHashMap<>();
    if (settings.http().tls() != null) {
      https(routes).ifPresent(address -> bound.put("https", address));
    }
    if (settings.rtmp().tls() != null) {
      bound.put(
          "rtmps", rtmp("rtmp.tls-port", settings.rtmp().tlsPort(), settings.rtmp().tls(), rtmp));
    }
    if (settings.rtsp().tls() != null) {
      bound.put(
          "rtsps", rtsp("rtsp.tls-port", settings.rtsp().tlsPort(), settings.rtsp().tls(), rtsp));
    }
    return bound;
  }

  /// Empty where nobody has asked for it and the port is taken.
  private Optional<String> https(Supplier<List<HttpVerticle.Mount>> routes)
      throws StartException, InterruptedException {
    Settings.Http wish = settings.http();
    try {
      return Optional.of(http("http.tls-port", wish.tlsPort(), wish.tls(), routes));
    } catch (StartException taken) {
      if (wish.tlsWished()) {
        throw taken;
      }
      log.warn("no HTTPS: {}; http.tls-port chooses another port, or off", taken.getMessage());
      return Optional.empty();
    }
  }

  String metrics(Metrics metrics, HealthRoutes health) throws StartException, InterruptedException {
    Settings.Metrics wish = settings.metrics();
    MetricsVerticle.Options options =
        new MetricsVerticle.Options(
            wish.bind(), wish.port(), settings.http().requestTimeout(), wish.token());
    String wanted = "metrics.port " + Listeners.address(wish.bind(), wish.port());
    List<MetricsVerticle> instances =
        deployer.deploy(wanted, 1, () -> new MetricsVerticle(options, metrics, health));
    return Listeners.address(wish.bind(), instances.getFirst().actualPort());
  }

  private String http(
      String key, int port, Settings.@Nullable Tls tls, Supplier<List<HttpVerticle.Mount>> routes)
      throws StartException, InterruptedException {
    HttpVerticle.Options options =
        new HttpVerticle.Options(
            settings.bind(),
            port,
            settings.http().requestTimeout(),
            settings.http().sendBuffer(),
            tls == null ? null : identity("https", tls),
            settings.trust().proxies());
    List<HttpVerticle> instances =
        deployer.deploy(
            wanted(key, port),
            eventLoops,
            () -> new HttpVerticle(options, connections, routes.get()));
    return bound(instances.getFirst().actualPort());
  }

  private String rtmp(String key, int port, Settings.@Nullable Tls tls, RtmpService service)
      throws StartException, InterruptedException {
    RtmpOptions plain =
        RtmpOptions.at(settings.bind(), port)
            .withHandshakeTimeout(settings.rtmp().handshakeTimeout())
            .withIdleTimeout(settings.rtmp().idleTimeout());
    RtmpOptions options = tls == null ? plain : plain.withTls(identity("rtmps", tls));
    List<RtmpVerticle> instances =
        deployer.deploy(
            wanted(key, port), eventLoops, () -> new RtmpVerticle(options, service, connections));
    return bound(instances.getFirst().actualPort());
  }

  /// Whoever can answer by Digest does; a user's password cannot be proved so.
  private static String digestSecret(Settings.Publishing publishing) {
    return switch (publishing.mode()) {
      case OPEN, TOKEN, CLOSED -> publishing.token().text();
      case AUTO, USERS, HOOK -> "";
    };
  }

  private String rtsp(String key, int port, Settings.@Nullable Tls tls, RtspServerService service)
      throws StartException, InterruptedException {
    RtspServerOptions base = RtspServerOptions.at(settings.bind(), port);
    RtspServerOptions plain =
        base.withTimeouts(
                base.requestTimeout(),
                settings.rtsp().idleTimeout(),
                settings.rtsp().sessionTimeout())
            .withSecret(digestSecret(settings.publishing()))
            .withMulticast(settings.rtsp().multicast());
    RtspServerOptions options = tls == null ? plain : plain.withTls(identity("rtsps", tls));
    List<RtspServerVerticle> instances =
        deployer.deploy(
            wanted(key, port),
            eventLoops,
            () -> new RtspServerVerticle(options, service, connections));
    return bound(instances.getFirst().actualPort());
  }

  private String wanted(String key, int port) {
    return key + " " + Listeners.address(settings.bind(), port);
  }

  private String bound(int port) {
    return Listeners.address(settings.bind(), port);
  }

  private KeyCertOptions identity(String listener, Settings.Tls tls) throws StartException {
    // however long: two at once would write two keys into one file
    prepared.join();
    try {
      tend(tls);
      return certificates.options(listener, tls);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new StartException(
          listener + ": " + tls.certificate() + ": " + Reason.of(unusable), unusable);
    }
  }

  private void tend(Settings.Tls tls) throws IOException, GeneralSecurityException {
    if (tls.own()) {
      certificates.tend(new OwnCertificate(tls, Clock.systemUTC()));
    }
  }
}
