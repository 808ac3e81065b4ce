package io.tidegate.rtsp;

/// How many tracks a camera offers. Immutable.
record TrackCount(int video, int audio) {
  static final TrackCount NONE = new TrackCount(0, 0);

  boolean isLessThan(TrackCount other) {
    return video < other.video || audio < other.audio;
  }

  @Override
  public String toString() {
    return video + " video, " + audio + " audio";
  }
}
