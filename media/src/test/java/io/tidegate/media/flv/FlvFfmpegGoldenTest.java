package io.tidegate.media.flv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.FlacStreamInfo;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.EventDump;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that FFmpeg 7.1 made of its test signals, beside them what its `framecrc` muxer says of
/// their frames: one line each, `stream, dts, pts, duration, size, checksum`.
///
/// That FFmpeg writes AV1, VP9 and MP3 into FLV itself. The other codings of Enhanced RTMP it only
/// encodes: they come from MPEG-TS and FLAC files, and go into FLV and back here.
class FlvFfmpegGoldenTest {
  private static final Bytes TEMPORAL_DELIMITER = Bytes.of(0x12, 0);

  @ParameterizedTest
  @ValueSource(strings = {"av1", "vp9", "mp3"})
  void readsWhatFfmpegWrites(String name) throws Exception {
    Bytes file = resource(name + ".flv");
    List<Frame> frames = assertGolden(name, file);
    // FFmpeg keeps temporal delimiters in FLV, the canonical payload goes without
    Bytes before = name.equals("av1") ? TEMPORAL_DELIMITER : Bytes.EMPTY;
    List<String> seen = new ArrayList<>();
    for (Frame frame : frames) {
      seen.add(line(frame.dts().toMillis(), Bytes.concat(before, frame.payload())));
    }
    assertThat(seen).isEqualTo(expected(name, 1_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ac3", "eac3", "opus"})
  void carriesWhatFfmpegEncodes(String name) throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    TsDemuxer demuxer = new TsDemuxer(events::add, TsDemuxerOptions.DEFAULT);
    demuxer.accept(resource(name + ".ts"), 0);
    demuxer.end();
    assertCarried(name, events, 90_000);
  }

  @Test
  void carriesFlacOfFfmpeg() throws Exception {
    Bytes file = resource("flac.flac");
    CodecParams.Flac flac = FlacStreamInfo.parseStreamStart(file);
    List<StreamEvent> events = new ArrayList<>();
    events.add(new TracksChanged(TrackList.of(new Track(FlvDemuxer.AUDIO_TRACK, flac))));
    int at = 4 + 4 + FlacStreamInfo.LENGTH;
    for (String line : lines("flac")) {
      int size = Integer.parseInt(field(line, 4));
      MediaTime time = MediaTime.ofTicks(Long.parseLong(field(line, 1)), 48_000);
      Bytes payload = file.slice(at, size);
      events.add(new Frame(FlvDemuxer.AUDIO_TRACK, time, time, true, payload, 0));
      at += size;
    }
    assertThat(at).isEqualTo(file.length());
    events.add(EndOfStream.INSTANCE);
    assertCarried("flac", events, 48_000);
  }

  private static void assertCarried(String name, List<StreamEvent> events, int hertz)
      throws Exception {
    Bytes file = FlvFiles.write(events, FlvDialect.ENHANCED);
    List<Frame> frames = assertGolden(name, file);
    MediaTime first = frames.get(0).dts();
    List<String> seen = new ArrayList<>();
    for (Frame frame : frames) {
      seen.add(line(frame.dts().minus(first).toMillis(), frame.payload()));
    }
    assertThat(seen).isEqualTo(expected(name, hertz));
  }

  /// The frames, the same for every size of pieces.
  private static List<Frame> assertGolden(String name, Bytes file) throws Exception {
    List<Frame> frames = new ArrayList<>();
    for (int size : Chunks.SIZES) {
      EventDump dump = new EventDump();
      frames.clear();
      FlvDemuxer demuxer =
          FlvFiles.read(
              file,
              size,
              new ContractSink(event -> {
                dump.accept(event);
                if (event instanceof Frame frame) {
                  frames.add(frame);
                }
              }));
      Golden.assertMatches(FlvFfmpegGoldenTest.class, name, dump.toString());
      assertThat(demuxer.counters().total()).isZero();
    }
    return frames;
  }

  /// Milliseconds, size and checksum of each frame that FFmpeg saw.
  private static List<String> expected(String name, int hertz) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String line : lines(name)) {
      long time = MediaTime.ofTicks(Long.parseLong(field(line, 1)), hertz).toMillis();
      expected.add(time + " " + field(line, 4) + " " + field(line, 5));
    }
    return expected;
  }

  private static String line(long millis, Bytes payload) {
    return String.format(Locale.ROOT, "%d %d 0x%08x", millis, payload.length(), adler(payload));
  }

  /// Adler-32 as `framecrc` has it: from 0, not from 1.
  private static long adler(Bytes bytes) {
    int modulus = 65_521;
    long a = 0;
    long b = 0;
    for (int i = 0; i < bytes.length(); i++) {
      a = (a + bytes.u8(i)) % modulus;
      b = (b + a) % modulus;
    }
    return b << 16 | a;
  }

  private static String field(String line, int index) {
    return line.split(",", -1)[index].strip();
  }

  private static List<String> lines(String name) throws IOException {
    return resource(name + ".framecrc").text(UTF_8).lines().toList();
  }

  private static Bytes resource(String name) throws IOException {
    String path = "/flv/" + name;
    try (InputStream in = requireNonNull(FlvFfmpegGoldenTest.class.getResourceAsStream(path))) {
      return Bytes.wrap(in.readAllBytes());
    }
  }
}
