package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.directory.Change;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.SegmentPlace;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.cluster.relay.RelayOptions;
import io.tidegate.cluster.relay.RelayPull;
import io.tidegate.cluster.relay.RelayServer;
import io.tidegate.cluster.relay.RelayStats;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.cluster.tunnel.PeerProtocol;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.hls.Numbering;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Demand;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Any node answers any URL: what another node has is had from there while somebody watches it
/// here, once for all of them; and what is live here is given to the others. Segments are numbered
/// as the directory says. Any thread.
public final class StreamRelays implements ClusterPart {
  private static final Logger log = LoggerFactory.getLogger(StreamRelays.class);

  /// So long a stream is still had after the last viewer.
  private static final Duration LINGER = Duration.ofSeconds(10);

  private static final Duration TICK = Duration.ofMillis(250);

  /// Where the directory knows of no segment, numbers begin with the time: two a second, so that
  /// they are higher than all that were given before.
  private static final Instant FIRST_NUMBER = Instant.parse("2026-01-01T00:00:00Z");

  private static final int NUMBERS_PER_SECOND = 2;

  /// Numbers have nine digits; where a clock is decades ahead they begin here, with years to go.
  private static final long LAST_FRESH_NUMBER = 900_000_000;

  private final StreamRegistry streams;
  private final HlsPackaging packaging;
  private final Supplier<List<Loop>> loops;
  private final Supplier<Optional<StreamDirectory>> directory;
  private final RelayStats stats = new RelayStats();
  private final RelayServer server;
  private final SegmentsBeside segments;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final Map<StreamKey, Relayed> relayed = new ConcurrentHashMap<>();
  private volatile @Nullable Joined joined;

  /// At one moment.
  ///
  /// @param unreadable what packagers of other nodes said that was not understood
  public record View(RelayStats.View streams, long unreadable) {}

  /// While this node is a member.
  private record Joined(ClusterNode node, Runnable unobserve, ScheduledThreadPoolExecutor thread) {}

  /// A stream that another node has.
  private static final class Relayed {
    final RelayPull pull;
    volatile long wantedNanos = System.nanoTime();

    Relayed(RelayPull pull) {
      this.pull = pull;
    }
  }

  /// @param loops where streams may live; not empty once something is wanted
  /// @param directory empty unless this node is a member
  public StreamRelays(
      StreamRegistry streams,
      HlsPackaging packaging,
      Supplier<List<Loop>> loops,
      Supplier<Optional<StreamDirectory>> directory) {
    this.streams = streams;
    this.packaging = packaging;
    this.loops = loops;
    this.directory = directory;
    this.segments = new SegmentsBeside(packaging);
    this.server = new RelayServer(streams, segments, this::anyLoop, RelayOptions.DEFAULT, stats);
  }

  private Loop anyLoop() {
    List<Loop> all = loops.get();
    return all.get(Math.floorMod(nextLoop.getAndIncrement(), all.size()));
  }

  @Override
  public Map<String, PeerProtocol> serves() {
    return Map.of(Applications.MEDIA, server);
  }

  @Override
  public void joined(ClusterNode node) {
    packaging.number(this::numbering);
    packaging.mark(this::marked);
    packaging.elsewhere(this::isElsewhere);
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("cluster-relays").factory());
    Runnable unobserve =
        directory.get().map(known -> known.observe(this::changed)).orElse(() -> {});
    joined = new Joined(node, unobserve, thread);
    new Ticks(thread, TICK, this::tend).start();
  }

  @Override
  public void left() {
    Joined before = joined;
    joined = null;
    packaging.number(_ -> Numbering.fresh());
    packaging.mark((_, _, _, _) -> {});
    packaging.elsewhere(_ -> false);
    if (before != null) {
      before.thread().shutdownNow();
      before.unobserve().run();
    }
    relayed.values().forEach(one -> one.pull.stop(CloseReason.STREAM_ENDED));
  }

  /// Whether another node has it.
  public boolean isElsewhere(StreamKey key) {
    return node(key) != 0;
  }

  /// The number of the other node that has it, 0 for none.
  public int node(StreamKey key) {
    Joined now = joined;
    if (now == null) {
      return 0;
    }
    int node = directory.get().flatMap(known -> known.find(key)).map(Place::node).orElse(0);
    return node == now.node().number() ? 0 : node;
  }

  public View stats() {
    return new View(stats.view(), segments.unreadable());
  }

  /// What another node has is had from there; `here` is asked, too. It never waits.
  public Demand before(Demand here) {
    return key -> {
      Relayed present = relayed.get(key);
      if (present != null) {
        present.wantedNanos = System.nanoTime();
      } else if (isElsewhere(key)) {
        have(key);
      }
      return here.wanted(key);
    };
  }

  /// Unless it is live here.
  private void have(StreamKey key) {
    StreamHub hub = streams.find(key);
    if (hub != null && hub.view().state() == SessionState.STREAMING) {
      return;
    }
    relayed.computeIfAbsent(
        key,
        _ -> {
          RelayPull pull =
              new RelayPull(
                  new RelayPull.Place(key, () -> node(key), this::call),
                  streams,
                  hub == null ? anyLoop() : hub.loop(),
                  segments::follow,
                  RelayOptions.DEFAULT,
                  stats,
                  this::ended);
          pull.start();
          log.info("a stream of app {} is had from another node", key.app());
          return new Relayed(pull);
        });
  }

  private PeerConnection call(int node) throws IOException {
    Joined now = joined;
    if (now == null) {
      throw new IOException("this node is in no cluster");
    }
    return now.node().tunnel().call(node, Applications.MEDIA);
  }

  private void ended(RelayPull pull) {
    relayed.computeIfPresent(
        pull.key(), (_, present) -> present.pull.equals(pull) ? null : present);
    streams.players().look(pull.key());
  }

  /// On the directory's thread.
  private void changed(Change change) {
    Relayed present = relayed.get(change.key());
    if (present != null) {
      present.pull.look();
    }
    if (change instanceof Change.Placed) {
      streams.players().look(change.key());
    }
  }

  /// Lets go of what nobody watches, and has what went to another node under its viewers.
  ///
  /// @return whether there is anything
  private boolean tend() {
    try {
      long now = System.nanoTime();
      for (Relayed one : relayed.values()) {
        if (one.pull.isBehind() && isLeft(one.pull.key())) {
          one.pull.stop(CloseReason.TAKEN_OVER); // who came here has gone again
        } else if (isWatched(one.pull.key())) {
          one.wantedNanos = now;
        } else if (now - one.wantedNanos > LINGER.toNanos()) {
          one.pull.stop(CloseReason.STREAM_ENDED);
        }
      }
      List<StreamView> views = streams.views();
      for (StreamView view : views) {
        boolean isLeft = view.state() == SessionState.DISCONNECTED && view.viewers() > 0;
        if (isLeft && !relayed.containsKey(view.key()) && isElsewhere(view.key())) {
          have(view.key());
        }
      }
      return !views.isEmpty() || !relayed.isEmpty();
    } catch (RuntimeException bug) {
      log.error("streams of other nodes", bug);
      return true;
    }
  }

  private boolean isLeft(StreamKey key) {
    StreamHub hub = streams.find(key);
    return hub == null || hub.view().state() == SessionState.DISCONNECTED;
  }

  private boolean isWatched(StreamKey key) {
    StreamHub hub = streams.find(key);
    return streams.players().isAwaited(key) || (hub != null && hub.view().viewers() > 0);
  }

  private Numbering numbering(StreamKey key) {
    return numbering(directory.get().flatMap(known -> known.lastMark(key)), Instant.now());
  }

  /// Names go on with the numbers: those of a stream that begins anew are nobody's before.
  ///
  /// @param last mark of the stream
  static Numbering numbering(Optional<SegmentPlace> last, Instant now) {
    if (last.isPresent()) {
      SegmentPlace mark = last.get();
      return new Numbering(mark.token(), mark.number() + 1, mark.discontinuity(), true);
    }
    long seconds = Duration.between(FIRST_NUMBER, now).toSeconds();
    long number = Math.clamp(seconds * NUMBERS_PER_SECOND, 0, LAST_FRESH_NUMBER);
    return new Numbering(Numbering.fresh().token(), number, 0, false);
  }

  /// Has streams come and go without a gap.
  public void follow(StreamPlaces places) {
    places.handOver(
        new StreamClaims.HandOver() {
          @Override
          public void claimed(StreamKey key) {
            StreamHub hub = streams.find(key);
            if (hub != null) {
              packaging.claimed(hub);
            }
          }

          @Override
          public void lost(StreamKey key, Consumer<Optional<SegmentPlace>> then) {
            StreamHub hub = streams.find(key);
            if (hub == null) {
              then.accept(Optional.empty());
            } else {
              hub.loop().execute(() -> handOver(hub, then));
            }
          }
        });
  }

  /// The open segment ends with what there is, and whoever follows it here is told before it has to
  /// look for the stream elsewhere. On the hub's loop.
  private void handOver(StreamHub hub, Consumer<Optional<SegmentPlace>> then) {
    List<SegmentPlace> last = new ArrayList<>(1);
    String token = packaging.token(hub);
    try {
      packaging.handOver(
          hub,
          (_, number, discontinuities, programTime) -> {
            if (token != null) {
              last.add(new SegmentPlace(number, discontinuities, programTime, token));
            }
          });
      server.handOver(hub);
    } finally {
      then.accept(last.stream().findFirst());
    }
  }

  private void marked(StreamHub hub, long number, long discontinuities, Instant programTime) {
    Joined now = joined;
    PublishRequest source = hub.view().source();
    StreamDirectory known = directory.get().orElse(null);
    String token = packaging.token(hub);
    if (now == null || known == null || source == null || source.isRelayed() || token == null) {
      return;
    }
    known
        .find(hub.key())
        .filter(place -> place.node() == now.node().number())
        .ifPresent(place ->
            known.mark(
                hub.key(),
                place.epoch(),
                new SegmentPlace(number, discontinuities, programTime, token)));
  }
}
