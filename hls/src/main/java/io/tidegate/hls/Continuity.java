package io.tidegate.hls;

import io.tidegate.media.StreamKey;
import java.util.function.Predicate;

/// What ties the streams that are packaged here to what other nodes offer of them. Any thread.
final class Continuity {
  private volatile Numberings numberings = _ -> Numbering.fresh();
  private volatile HlsCuts.Marked marked = (_, _, _, _) -> {};
  private volatile Predicate<StreamKey> elsewhere = _ -> false;

  Numberings numberings() {
    return numberings;
  }

  HlsCuts.Marked marked() {
    return marked;
  }

  /// Whether another node has the stream.
  boolean isElsewhere(StreamKey key) {
    return elsewhere.test(key);
  }

  void elsewhere(Predicate<StreamKey> by) {
    elsewhere = by;
  }

  void number(Numberings by) {
    numberings = by;
  }

  void mark(HlsCuts.Marked to) {
    marked = to;
  }
}
