package io.tidegate.cluster.owner;

import io.tidegate.cluster.directory.Change;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Which node runs what is started, decided at each node for itself by what all know.
///
/// A stream is due at the node that [Rendezvous] chooses. Where another one has it, that one keeps
/// it until the one where it is due has claimed it, which it does with its first key frame: so it
/// is made before it is broken. What a publisher brought to a node stays there. Any thread; looking
/// never waits.
public final class Ownership {
  /// Whoever lost a stream to another node does not take it back at once.
  static final Duration REST = Duration.ofSeconds(10);

  private final int number;
  private final StreamDirectory directory;
  private final Supplier<List<Candidate>> candidates;
  private final LongSupplier nanoTime;
  private final BooleanSupplier mayTake;
  private final Moves moves;
  private final Map<StreamKey, Long> lost = new ConcurrentHashMap<>();
  private final List<Consumer<StreamKey>> listeners = new CopyOnWriteArrayList<>();

  /// @param number of this node
  /// @param candidates the live nodes
  /// @param mayTake whether this node takes what others run
  public Ownership(
      int number,
      StreamDirectory directory,
      Supplier<List<Candidate>> candidates,
      BooleanSupplier mayTake,
      LongSupplier nanoTime) {
    this.mayTake = mayTake;
    this.moves = new Moves(nanoTime);
    this.number = number;
    this.directory = directory;
    this.candidates = candidates;
    this.nanoTime = nanoTime;
  }

  /// Follows the directory.
  ///
  /// @return ends it
  public Runnable follow() {
    return directory.observe(this::changed);
  }

  private void changed(Change change) {
    if (change instanceof Change.Lost) {
      lost.put(change.key(), nanoTime.getAsLong());
    } else if (change instanceof Change.Gone) {
      moves.end(change.key());
    }
    listeners.forEach(listener -> listener.accept(change.key()));
  }

  /// Told of each stream whose standing may be another now, on the directory's thread.
  public void observe(Consumer<StreamKey> listener) {
    listeners.add(listener);
  }

  /// Streams that may be taken back by now, which nothing else tells of; each once.
  public Set<StreamKey> rested() {
    Set<StreamKey> rested = new HashSet<>();
    lost.forEach((key, since) -> {
      if (!rests(since) && lost.remove(key, since)) {
        rested.add(key);
      }
    });
    rested.addAll(moves.due());
    return rested;
  }

  private boolean rests(long since) {
    return nanoTime.getAsLong() - since < REST.toNanos();
  }

  /// What this node has to do for a stream.
  ///
  /// @param labels that a node has to carry to start it
  public Standing standing(StreamKey key, Set<String> labels) {
    @Nullable Place place = directory.find(key).orElse(null);
    if (place != null && isToCome(key, labels, place)) {
      return moves.mayBegin(key) ? Standing.COMING : Standing.ELSEWHERE;
    }
    moves.end(key);
    if (place == null) {
      return isDue(key, labels) ? Standing.HERE : Standing.ABSENT;
    }
    if (place.node() == number) {
      boolean stays = place.fixed() || mayStart(labels) || due(key, labels).isPresent();
      return stays ? Standing.HERE : Standing.ABSENT;
    }
    return Standing.ELSEWHERE;
  }

  /// Whether another node has it that is to give it to this one.
  private boolean isToCome(StreamKey key, Set<String> labels, Place place) {
    if (place.fixed() || place.node() == number || !isDue(key, labels)) {
      return false;
    }
    @Nullable Long since = lost.get(key);
    return (since == null || !rests(since)) && (mayTake.getAsBoolean() || drains(place.node()));
  }

  private boolean drains(int node) {
    return candidates.get().stream().anyMatch(one -> one.node() == node && one.draining());
  }

  private boolean isDue(StreamKey key, Set<String> labels) {
    OptionalInt due = due(key, labels);
    return due.isPresent() && due.getAsInt() == number;
  }

  /// The node where a stream is due.
  public OptionalInt due(StreamKey key, Set<String> labels) {
    return Rendezvous.choose(key.toString(), labels, candidates.get());
  }

  /// Whether this node may start it where a player asks for it.
  public boolean mayStart(Set<String> labels) {
    return candidates.get().stream()
        .anyMatch(one -> one.node() == number && one.labels().containsAll(labels));
  }
}
