package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamEvent.Discontinuity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recordings and edited streams of a corpus given by `-Dcorpus=DIRECTORY`; skipped without.
class TsCorpusTest {
  private Path corpus = Path.of("");

  @BeforeEach
  void findCorpus() {
    String directory = System.getProperty("corpus", "");
    assumeTrue(!directory.isEmpty(), "no corpus given");
    corpus = Path.of(directory);
  }

  /// Frames as ffprobe counts them; a little less where a file is cut or damaged.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          204-byte-packets.ts, H264 320x180 AAC 48000/2, 152, 283
          2997-h264-aac51.ts, H264 320x180 AAC 48000/6, 180, 283
          audio-only-aac.ts, AAC 48000/2, 0, 283
          audioLargeOffset.ts, AAC 48000/2, 0, 6
          caption.ts, H264 960x540, 35, 0
          cc-loss-1pct.ts, H264 320x180 AAC 48000/2, 148, 283
          clock-jump-plus1h-with-indicator.ts, H264 320x180 AAC 48000/2, 152, 283
          fileSequence0.ts, H264 192x144 AAC 22050/1, 150, 215
          id3.ts, H264 416x234, 4, 0
          muxed.ts, H264 320x180 AAC 48000/2, 2, 6
          no-pat-pmt-first-half.ts, H264 320x180 AAC 48000/2, 52, 139
          oneSecond.ts, H264 416x234 AAC 22050/2, 30, 22
          resolution-change-at-3s.ts, H264 640x360 AAC 48000/2, 150, 284
          sample_ac3.ts, AC3 48000/6, 0, 8
          sample_ac4.ts, , 0, 0
          sample_dts.ts, , 0, 0
          sample_eac3joc.ts, EAC3 48000/6, 0, 64
          sample_h262_mpeg_audio.ts, MPEG2 640x426 MP2 44100/1, 3, 4
          sample_h263.ts, , 0, 0
          sample_h264.ts, H264 854x480, 30, 0
          sample_h264_mpeg_audio.ts, H264 640x426 MP2 44100/1, 3, 4
          sample_h265.ts, H265 854x480, 30, 0
          sample_latm.ts, , 0, 0
          sample_mpegh_bl_cicp1_cont.ts, , 0, 0
          sample_scte35.ts, MPEG2 640x426 MP2 44100/1, 3, 4
          sample_with_junk, MPEG2 640x426 MP2 44100/1, 3, 4
          sample_with_sdt.ts, AC3 48000/6, 0, 2
          single-gop-6s.ts, H264 320x180 AAC 48000/2, 150, 283
          sintel-captions.ts, H264 400x170 AAC 22050/2, 240, 212
          starts-mid-packet-and-garbage.ts, H264 320x180 AAC 48000/2, 152, 283
          test-018.ts, , 0, 0
          test-025.ts, MPEG2 720x576 MP2 48000/2, 61, 119
          test-030.ts, , 0, 0
          test-072.ts, H264 1024x576 AAC 48000/2, 300, 559
          test-100.1.ts, H265 3840x2160, 1, 0
          test-138.ts, , 0, 0
          test-145.ts, , 0, 0
          test-segment.ts, H264 388x300 AAC 44100/2, 134, 369
          test-stuffed-pes.ts, , 0, 0
          vfr-h264.ts, H264 320x180, 154, 0
          video.ts, H264 640x360, 2, 0
          videoLargeOffset.ts, H264 640x360, 2, 0
          wrap33-h264-aac.ts, H264 320x180 AAC 48000/2, 200, 376
          """)
  void findsTheFramesOf(String file, String format, int video, int audio) throws IOException {
    EventLog log = EventLog.of(read("ts/" + file), 1316);
    assertThat(log.format()).isEqualTo(format == null ? "" : format);
    assertThat(log.frames(TsProgram.VIDEO_TRACK)).hasSize(video);
    assertThat(log.frames(TsProgram.AUDIO_TRACK)).hasSize(audio);
    assertThat(EventLog.of(read("ts/" + file), 7).dump()).isEqualTo(log.dump());
  }

  @Test
  void tellsWhatIsNotCarriedByName() throws IOException {
    TsDemuxer demuxer = new TsDemuxer(new EventLog(), TsDemuxerOptions.DEFAULT);
    demuxer.accept(read("ts/sample_latm.ts"), 0);
    demuxer.end();
    assertThat(demuxer.stats().notCarried()).containsExactly("AAC in LATM on PID 256");
  }

  @Test
  void breaksOffOnceWhereTheIndicatorStaysOn() throws IOException {
    EventLog log = EventLog.of(read("ts/clock-jump-plus1h-with-indicator.ts"), 188);
    assertThat(log.discontinuities()).containsExactly(Discontinuity.Reason.SIGNALLED);
  }

  @Test
  void followsTheWrapOf33Bits() throws IOException {
    EventLog log = EventLog.of(read("ts/wrap33-h264-aac.ts"), 1316);
    long first = log.frames(TsProgram.VIDEO_TRACK).getFirst().dts().toMillis();
    long last = log.frames(TsProgram.VIDEO_TRACK).getLast().dts().toMillis();
    assertThat(last - first).isEqualTo(199 * 40);
    assertThat(log.discontinuities()).isEmpty();
  }

  /// Inputs that once stopped other demuxers.
  @Test
  void survivesKnownBadInputs() throws IOException {
    Path list = corpus.resolve("fuzz/mediacommon--formats-mpegts--FuzzReader.jsonl");
    List<Bytes> inputs = new ArrayList<>();
    Matcher hex = Pattern.compile("\"([0-9a-f]{8,})\"").matcher(Files.readString(list));
    while (hex.find()) {
      if (hex.group(1).length() > 16 && hex.group(1).length() % 2 == 0) {
        inputs.add(Bytes.ofHex(hex.group(1)));
      }
    }
    assertThat(inputs).isNotEmpty();
    for (Bytes input : inputs) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(1), () -> EventLog.of(input, input.length()));
    }
  }

  private Bytes read(String file) throws IOException {
    return Bytes.wrap(Files.readAllBytes(corpus.resolve(file)));
  }
}
