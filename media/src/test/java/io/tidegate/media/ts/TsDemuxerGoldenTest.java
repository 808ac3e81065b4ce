package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One stream with everything in it, one dump, whatever the pieces; `-Dgolden.update=true` writes
/// the dump anew.
class TsDemuxerGoldenTest {
  private static final Path DUMP = Path.of("src/test/resources/golden/ts/program-change.txt");

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 1, 7, 188, 1316, 4096})
  void dumpsTheSameEventsForPiecesOf(int size) throws IOException {
    String dump = EventLog.of(stream(), size).dump();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DUMP, dump);
    }
    assertThat(dump).isEqualTo(Files.readString(DUMP));
  }

  /// H.264 with AAC over the wrap of the clock, garbage, a discontinuity, then H.265 with MP2.
  private static Bytes stream() {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    ByteWriter out = new ByteWriter();
    muxer.tracks(TrackList.of(TsSamples.video(TsSamples.avc()), TsSamples.sound(TsSamples.aac())));
    write(muxer, Codec.H264, Codec.AAC, MediaTime.ofTicks((1L << 33) - 45_000, 90_000), out);
    out.fill(0x47, 10).fill(0, 500);
    muxer.discontinuity();
    muxer.tracks(
        TrackList.of(
            TsSamples.video(TsSamples.hevc()), TsSamples.sound(TsSamples.audio(Codec.MP2))));
    write(muxer, Codec.H265, Codec.MP2, MediaTime.ofSeconds(10), out);
    return out.toBytes();
  }

  private static void write(
      TsMuxer muxer, Codec video, Codec audio, MediaTime from, ByteWriter out) {
    TsSamples.interleaved(TsSamples.pictures(video, from), TsSamples.sounds(audio, 40, from))
        .forEach(frame -> muxer.frame(frame, out));
  }
}
