package io.tidegate.hls;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;
import java.util.List;

/// Segments in MPEG-TS: each begins with PAT and PMT, continuity counters run on from one to the
/// next. RFC 8216 §3.2.
final class TsWriter implements MediaWriter {
  private final TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);

  /// Opus has a mapping to MPEG-TS, but no HLS player reads it.
  @Override
  public boolean carries(Codec codec) {
    return codec != Codec.OPUS && TsMuxer.carries(codec);
  }

  @Override
  public @Nullable Bytes tracks(TrackList tracks) {
    muxer.tracks(tracks);
    return null;
  }

  @Override
  public Written write(PartDraft draft) {
    ByteWriter out = new ByteWriter(expectedSize(draft));
    if (draft.opensSegment()) {
      muxer.psi(out);
    }
    List<Sample> video = draft.video();
    List<Sample> audio = draft.audio();
    int nextAudio = 0;
    for (Sample picture : video) {
      while (nextAudio < audio.size() && isBefore(audio.get(nextAudio), picture)) {
        muxer.frame(audio.get(nextAudio++).frame(), out);
      }
      muxer.frame(picture.frame(), out);
    }
    while (nextAudio < audio.size()) {
      muxer.frame(audio.get(nextAudio++).frame(), out);
    }
    return Written.mixed(out.toBytes());
  }

  private static boolean isBefore(Sample one, Sample other) {
    return one.frame().dts().isBefore(other.frame().dts());
  }

  /// Packet headers take 3 %; the last packet of a frame is half empty on average.
  private static int expectedSize(PartDraft draft) {
    long payload = 0;
    for (Sample sample : draft.video()) {
      payload += sample.frame().payload().length() + 200;
    }
    for (Sample sample : draft.audio()) {
      payload += sample.frame().payload().length() + 200;
    }
    return (int) (payload + payload / 30 + 1_000);
  }
}
