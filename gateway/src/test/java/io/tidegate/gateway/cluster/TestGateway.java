package io.tidegate.gateway.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipOptions;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.SyntheticStreams;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// What of a gateway has to do with places: hub, routes, reconciler, a member of Hazelcast without
/// a tunnel, and pulls that send a key frame again and again.
final class TestGateway implements AutoCloseable {
  final int number;
  final ThreadLoops loops = new ThreadLoops();
  final RouteTable table = new RouteTable();
  final RouteInstances instances =
      new RouteInstances(table, Duration.ofSeconds(10), System::nanoTime);
  final StreamPlaces places;
  final StreamRegistry streams;

  /// What pulls run, by key.
  final Map<StreamKey, Pull> pulls = new ConcurrentHashMap<>();

  /// What was ever pulled.
  final Set<StreamKey> called = ConcurrentHashMap.newKeySet();

  /// What pushes run.
  final Set<StreamKey> pushes = ConcurrentHashMap.newKeySet();

  final AtomicBoolean camerasAnswer = new AtomicBoolean(true);
  final AtomicBoolean encodersSend = new AtomicBoolean(true);
  final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Reconciler reconciler;
  private final AtomicInteger lastId = new AtomicInteger();
  private @Nullable Membership member;

  TestGateway(int number, Set<String> labels, List<String> routes) throws Exception {
    this.number = number;
    ((Logger) LoggerFactory.getLogger("com.hazelcast"))
        .setLevel(Level.ERROR); // as the gateway does
    places =
        new StreamPlaces(
            new ClusterSettings("127.0.0.1", 1, "", "", labels, 100, false, ""),
            Clock.systemUTC(),
            Duration.ofMinutes(10));
    RoutePolicy policy =
        new RoutePolicy(
            new Settings.Publishing(
                Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofMinutes(5), false),
            table,
            instances::hasRoom);
    streams = new StreamRegistry(loops, places.over(policy), HubOptions.defaults(bugs::add));
    instances.watch(streams);
    places.watch(streams);
    OwnedRoutes owned = new OwnedRoutes(instances, table, places);
    reconciler = new Reconciler(owned, List.of(instances, this::run));
    instances.follow(reconciler::changed);
    places.follow(reconciler::changed, owned);
    for (String json : routes) {
      RouteSpec route = RouteDocuments.read(new JsonObject(json), null);
      table.put(new RouteEntry(route, 1, Instant.EPOCH, ""));
    }
  }

  /// Alone.
  void start() {
    reconciler.start().join();
  }

  void join(int port, int... others) throws Exception {
    Membership started =
        Membership.start(
            new MembershipOptions(
                "secret", number, addresses(others), port, 1, Duration.ofSeconds(60)));
    member = started;
    places.enter(started, true);
  }

  /// All of it, once more, and at once.
  void follow() {
    reconciler.start().join();
  }

  /// The gateway stops: it leaves first, and what runs ends later.
  void stop() {
    places.stops();
    places.left();
    Objects.requireNonNull(member).close();
  }

  void meet(int... others) throws Exception {
    Objects.requireNonNull(member).know(addresses(others));
  }

  private Map<Integer, InetAddress> addresses(int... others) throws Exception {
    Map<Integer, InetAddress> addresses = new HashMap<>();
    addresses.put(number, address(number));
    for (int other : others) {
      addresses.put(other, address(other));
    }
    return addresses;
  }

  private static InetAddress address(int number) throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 83, 0, (byte) number});
  }

  /// The process dies: nobody is told.
  void kill() {
    close();
  }

  private void run(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after)
      throws RouteRunner.RunException {
    boolean pulled =
        after != null && after.sources().stream().anyMatch(SourceSpec.RtspPull.class::isInstance);
    if (pulled && !pulls.containsKey(key)) {
      Pull pull = new Pull(key);
      pulls.put(key, pull);
      called.add(key);
      loops.loop.execute(pull::begin);
    } else if (!pulled) {
      @Nullable Pull pull = pulls.remove(key);
      if (pull != null) {
        loops.loop.execute(pull::end);
      }
    }
    boolean pushed =
        after != null && after.outputs().stream().anyMatch(output -> !output.place().isEmpty());
    if (pushed) {
      pushes.add(key);
    } else {
      pushes.remove(key);
    }
  }

  /// An encoder comes.
  PublishResult publish(StreamKey key) {
    PublishRequest request =
        new PublishRequest("p" + lastId.incrementAndGet(), key, Protocol.RTMP, "test", Map.of());
    return onLoop(() -> {
      PublishResult result = streams.publish(request, _ -> {});
      if (result instanceof PublishResult.Accepted accepted) {
        accepted.publication().emit(new StreamEvent.TracksChanged(SyntheticStreams.tracks()));
        send(accepted.publication(), 0);
      }
      return result;
    });
  }

  /// What is closed takes no more.
  private void send(Publication publication, long count) {
    if (encodersSend.get()) {
      publication.emit(keyFrame(count));
    }
    var _ = loops.schedule(loops.loop, 20, () -> send(publication, count + 1));
  }

  <T> T onLoop(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loops.loop).join();
  }

  boolean isLive(StreamKey key) {
    @Nullable StreamHub hub = streams.find(key);
    return hub != null && !hub.view().tracks().isEmpty();
  }

  private static Frame keyFrame(long count) {
    MediaTime time = MediaTime.ofMillis(20 * count);
    Bytes payload = Bytes.ofHex("0000000165");
    return new Frame(SyntheticStreams.VIDEO, time, time, true, payload, System.nanoTime());
  }

  /// As our own client would.
  final class Pull {
    private final StreamKey key;
    private @Nullable Publication publication;
    private boolean ended;
    private long count;

    Pull(StreamKey key) {
      this.key = key;
    }

    private void begin() {
      PublishRequest request =
          PublishRequest.invited(
              "c" + lastId.incrementAndGet(), key, Protocol.RTSP, "camera", new SourceSpec.Slate());
      if (streams.publish(request, _ -> {}) instanceof PublishResult.Accepted accepted) {
        publication = accepted.publication();
        accepted.publication().emit(new StreamEvent.TracksChanged(SyntheticStreams.tracks()));
        tick();
      }
    }

    private void tick() {
      if (!ended && publication != null) {
        if (camerasAnswer.get()) {
          publication.emit(keyFrame(count++));
        }
        var _ = loops.schedule(loops.loop, 20, this::tick);
      }
    }

    private void end() {
      ended = true;
      if (publication != null) {
        publication.close(CloseReason.SHUTTING_DOWN);
      }
    }
  }

  @Override
  public void close() {
    if (member != null) {
      member.close();
    }
    reconciler.close();
    places.left();
    loops.close();
  }
}
