package io.tidegate.gateway.tap;

import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.Difference;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.snapshot.Stills;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.picture.PictureFeed;
import io.tidegate.transcode.worker.Workers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/// The taps of all routes. Views and receivers: any thread.
///
/// 1. [#start] with the loops;
/// 2. [#apply] for each route, whenever it changes, and this observes the streams.
public final class FrameTaps implements RouteRunner, StreamObserver {
  /// To one receiver: each tap sends one picture at a time.
  private static final int CONNECTIONS = 32;

  /// With a webhook: a picture that is older is of no use.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Id(StreamKey key, String name) {}

  private final Map<Id, Tap> taps = new ConcurrentHashMap<>();
  private final StreamRegistry streams;
  private final Marks marks;
  private final TapMeans means;
  private final Loops loops;
  private final HttpClient client;
  private final TapTargets targets;
  private volatile List<Loop> shares = List.of();

  /// Where pictures come from.
  ///
  /// @param stills makes those of key frames
  /// @param workers run the children that make those of other frames
  /// @param maxWidth of any picture, as the settings say now
  /// @param marks where those go that receivers set
  public record Pictures(Stills stills, Workers workers, IntSupplier maxWidth, Marks marks) {}

  /// Whose webhooks may go where.
  ///
  /// @param ofSpace whether a stream belongs to a space
  /// @param isFree whether taps of spaces may send everywhere
  public record Reach(Predicate<StreamKey> ofSpace, BooleanSupplier isFree) {}

  public FrameTaps(
      StreamRegistry streams,
      Pictures pictures,
      Features features,
      Loops loops,
      Vertx vertx,
      Reach reach) {
    this.streams = streams;
    this.marks = pictures.marks();
    this.targets = new TapTargets(reach.ofSpace(), reach.isFree(), InetAddress::getAllByName);
    this.loops = loops;
    this.means =
        new TapMeans(
            pictures.stills(),
            new ChildFeeds(
                new PictureFeed.Children(pictures.workers(), loops), pictures.maxWidth()),
            features,
            new KeyFrameSink.Clocks(loops, Clock.systemUTC()));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(60).setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    features.watch(changed -> {
      if (changed.contains(Feature.SNAPSHOTS)) {
        taps.values().forEach(Tap::switched);
      }
    });
  }

  /// Before the first route.
  public void start(List<Loop> among) {
    shares = List.copyOf(among);
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    Difference.follow(
        specs(before), specs(after), spec -> end(key, spec), spec -> begin(key, spec));
    // what is switched off may depend on its labels
    taps.values().stream().filter(tap -> tap.key().equals(key)).forEach(Tap::switched);
  }

  private static List<FrameTapSpec> specs(@Nullable RouteSpec route) {
    if (route == null || !route.enabled()) {
      return List.of();
    }
    return route.outputs().stream()
        .filter(OutputSpec.FrameTap.class::isInstance)
        .map(output -> ((OutputSpec.FrameTap) output).spec())
        .toList();
  }

  private void begin(StreamKey key, FrameTapSpec spec) {
    Loop loop = shares.get(Math.floorMod(key.hashCode(), shares.size()));
    Tap tap = new Tap(key, spec, loop, means);
    taps.put(new Id(key, spec.name()), tap);
    if (!spec.webhook().isEmpty()) {
      TapHook.On on = new TapHook.On(client, targets, loop, loops, Clock.systemUTC(), PATIENCE);
      tap.add(new TapHook(spec, on, new TapAnswer(key, spec, marks, tap.allowance())));
    }
    StreamHub live = streams.find(key);
    if (live != null) {
      tap.stream(live);
    }
  }

  private void end(StreamKey key, FrameTapSpec spec) {
    Tap tap = taps.remove(new Id(key, spec.name()));
    if (tap != null) {
      tap.close();
    }
  }

  @Override
  public void opened(StreamHub hub) {
    for (Tap tap : taps.values()) {
      if (tap.key().equals(hub.key())) {
        tap.stream(hub);
      }
    }
  }

  /// Somebody who gets pictures.
  ///
  /// @param leave ends it
  /// @param answer takes what he says to them
  public record Joined(Runnable leave, TapAnswer answer) {}

  /// Gives the pictures of a tap to `receiver`, where the tap is for WebSockets.
  ///
  /// @return empty where there is no such tap
  public Optional<Joined> join(StreamKey key, String name, TapReceiver receiver) {
    Tap tap = taps.get(new Id(key, name));
    if (tap == null || !tap.spec().webSocket()) {
      return Optional.empty();
    }
    tap.add(receiver);
    return Optional.of(
        new Joined(
            () -> tap.remove(receiver), new TapAnswer(key, tap.spec(), marks, tap.allowance())));
  }

  /// Why a tap of a space may not have this webhook, as far as its text tells; null where it may.
  public @Nullable String refusal(String webhook) {
    return targets.refusal(webhook);
  }

  /// Whether there is such a tap for WebSockets.
  public boolean has(StreamKey key, String name) {
    Tap tap = taps.get(new Id(key, name));
    return tap != null && tap.spec().webSocket();
  }

  /// By key and name.
  public List<TapView> views() {
    return taps.values().stream()
        .map(Tap::view)
        .sorted(
            Comparator.comparing((TapView view) -> view.key().toString())
                .thenComparing(TapView::name))
        .toList();
  }
}
