package io.tidegate.gateway;

import io.tidegate.gateway.metrics.RtspMetrics;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.rtmp.RtmpCalls;
import io.tidegate.gateway.rtsp.RtspPulls;
import io.tidegate.gateway.rtsp.RtspPushes;
import io.tidegate.gateway.udp.UdpRoutes;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.RtmpApi;
import io.tidegate.gateway.web.RtspApi;
import io.tidegate.gateway.web.UdpApi;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtmp.RtmpCallVerticle;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtsp.RtspPullVerticle;
import io.tidegate.rtsp.RtspPushVerticle;
import io.tidegate.rtsp.RtspServerService;
import io.tidegate.rtsp.RtspServerStats;
import io.tidegate.rtsp.RtspService;
import io.tidegate.udp.UdpEndpoint;
import io.tidegate.udp.UdpOptions;
import io.tidegate.udp.UdpService;
import io.vertx.ext.web.Router;
import java.util.List;

/// Everything that routes call by themselves, over whatever protocol; SRT, whose ports are shared
/// with those who call us, is [io.tidegate.gateway.srt.SrtServer]'s.
///
/// 1. [#start] with the loops of sessions, then [#deploy];
/// 2. the reconciler tells [#runners].
final class Calls {
  private final RtspPulls rtspPulls;
  private final RtspPushes rtspPushes;
  private final RtmpCalls rtmpCalls;
  private final UdpEndpoint udp;
  private final UdpRoutes udpRoutes;

  Calls(
      StreamRegistry streams,
      SessionRegistry sessions,
      VertxLoops loops,
      RtmpService rtmp,
      RtspServerService rtsp,
      int eventLoops) {
    this.rtspPulls = new RtspPulls(new RtspService(streams, sessions, loops), eventLoops);
    this.rtspPushes = new RtspPushes(rtsp, eventLoops);
    this.rtmpCalls = new RtmpCalls(rtmp, eventLoops);
    this.udp = new UdpEndpoint(UdpOptions.DEFAULT, new UdpService(streams, sessions, loops));
    this.udpRoutes = new UdpRoutes(udp);
    streams.observe(rtmpCalls);
    streams.observe(udp);
    streams.observe(rtspPushes);
  }

  /// In the order in which they are told.
  List<RouteRunner> runners() {
    return List.of(rtspPulls, rtspPushes, rtmpCalls, udpRoutes);
  }

  void start(List<Loop> sessions) {
    udpRoutes.start(sessions);
  }

  void deploy(Deployer deployer) throws StartException, InterruptedException {
    for (RtspPullVerticle share : rtspPulls.verticles()) {
      deployer.deploy("rtsp", 1, () -> share);
    }
    for (RtspPushVerticle share : rtspPushes.verticles()) {
      deployer.deploy("rtsp", 1, () -> share);
    }
    for (RtmpCallVerticle share : rtmpCalls.verticles()) {
      deployer.deploy("rtmp", 1, () -> share);
    }
  }

  void stop() {
    udp.close();
  }

  RtspMetrics metrics(RtspServerStats served) {
    return new RtspMetrics(served, rtspPulls::views, rtspPushes::views);
  }

  LiveViews.Rtsp rtspViews() {
    return new LiveViews.Rtsp(rtspPulls::views, rtspPushes::placed);
  }

  RtmpCalls rtmp() {
    return rtmpCalls;
  }

  UdpRoutes udp() {
    return udpRoutes;
  }

  void mountApi(Router router) {
    new RtspApi(rtspPulls::views, rtspPushes::placed).mount(router);
    new RtmpApi(rtmpCalls::pushes, rtmpCalls::pulls).mount(router);
    new UdpApi(udpRoutes::sources, udpRoutes::pushes).mount(router);
  }
}
