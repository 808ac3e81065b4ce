package io.tidegate.gateway;

import io.tidegate.gateway.onvif.Devices;
import io.tidegate.gateway.onvif.Searches;
import io.tidegate.gateway.probe.Probes;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.web.OnvifApi;
import io.tidegate.gateway.web.ProbeApi;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/// What operators look at before it is a route: sources, and cameras of the network. Any thread.
final class LookPlane implements AutoCloseable {
  private final Probes probes;
  private final Searches searches = new Searches(Clock.systemUTC());
  private final Devices devices;

  /// @param eventLoops known after the start
  LookPlane(Vertx vertx, Loops loops, Supplier<List<Loop>> eventLoops, SrtServer srt) {
    this.probes = new Probes(vertx, loops, eventLoops, srt);
    this.devices = new Devices(vertx, Clock.systemUTC());
  }

  void mountApi(Router router) {
    new ProbeApi(probes).mount(router);
    new OnvifApi(searches, devices).mount(router);
  }

  @Override
  public void close() {
    searches.close();
    devices.close();
  }
}
