package io.tidegate.rtmp;

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

/// Publishes at other servers and plays from them, all on one event loop.
///
/// 1. Deploy one instance for each share of the targets;
/// 2. [#push], [#pull], their ends and the views after that, on any thread;
/// 3. [#opened] tells it of streams: observe the registry with it, or with who deals them out;
/// 4. undeploying ends everything.
public final class RtmpCallVerticle extends VerticleBase implements StreamObserver {
  private final RtmpCallOptions options;
  private final RtmpService service;
  private final List<RtmpPush> pushes = new CopyOnWriteArrayList<>();
  private final List<RtmpPull> pulls = new CopyOnWriteArrayList<>();
  private @Nullable RtmpDialer dialer;

  public RtmpCallVerticle(RtmpCallOptions options, RtmpService service) {
    this.options = options;
    this.service = service;
  }

  /// Publishes a stream at another server whenever it is live, from soon on.
  public void push(RtmpTarget target) {
    context.runOnContext(_ -> {
      RtmpPush push = new RtmpPush(vertx, dialer(), target, options, service);
      pushes.add(push);
      StreamHub live = service.streams().find(target.key());
      if (live != null) {
        push.streamOpened(live);
      }
    });
  }

  /// Ends one push to this target, soon; without one nothing happens.
  public void endPush(RtmpTarget target) {
    context.runOnContext(_ ->
        pushes.stream()
            .filter(push -> push.target().equals(target))
            .findFirst()
            .ifPresent(push -> {
              pushes.remove(push);
              push.close();
            }));
  }

  /// Plays from another server, from soon on.
  public void pull(RtmpTarget target) {
    context.runOnContext(_ -> {
      RtmpPull pull = new RtmpPull(vertx, dialer(), target, options, service);
      pulls.add(pull);
      pull.start();
    });
  }

  /// Ends one pull from this target, soon; without one nothing happens.
  public void endPull(RtmpTarget target) {
    context.runOnContext(_ ->
        pulls.stream()
            .filter(pull -> pull.target().equals(target))
            .findFirst()
            .ifPresent(pull -> {
              pulls.remove(pull);
              pull.close();
            }));
  }

  /// In the order in which they began.
  public List<RtmpCallView> pushes() {
    return pushes.stream().map(RtmpPush::view).toList();
  }

  /// The same by what they go to; of equal ones the first.
  public Map<RtmpTarget, RtmpCallView> pushesByTarget() {
    return pushes.stream()
        .collect(Collectors.toMap(RtmpPush::target, RtmpPush::view, (first, _) -> first));
  }

  /// In the order in which they began.
  public List<RtmpCallView> pulls() {
    return pulls.stream().map(RtmpPull::view).toList();
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
    dialer = new RtmpDialer(vertx);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    pushes.forEach(RtmpPush::close);
    pulls.forEach(RtmpPull::close);
    return Future.succeededFuture();
  }

  private RtmpDialer dialer() {
    return Objects.requireNonNull(dialer, "after the start");
  }
}
