package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Publishes streams at other servers, all on one event loop.
///
/// 1. Deploy one instance for each share of the targets;
/// 2. [#push], [#end] and [#pushes] after that, on any thread;
/// 3. [#opened] tells it of streams: observe the registry with it, or with who deals them out;
/// 4. undeploying ends everything.
public final class RtspPushVerticle extends VerticleBase implements StreamObserver {
  private final RtspOptions options;
  private final RtspServerService service;
  private final List<RtspPush> pushes = new CopyOnWriteArrayList<>();
  private @Nullable Dialer dialer;

  public RtspPushVerticle(RtspOptions options, RtspServerService service) {
    this.options = options;
    this.service = service;
  }

  /// Publishes a stream at another server whenever it is live, from soon on.
  public void push(RtspPushTarget target) {
    context.runOnContext(_ -> {
      Dialer dialing = Objects.requireNonNull(dialer, "after the start");
      RtspPush push = new RtspPush(vertx, dialing, target, options, service);
      pushes.add(push);
      StreamHub live = service.streams().find(target.key());
      if (live != null) {
        push.streamOpened(live);
      }
    });
  }

  /// Ends one push to this target, soon; without one nothing happens.
  public void end(RtspPushTarget target) {
    context.runOnContext(_ ->
        pushes.stream()
            .filter(push -> push.target().equals(target))
            .findFirst()
            .ifPresent(push -> {
              pushes.remove(push);
              push.close();
            }));
  }

  /// In the order in which they began.
  public List<RtspPushView> pushes() {
    return pushes.stream().map(RtspPush::view).toList();
  }

  /// The same by what they go to; of equal ones the first.
  public Map<RtspPushTarget, RtspPushView> pushesByTarget() {
    return pushes.stream()
        .collect(Collectors.toMap(RtspPush::target, RtspPush::view, (first, _) -> first));
  }

  /// On the hub's loop.
  @Override
  public void opened(StreamHub hub) {
    context.runOnContext(_ ->
        pushes.stream()
            .filter(push -> push.target().key().equals(hub.key()))
            .forEach(push -> push.streamOpened(hub)));
  }

  @Override
  public Future<?> start() {
    dialer = new Dialer(vertx);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    pushes.forEach(RtspPush::close);
    return Future.succeededFuture();
  }
}
