package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.ScanType;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.AvcVui.PictureTiming;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.EncodedMedia;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanDetectorTest {
  private static final long PROGRESSIVE_SOURCE = 0x8000_0000_0000L;
  private static final long INTERLACED_SOURCE = 0x4000_0000_0000L;

  @TempDir private Path folder;

  /// Every frame, not key frames alone.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -c:v libx264 -g 25 | PROGRESSIVE | false
          -c:v libx264 -g 25 -flags +ilme+ildct -x264opts tff=1 | TOP_FIELD_FIRST | true
          -c:v libx264 -g 25 -flags +ilme+ildct -x264opts bff=1 | BOTTOM_FIELD_FIRST | true
          -c:v libx264 -g 25 -flags +ilme+ildct -x264opts tff=1:nal-hrd=vbr:vbv-maxrate=900:vbv-bufsize=900 | TOP_FIELD_FIRST | true
          -c:v libx264 -g 25 -x264opts fake-interlaced=1 | PROGRESSIVE | true
          -c:v libx264 -g 25 -x264opts fake-interlaced=1:pic-struct=1 | PROGRESSIVE | true
          -c:v libx264 -g 25 -flags +ilme+ildct -x264opts tff=1:pic-struct=0:nal-hrd=none | TOP_FIELD_FIRST | true
          -c:v libx265 -x265-params log-level=none:pools=1 | PROGRESSIVE | false
          -c:v libx265 -x265-params log-level=none:pools=1:interlace=tff | TOP_FIELD_FIRST | true
          -c:v libx265 -x265-params log-level=none:pools=1:interlace=bff | BOTTOM_FIELD_FIRST | true
          -c:v mpeg2video -bf 2 | PROGRESSIVE | false
          -c:v mpeg2video -bf 2 -flags +ilme+ildct -top 1 | TOP_FIELD_FIRST | true
          -c:v mpeg2video -bf 2 -flags +ilme+ildct -top 0 | BOTTOM_FIELD_FIRST | true
          -c:v mpeg1video | PROGRESSIVE | false
          """)
  void tellsWhatTheEncoderMade(String options, ScanType scan, boolean mayHaveFields)
      throws Exception {
    EncodedMedia media = EncodedMedia.transportStream(folder, options);
    ScanDetector detector = ScanDetector.of((CodecParams.Video) media.track().params());
    assertThat(detector.knowsNoFields()).isEqualTo(!mayHaveFields);
    assertThat(media.frames()).hasSizeGreaterThan(40);
    Frame key = media.frames().get(0);
    assertThat(key.keyFrame()).isTrue();
    assertThat(detector.detect(key.payload())).isEqualTo(scan);
  }

  /// MPEG-2 of a broadcaster, whose frames ffprobe calls `tt`.
  @Test
  void tellsWhatABroadcasterSends() throws Exception {
    assumeTrue(Corpus.isPresent(), "no corpus");
    List<StreamEvent> events = new ArrayList<>();
    TsDemuxer demuxer = new TsDemuxer(events::add, TsDemuxerOptions.DEFAULT);
    demuxer.accept(Corpus.read(Corpus.file("ts/test-025.ts").orElseThrow()), 0);
    demuxer.end();
    TracksChanged tracks = (TracksChanged) events.get(0);
    ScanDetector detector =
        ScanDetector.of((CodecParams.Video) tracks.tracks().video().orElseThrow().params());
    for (StreamEvent event : events) {
      if (event instanceof Frame frame && frame.trackId() == 1) {
        assertThat(detector.detect(frame.payload())).isEqualTo(ScanType.TOP_FIELD_FIRST);
      }
    }
  }

  /// field_pic_flag 1 and bottom_field_flag, after frame_num of `bits`.
  @ParameterizedTest
  @CsvSource({
    "4, true, false, TOP_FIELD_FIRST",
    "4, true, true, BOTTOM_FIELD_FIRST",
    "16, true, false, TOP_FIELD_FIRST",
    "16, true, true, BOTTOM_FIELD_FIRST",
    "16, false, true, INTERLACED"
  })
  void fieldsOfH264AreToldBySliceHeaders(int bits, boolean field, boolean bottom, ScanType scan) {
    Bytes slice =
        new BitWriter().bits(0x65, 8).ue(0, 7, 0).bits(0, bits).flag(field).flag(bottom).toNal();
    for (AvcScan.Coding coding : AvcScan.Coding.values()) {
      ScanType expected =
          switch (coding) {
            case FRAMES -> ScanType.PROGRESSIVE;
            case FRAMES_OR_FIELDS -> field ? scan : ScanType.PROGRESSIVE;
            case ADAPTIVE -> scan;
          };
      AvcScan reader = new AvcScan(coding, false, bits, PictureTiming.NONE);
      assertThat(reader.of(List.of(slice))).as("%s", coding).isEqualTo(expected);
    }
  }

  /// Table D-1 of H.264; ct_type -1 for no clock timestamp.
  @ParameterizedTest
  @CsvSource({
    "0, -1, PROGRESSIVE",
    "1, -1, TOP_FIELD_FIRST",
    "2, -1, BOTTOM_FIELD_FIRST",
    "3, -1, TOP_FIELD_FIRST",
    "4, -1, BOTTOM_FIELD_FIRST",
    "5, -1, PROGRESSIVE",
    "6, -1, PROGRESSIVE",
    "7, -1, PROGRESSIVE",
    "8, -1, PROGRESSIVE",
    "9, -1, INTERLACED",
    "15, -1, INTERLACED",
    "3, 0, PROGRESSIVE",
    "3, 1, TOP_FIELD_FIRST",
    "4, 2, BOTTOM_FIELD_FIRST"
  })
  void pictureTimingOfH264(int structure, int clockType, ScanType scan) {
    for (int delayBits : new int[] {0, 2, 40, 64}) {
      BitWriter message = new BitWriter().bits(0, delayBits).bits(structure, 4);
      message.flag(clockType >= 0).bits(Math.max(clockType, 0), 2).align();
      Bytes body = message.toBytes();
      BitWriter sei = new BitWriter().bits(0x06, 8).bits(1, 8).bits(body.length() + 1, 8);
      for (int i = 0; i < body.length(); i++) {
        sei.bits(body.u8(i), 8);
      }
      Bytes nal = sei.bits(0xAA, 8).toNal();
      Bytes slice = new BitWriter().bits(0x65, 8).ue(0, 7, 0).bits(0, 6).toNal();
      AvcScan reader =
          new AvcScan(AvcScan.Coding.ADAPTIVE, false, 4, new PictureTiming(true, delayBits));
      assertThat(reader.of(List.of(nal, slice))).isEqualTo(scan);
      AvcScan without = new AvcScan(AvcScan.Coding.ADAPTIVE, false, 4, PictureTiming.NONE);
      assertThat(without.of(List.of(nal, slice))).isEqualTo(ScanType.INTERLACED);
    }
  }

  /// Table D.2 of H.265 and source_scan_type.
  @ParameterizedTest
  @CsvSource({
    "0, 0, INTERLACED",
    "0, 2, PROGRESSIVE",
    "0, 1, PROGRESSIVE",
    "1, 0, TOP_FIELD_FIRST",
    "2, 0, BOTTOM_FIELD_FIRST",
    "3, 0, TOP_FIELD_FIRST",
    "4, 2, BOTTOM_FIELD_FIRST",
    "5, 2, PROGRESSIVE",
    "6, 2, PROGRESSIVE",
    "7, 2, PROGRESSIVE",
    "8, 2, PROGRESSIVE",
    "9, 0, BOTTOM_FIELD_FIRST",
    "10, 0, TOP_FIELD_FIRST",
    "11, 0, TOP_FIELD_FIRST",
    "12, 0, BOTTOM_FIELD_FIRST",
    "3, 1, PROGRESSIVE",
    "13, 2, UNKNOWN"
  })
  void pictureTimingOfH265(int structure, int source, ScanType scan) {
    Bytes sei =
        new BitWriter()
            .bits(39 << 9 | 1, 16)
            .bits(1, 8)
            .bits(2, 8)
            .bits(structure, 4)
            .bits(source, 2)
            .bits(0x3AA, 10)
            .toNal();
    assertThat(new HevcScan(profile(0), false, true).of(List.of(sei))).isEqualTo(scan);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false, UNKNOWN",
    "true, false, false, PROGRESSIVE",
    "false, true, false, INTERLACED",
    "true, true, false, UNKNOWN",
    "true, false, true, INTERLACED"
  })
  void sequenceOfH265(boolean progressive, boolean interlaced, boolean fields, ScanType scan) {
    long flags = (progressive ? PROGRESSIVE_SOURCE : 0) | (interlaced ? INTERLACED_SOURCE : 0);
    assertThat(new HevcScan(profile(flags), fields, false).of(List.of())).isEqualTo(scan);
  }

  @Test
  void codingsWithoutFieldsAreProgressive() {
    CodecParams.Mjpeg mjpeg = new CodecParams.Mjpeg(VideoFormat.of(64, 48, FrameRate.UNKNOWN, 0));
    assertThat(ScanDetector.of(mjpeg).detect(Bytes.of(1))).isEqualTo(ScanType.PROGRESSIVE);
  }

  @Test
  void takesAnything() {
    AvcScan avc = new AvcScan(AvcScan.Coding.ADAPTIVE, true, 16, new PictureTiming(true, 48));
    HevcScan hevc = new HevcScan(profile(0), true, true);
    ScanDetector detector = ScanDetector.of(SyntheticStreams.avc());
    SeededFuzz.run(
        61L,
        20_000,
        random -> {
          byte[] nal = SeededFuzz.bytes(random, 1 + random.nextInt(60)).toByteArray();
          nal[0] = (byte) (random.nextBoolean() ? 0x06 : 0x65);
          assertThat(avc.of(List.of(Bytes.wrap(nal)))).isNotNull();
          nal[0] = 39 << 1;
          assertThat(hevc.of(List.of(Bytes.wrap(nal)))).isNotNull();
          assertThat(detector.detect(Bytes.wrap(nal))).isNotNull();
        });
  }

  private static HevcProfile profile(long constraints) {
    return new HevcProfile(0, 0, 1, 0x6000_0000, constraints, 93);
  }
}
