package io.tidegate.cluster.directory;

import io.tidegate.media.StreamKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Which node has which stream, as this node knows it. A stream has one owner at a time; during a
/// split each side may have one, and after it the one that has it for longer stays; of two where
/// publishers came by themselves, the one of the higher epoch.
///
/// 1. A node that has a stream [claims][#claim] it, and whoever had it before is told that it is
///    [lost][Change.Lost]. Whether it may is for the caller to decide, by [#find].
/// 2. It [marks][#mark] each segment that it has cut.
/// 3. It [releases][#release] it when the stream ends. Of a node that is gone, all is released.
public interface StreamDirectory {
  /// Where it is. Any thread: it never waits.
  Optional<Place> find(StreamKey key);

  /// All of them, as a copy. Any thread: it never waits.
  Map<StreamKey, Place> all();

  /// The latest segment that any node has told of, up to ten minutes after the stream has ended or
  /// its owner has died: a new owner goes on behind it. Any thread: it never waits.
  Optional<SegmentPlace> lastMark(StreamKey key);

  /// Makes this node the owner, whoever was it before. A thread that may wait.
  ///
  /// @return the epoch by which it is
  /// @throws IllegalStateException when this node is in no cluster any more
  default long claim(StreamKey key) {
    return claim(key, false);
  }

  /// The same.
  ///
  /// @param fixed a publisher has brought it here: see [Place#fixed]
  long claim(StreamKey key, boolean fixed);

  /// Takes back what was claimed by this epoch; nothing happens when it was lost before. Any
  /// thread: it never waits.
  void release(StreamKey key, long epoch);

  /// Tells of a segment; nothing happens when the stream is not had by this epoch. Others know
  /// within a quarter of a second. Any thread: it never waits.
  void mark(StreamKey key, long epoch, SegmentPlace mark);

  /// Says how far this node had come with what it has [lost][Change.Lost]; the new owner waits for
  /// that, for a moment. Any thread: it never waits.
  ///
  /// @param epoch by which it had it
  /// @param last empty when it is the last one that was told of
  default void leave(StreamKey key, long epoch, Optional<SegmentPlace> last) {}

  /// Told of each change on one virtual thread, in order; it may wait for moments. All that is
  /// there already is told first, as [Change.Placed].
  ///
  /// @return ends it
  Runnable observe(Consumer<Change> listener);
}
