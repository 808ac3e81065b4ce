package io.tidegate.media.hub;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.AudioSpecificConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Silence beside pictures that come without sound, as a track of AAC: some players, and platforms
/// that streams are pushed to, wait for sound for ever. Loop-confined.
///
/// No encoder is needed: a frame of silence is always the same six bytes.
final class SilentSound {
  private static final int RATE = 48_000;
  private static final int FRAME_SAMPLES = 1_024;
  private static final int AAC_LC = 2;
  private static final int CHANNELS = 2;

  /// A channel pair with nothing in it, as FFmpeg's encoder writes it.
  private static final Bytes SILENCE = Bytes.ofHex("211004608c1c");

  private static final CodecParams.Aac FORMAT =
      new CodecParams.Aac(
          AudioSpecificConfig.write(AAC_LC, RATE, CHANNELS),
          AAC_LC,
          RATE,
          RATE,
          CHANNELS,
          FRAME_SAMPLES);

  /// Ids are given from the top, below derived sound.
  private static final int HIGHEST_ID = 254;

  /// Pictures that pause longer than this leave a gap in the silence too.
  private static final MediaTime MAX_PAUSE = MediaTime.ofSeconds(3);

  private final boolean wanted;
  private int trackId;
  private boolean started;
  private MediaTime start = MediaTime.ZERO;
  private long frames;

  /// @param wanted false: nothing is ever added
  SilentSound(boolean wanted) {
    this.wanted = wanted;
  }

  /// `announced`, with a silent track after them when they are pictures alone.
  TrackList with(TrackList announced) {
    boolean adds = wanted && announced.hasVideo() && announced.audio().isEmpty();
    trackId = 0;
    if (!adds) {
      return announced;
    }
    int id = HIGHEST_ID;
    while (announced.find(id) != null) {
      id--;
    }
    trackId = id;
    List<Track> all = new ArrayList<>(announced.asList());
    all.add(new Track(id, FORMAT));
    return TrackList.of(all);
  }

  /// Silence up to the time of this picture.
  void follow(Frame picture, Consumer<Frame> out) {
    if (trackId == 0) {
      return;
    }
    MediaTime now = picture.dts();
    boolean paused = started && now.minus(next()).isAfter(MAX_PAUSE);
    if (!started || paused) {
      start = started ? MediaTime.max(now, next()) : now;
      started = true;
      frames = 0;
    }
    while (!next().isAfter(now)) {
      out.accept(new Frame(trackId, next(), next(), true, SILENCE, picture.receivedNanos()));
      frames++;
    }
  }

  private MediaTime next() {
    return start.plus(MediaTime.ofTicks(frames * FRAME_SAMPLES, RATE));
  }
}
