package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;

/// A track of every coding, with values that differ wherever they can.
final class AllCodings {
  private static final VideoFormat FORMAT =
      new VideoFormat(1920, 1080, 4, 3, new FrameRate(30_000, 1_001), 2);

  private AllCodings() {}

  static List<CodecParams> params() {
    return List.of(
        SyntheticStreams.avc(),
        SyntheticStreams.hevc(),
        new CodecParams.Av1(Bytes.of(10, 11, 12), FORMAT, 1, 9, 1, 10, true, 1, 0, 2),
        new CodecParams.Vp9(FORMAT, 2, 31, 10, 3, Bytes.of(1, 2, 3, 4)),
        new CodecParams.Mjpeg(VideoFormat.of(640, 480, FrameRate.UNKNOWN, 0)),
        new CodecParams.MpegVideo(2, Bytes.of(0, 0, 1, 0xB3), FORMAT, 0x48, false, 2),
        new CodecParams.MpegVideo(1, Bytes.of(0, 0, 1, 0xB3), FORMAT, 0, true, 1),
        SyntheticStreams.aac(),
        new CodecParams.Aac(Bytes.of(0x2B, 0x92), 5, 48_000, 24_000, 2, 1_024),
        new CodecParams.MpegAudio(3, 44_100, 1),
        new CodecParams.Opus(2, 312, Bytes.of(1, 2)),
        new CodecParams.G711(true, 8_000, 1),
        new CodecParams.G711(false, 16_000, 2),
        new CodecParams.G722(1),
        new CodecParams.Pcm(44_100, 2),
        new CodecParams.Flac(Bytes.of(9, 9, 9), 96_000, 2, 24, 4_096),
        new CodecParams.Ac3(true, 48_000, 6, 1_536, Bytes.of(5, 6, 7)));
  }

  static TrackList tracks() {
    List<Track> tracks = new ArrayList<>();
    for (CodecParams params : params()) {
      int id = tracks.size() + 1;
      tracks.add(new Track(id, params, id == 17 ? 8 : 0));
    }
    return TrackList.of(tracks);
  }
}
