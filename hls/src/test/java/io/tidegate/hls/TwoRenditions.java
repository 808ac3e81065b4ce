package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import java.util.List;

/// 720 lines and 480 lines of one stream.
final class TwoRenditions implements Renditions {
  static final StreamKey SOURCE = StreamKey.parse("live/x");
  static final StreamKey MIDDLE = StreamKey.parse("live/x_720");
  static final StreamKey LOW = StreamKey.parse("live/x_480");

  private volatile boolean offersSource = true;

  /// From now on the source is left out.
  void leaveOutSource() {
    offersSource = false;
  }

  @Override
  public List<PromisedVariant> of(StreamKey key) {
    return key.equals(SOURCE)
        ? List.of(
            new PromisedVariant(LOW, "avc1.42E01E,mp4a.40.2", 854, 480, 25, 800_000),
            new PromisedVariant(MIDDLE, "avc1.42E01F,mp4a.40.2", 1280, 720, 25, 2_500_000))
        : List.of();
  }

  @Override
  public @Nullable StreamKey sourceOf(StreamKey key) {
    return key.equals(LOW) || key.equals(MIDDLE) ? SOURCE : null;
  }

  @Override
  public boolean offersSource(StreamKey key, TrackList tracks) {
    return offersSource;
  }
}
