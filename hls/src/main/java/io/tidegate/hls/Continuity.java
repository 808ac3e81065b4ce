package io.tidegate.hls;

/// What ties the streams that are packaged here to what other nodes offer of them. Any thread.
final class Continuity {
  private volatile Numberings numberings = _ -> Numbering.fresh();
  private volatile HlsCuts.Marked marked = (_, _, _, _) -> {};

  Numberings numberings() {
    return numberings;
  }

  HlsCuts.Marked marked() {
    return marked;
  }

  void number(Numberings by) {
    numberings = by;
  }

  void mark(HlsCuts.Marked to) {
    marked = to;
  }
}
