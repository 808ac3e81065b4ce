package io.tidegate.gateway.probe;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.srt.SrtTrial;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtmp.RtmpCallOptions;
import io.tidegate.rtmp.RtmpCallVerticle;
import io.tidegate.rtmp.RtmpCallView;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.rtmp.RtmpTarget;
import io.tidegate.rtsp.RtspOptions;
import io.tidegate.rtsp.RtspPullTarget;
import io.tidegate.rtsp.RtspPullVerticle;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspService;
import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtService;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.udp.UdpEndpoint;
import io.tidegate.udp.UdpListenTarget;
import io.tidegate.udp.UdpOptions;
import io.tidegate.udp.UdpService;
import io.tidegate.udp.UdpSourceView;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Makes the clients of probes, out of the same code as the routes'. Any thread.
final class ProbeClients {
  /// Verticles come and go in milliseconds.
  private static final long PATIENCE_SECONDS = 10;

  /// Without anything coming, UDP says so soon.
  private static final Duration SILENCE = Duration.ofSeconds(8);

  private final Vertx vertx;
  private final Loops loops;
  private final Supplier<List<Loop>> eventLoops;
  private final SrtServer srt;

  ProbeClients(Vertx vertx, Loops loops, Supplier<List<Loop>> eventLoops, SrtServer srt) {
    this.vertx = vertx;
    this.loops = loops;
    this.eventLoops = eventLoops;
    this.srt = srt;
  }

  Loops loops() {
    return loops;
  }

  /// @param streams of this probe alone
  ProbeClient of(RouteSpec route, StreamRegistry streams, SessionRegistry sessions) {
    return switch (route.sources().getFirst()) {
      case SourceSpec.RtspPull pull -> rtsp(route, pull, new RtspService(streams, sessions, loops));
      case SourceSpec.RtmpPull pull ->
          rtmp(
              new RtmpTarget(
                  route.key(),
                  pull.peer().address(),
                  pull.peer().verifyTls(),
                  pull.dial().options()),
              new RtmpService(streams, sessions, loops, new RtmpStats()));
      case SourceSpec.SrtCall _ -> new OverSrt(route, streams, sessions);
      case SourceSpec.UdpTs udp -> udp(route, udp, new UdpService(streams, sessions, loops));
      case SourceSpec.RtmpPublish _,
          SourceSpec.RtspPublish _,
          SourceSpec.SrtListen _,
          SourceSpec.OnDemand _,
          SourceSpec.File _,
          SourceSpec.Slate _,
          SourceSpec.TestPattern _,
          SourceSpec.Rendition _ ->
          throw new IllegalStateException("nobody is called");
    };
  }

  private ProbeClient rtsp(RouteSpec route, SourceSpec.RtspPull pull, RtspService service) {
    RtspPullTarget target =
        new RtspPullTarget(
            route.key(),
            pull.url(),
            pull.transport(),
            pull.verifyTls(),
            pull.quirks(),
            pull.dial().options());
    RtspPullVerticle verticle = new RtspPullVerticle(List.of(target), RtspOptions.DEFAULT, service);
    return new OnLoop(
        verticle,
        () -> {},
        () -> {
          if (verticle.pulls().isEmpty()) {
            return OnLoop.NOTHING_YET;
          }
          RtspPullView view = verticle.pulls().getFirst().view();
          boolean open = view.state() == SessionState.STREAMING || !view.device().isEmpty();
          boolean down = view.state() == SessionState.DISCONNECTED;
          return new ProbeClient.Standing(
              open, view.attempts(), view.lastFailure(), down, view.device(), null);
        });
  }

  private ProbeClient rtmp(RtmpTarget target, RtmpService service) {
    RtmpCallVerticle verticle = new RtmpCallVerticle(RtmpCallOptions.DEFAULT, service);
    return new OnLoop(
        verticle,
        () -> verticle.pull(target),
        () -> {
          if (verticle.pulls().isEmpty()) {
            return OnLoop.NOTHING_YET;
          }
          RtmpCallView view = verticle.pulls().getFirst();
          boolean open = view.state() == SessionState.STREAMING;
          boolean down = view.state() == SessionState.DISCONNECTED;
          return new ProbeClient.Standing(
              open, view.attempts(), view.lastFailure(), down, "", null);
        });
  }

  private ProbeClient udp(RouteSpec route, SourceSpec.UdpTs udp, UdpService service) {
    UdpListenTarget target =
        new UdpListenTarget(
            route.key(),
            udp.address(),
            udp.rtp(),
            udp.networkInterface(),
            (int) udp.receiveBuffer().bytes(),
            SILENCE,
            SILENCE);
    return new OverUdp(
        new UdpEndpoint(UdpOptions.DEFAULT, service), target, eventLoops.get().getFirst());
  }

  private static ProbeClient.ProbeException failed(Throwable why) {
    return new ProbeClient.ProbeException(String.valueOf(why.getMessage()));
  }

  private static void await(Future<?> future) throws ProbeClient.ProbeException {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw failed(over);
    } catch (ExecutionException | TimeoutException problem) {
      throw failed(problem);
    }
  }

  /// A verticle with one pull.
  private final class OnLoop implements ProbeClient {
    private static final Standing NOTHING_YET = new Standing(false, 0, "", false, "", null);

    private final Deployable verticle;
    private final Runnable begin;
    private final Supplier<Standing> standing;
    private @Nullable Future<String> deployed;

    OnLoop(Deployable verticle, Runnable begin, Supplier<Standing> standing) {
      this.verticle = verticle;
      this.begin = begin;
      this.standing = standing;
    }

    @Override
    public void start() throws ProbeException {
      Future<String> deploying = vertx.deployVerticle(verticle);
      deployed = deploying;
      await(deploying);
      begin.run();
    }

    @Override
    public Standing standing() {
      return standing.get();
    }

    @Override
    public void close() {
      Future<String> deploying = deployed;
      if (deploying != null) {
        var _ = deploying.compose(vertx::undeploy);
      }
    }
  }

  /// A socket of its own: a group may be listened to by many, a port of an address by one.
  private record OverUdp(UdpEndpoint endpoint, UdpListenTarget target, Loop loop)
      implements ProbeClient {
    @Override
    public void start() {
      endpoint.listen(target, loop);
    }

    @Override
    public Standing standing() {
      UdpSourceView view = endpoint.sources().getFirst();
      boolean down = !view.listening() && view.state() == SessionState.DISCONNECTED;
      boolean isSilent = view.listening() && !view.lastFailure().isEmpty();
      return new Standing(
          view.listening(),
          view.attempts(),
          view.lastFailure(),
          down || isSilent,
          view.sender().isEmpty() ? "" : "from " + view.sender() + (view.rtp() ? ", RTP" : ", raw"),
          null);
    }

    @Override
    public void close() {
      endpoint.close();
    }
  }

  private final class OverSrt implements ProbeClient {
    private final RouteSpec route;
    private final SrtService service;
    private final SrtLinks links = new SrtLinks();
    private @Nullable SrtTrial trial;

    OverSrt(RouteSpec route, StreamRegistry streams, SessionRegistry sessions) {
      this.route = route;
      this.service = srt.trialService(route, streams, sessions, loops, links);
    }

    @Override
    public void start() throws ProbeException {
      try {
        trial =
            srt.tryOut(route, service)
                .orElseThrow(
                    () -> new ProbeException(srt.missing().orElse("SRT is not available here")));
      } catch (SrtServer.PortException failure) {
        throw failed(failure);
      }
    }

    @Override
    public Standing standing() {
      SrtTrial calling = trial;
      if (calling == null) {
        return OnLoop.NOTHING_YET;
      }
      SrtCaller caller = calling.caller();
      Double roundTrip =
          links.links().stream()
              .findFirst()
              .map(link -> link.stats().value(SrtStat.RTT))
              .orElse(null);
      boolean down = !caller.isConnected() && !caller.lastFailure().isEmpty();
      return new Standing(
          caller.isConnected(), caller.attempts(), caller.lastFailure(), down, "", roundTrip);
    }

    @Override
    public void close() {
      SrtTrial calling = trial;
      if (calling != null) {
        calling.close();
      }
    }
  }
}
