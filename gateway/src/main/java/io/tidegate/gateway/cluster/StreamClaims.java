package io.tidegate.gateway.cluster;

import io.tidegate.cluster.directory.Change;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.SegmentPlace;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims in the directory what is live here and does not come from another node, from its first
/// key frame to its end, and ends what another node has taken over.
///
/// [#tick] ten times a second while there are streams, on one thread; [#changed] as the directory
/// tells.
final class StreamClaims {
  private static final Logger log = LoggerFactory.getLogger(StreamClaims.class);

  /// A publisher is seen so long after its first frame, at most.
  private static final Duration SEEN = Duration.ofMillis(250);

  /// Three seconds, as [io.tidegate.media.hub.HubOptions#silence] has it.
  private static final int SILENT_TICKS = 30;

  private final StreamRegistry streams;
  private final StreamDirectory directory;
  private final int number;
  private final Predicate<StreamKey> isDue;
  private final HandOver handOver;
  private final Map<StreamKey, Claim> claims = new ConcurrentHashMap<>();

  /// Publishers that have lost their stream, and end.
  private final Map<StreamKey, String> losers = new ConcurrentHashMap<>();

  /// Publishers whose key frame is waited for, or whose claim is under way.
  private final Map<StreamKey, String> waiting = new ConcurrentHashMap<>();

  /// Ticks for which nothing came.
  private final Map<StreamKey, Integer> silent = new HashMap<>(); // of the thread of ticks

  /// What is to be done where a stream comes from another node, or goes to one.
  interface HandOver {
    /// It has become this node's, and the last mark of the node before is known.
    void claimed(StreamKey key);

    /// It is another node's now.
    ///
    /// @param then called once, on the stream's loop where it is here: ends who publishes it here;
    ///   with the last segment that was made of it, if there is one
    void lost(StreamKey key, Consumer<Optional<SegmentPlace>> then);

    /// Nothing is.
    HandOver NONE =
        new HandOver() {
          @Override
          public void claimed(StreamKey key) {}

          @Override
          public void lost(StreamKey key, Consumer<Optional<SegmentPlace>> then) {
            then.accept(Optional.empty());
          }
        };
  }

  private record Claim(String publisher, long epoch, boolean fixed) {}

  /// @param number of this node
  /// @param isDue whether a stream is to be started here, though another node has it
  StreamClaims(
      StreamRegistry streams,
      StreamDirectory directory,
      int number,
      Predicate<StreamKey> isDue,
      HandOver handOver) {
    this.streams = streams;
    this.directory = directory;
    this.number = number;
    this.isDue = isDue;
    this.handOver = handOver;
  }

  /// Whether there are streams.
  boolean tick() {
    try {
      Set<StreamKey> present = new HashSet<>();
      for (StreamView view : streams.views()) {
        present.add(view.key());
        look(view);
      }
      for (StreamKey key : claims.keySet()) {
        if (!present.contains(key)) {
          release(key);
        }
      }
      losers.keySet().retainAll(present);
      waiting.keySet().retainAll(present);
      silent.keySet().retainAll(present);
      return !present.isEmpty();
    } catch (RuntimeException bug) {
      log.error("claiming streams", bug);
      return true;
    }
  }

  private void look(StreamView view) {
    StreamKey key = view.key();
    PublishRequest source = view.source();
    if (source == null || source.isRelayed()) {
      release(key);
      return;
    }
    if (view.state() != SessionState.STREAMING || source.sessionId().equals(losers.get(key))) {
      return;
    }
    boolean fixed = isFixed(view, source) && !isSilent(view);
    @Nullable Claim claim = claims.get(key);
    if (claim != null && claim.fixed() == fixed) {
      return;
    }
    if (claim != null) {
      again(key, source.sessionId(), fixed);
    } else if (fixed || mayClaim(key)) {
      await(key, source.sessionId(), fixed);
    }
  }

  /// Nothing has come for so long that its key is no longer held, here neither: it may be the ghost
  /// of an encoder that has gone to another node.
  private boolean isSilent(StreamView view) {
    if (view.bitrateBps() > 0) {
      silent.remove(view.key());
      return false;
    }
    return silent.merge(view.key(), 1, Integer::sum) > SILENT_TICKS;
  }

  private void again(StreamKey key, String publisher, boolean fixed) {
    if (!publisher.equals(waiting.put(key, publisher))) {
      claimSoon(key, publisher, fixed);
    }
  }

  /// What another node has is claimed where it is due alone.
  private boolean mayClaim(StreamKey key) {
    Place place = directory.find(key).orElse(null);
    return place == null || place.node() == number || (!place.fixed() && isDue.test(key));
  }

  /// Somebody publishes who came by himself, whether he plays or stands by.
  private static boolean isFixed(StreamView view, PublishRequest source) {
    return !source.invited()
        || view.sources().stream()
            .map(SourceView::publisher)
            .anyMatch(publisher -> publisher != null && !publisher.invited());
  }

  private void release(StreamKey key) {
    @Nullable Claim claim = claims.remove(key);
    if (claim != null) {
      directory.release(key, claim.epoch());
    }
  }

  private void await(StreamKey key, String publisher, boolean fixed) {
    if (publisher.equals(waiting.put(key, publisher))) {
      return;
    }
    StreamHub hub = streams.find(key);
    if (hub == null) {
      return;
    }
    long since = System.nanoTime() - SEEN.toNanos();
    Runnable came = () -> claimSoon(key, publisher, fixed);
    hub.loop()
        .run(() -> {
          if (!hub.isEnded()) {
            hub.attach(new FirstKeyFrame(hub, since, came));
          }
        });
  }

  private void claimSoon(StreamKey key, String publisher, boolean fixed) {
    Thread.ofVirtual()
        .name("cluster-claim")
        .start(() -> {
          try {
            claim(key, publisher, fixed);
          } catch (RuntimeException failed) {
            log.warn("a stream of app {} is not claimed yet: {}", key.app(), failed.toString());
          } finally {
            waiting.remove(key, publisher);
          }
        });
  }

  private void claim(StreamKey key, String publisher, boolean fixed) {
    StreamHub hub = streams.find(key);
    PublishRequest source = hub == null ? null : hub.view().source();
    if (source == null || !source.sessionId().equals(publisher)) {
      return; // it has gone meanwhile
    }
    long epoch = directory.claim(key, fixed);
    claims.put(key, new Claim(publisher, epoch, fixed));
    Optional<Place> elsewhere = directory.find(key).filter(place -> place.node() != number);
    if (elsewhere.map(Place::epoch).orElse(epoch) > epoch) {
      lost(key, epoch, epoch); // it was told before this claim was known here
    } else {
      handOver.claimed(key);
    }
  }

  /// The session that publishes now: an encoder that came again since its stream was claimed is
  /// another one.
  private Optional<String> publisher(StreamKey key) {
    return Optional.ofNullable(streams.find(key))
        .map(hub -> hub.view().source())
        .map(PublishRequest::sessionId);
  }

  /// On the directory's thread.
  void changed(Change change) {
    if (change instanceof Change.Lost loss) {
      lost(loss.key(), loss.epoch(), loss.last());
    }
  }

  /// At once, as nothing may be made of it here any more: the reconciler, who ends what we call,
  /// hears of it, too, and may have much to do.
  ///
  /// @param last the epoch by which it stood
  private void lost(StreamKey key, long epoch, long last) {
    @Nullable Claim claim = claims.get(key);
    if (claim == null || claim.epoch() != epoch || !claims.remove(key, claim)) {
      return;
    }
    losers.put(key, publisher(key).orElse(claim.publisher()));
    log.info("a stream of app {} is another node's now", key.app());
    handOver.lost(
        key,
        mark -> {
          directory.leave(key, last, mark);
          streams.kick(key, publisher -> !publisher.isRelayed(), CloseReason.TAKEN_OVER);
        });
  }
}
