package io.tidegate.media.ts;

import static io.tidegate.media.codec.MpegPictures.GROUP;
import static io.tidegate.media.codec.MpegPictures.SEQUENCE;
import static io.tidegate.media.codec.MpegVideoPicture.Type.BIDIRECTIONAL;
import static io.tidegate.media.codec.MpegVideoPicture.Type.INTRA;
import static io.tidegate.media.codec.MpegVideoPicture.Type.PREDICTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.TrackAnnouncer;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.MpegPictures;
import io.tidegate.media.codec.MpegVideoPicture;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.EncodedMedia;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MpegVideoReaderTest {
  private static final int LIMIT = 2_000;

  /// I P B B P B B in decoding order, 25 Hz, two groups; each with the time it is shown.
  private static final List<Bytes> CODED =
      List.of(
          Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)),
          MpegPictures.frame(3, PREDICTED),
          MpegPictures.frame(1, BIDIRECTIONAL),
          MpegPictures.frame(2, BIDIRECTIONAL),
          Bytes.concat(GROUP, MpegPictures.frame(2, INTRA)),
          MpegPictures.frame(0, BIDIRECTIONAL),
          MpegPictures.frame(1, BIDIRECTIONAL));

  private static final int[] SHOWN = {1, 4, 2, 3, 7, 5, 6};

  /// Where the start code of the first picture is.
  private static final int PICTURE_OF_FIRST = SEQUENCE.length() + GROUP.length();

  private final ReasonCounters counters = new ReasonCounters();
  private final EventLog log = new EventLog();
  private final FrameOrder order = new FrameOrder(new TrackAnnouncer(log), counters);
  private final MpegVideoReader reader =
      new MpegVideoReader(new TrackOutput(TsProgram.VIDEO_TRACK, order), counters, LIMIT);

  @TempDir private Path folder;

  @Test
  void onePictureInAPacket() {
    for (int i = 0; i < CODED.size(); i++) {
      reader.accept(CODED.get(i), at(SHOWN[i]), at(i));
      // from the second on they come out at once
      assertThat(frames()).hasSize(i == 0 ? 0 : i + 1);
    }
    assertTimesAndPayloads();
    assertThat(counters.total()).isZero();
  }

  /// ISO/IEC 13818-1 §2.7.4: not every picture needs a time.
  @Test
  void timesOfThePicturesWithoutOne() {
    for (int i = 0; i < CODED.size(); i++) {
      boolean told = i == 0 || i == 4;
      reader.accept(CODED.get(i), told ? at(SHOWN[i]) : null, told ? at(i) : null);
    }
    assertTimesAndPayloads();
  }

  @Test
  void severalPicturesInAPacket() {
    reader.accept(Bytes.concat(CODED.subList(0, 4)), at(1), at(0));
    reader.accept(Bytes.concat(CODED.subList(4, 7)), at(7), at(4));
    assertTimesAndPayloads();
    assertThat(counters.total()).isZero();
  }

  /// Sizes that cut start codes at every place.
  @ParameterizedTest
  @ValueSource(ints = {5, 7, 11, 16, 23, 31, 40, 61})
  void packetsCutAnywhere(int size) {
    Bytes stream = Bytes.concat(CODED);
    for (int from = 0; from < stream.length(); from += size) {
      Bytes content = stream.slice(from, Math.min(size, stream.length() - from));
      boolean told = from <= PICTURE_OF_FIRST + 3 && PICTURE_OF_FIRST + 3 < from + size;
      reader.accept(content, told ? at(1) : null, told ? at(0) : null);
    }
    reader.accept(Bytes.concat(SEQUENCE, GROUP), null, null);
    List<Frame> frames = frames();
    assertThat(frames).hasSize(CODED.size());
    for (int i = 0; i < frames.size(); i++) {
      assertThat(frames.get(i).dts()).isEqualTo(at(i));
      Bytes whole = i == 4 ? Bytes.concat(SEQUENCE, CODED.get(i)) : CODED.get(i);
      assertThat(frames.get(i).payload()).isEqualTo(whole);
    }
    assertThat(counters.total()).isZero();
  }

  @Test
  void fieldsInPacketsOfTheirOwnHaveTheTimeOfTheFirst() {
    Bytes first =
        Bytes.concat(
            SEQUENCE, GROUP, MpegPictures.field(0, INTRA, MpegVideoPicture.Structure.TOP_FIELD));
    Bytes second = MpegPictures.field(0, PREDICTED, MpegVideoPicture.Structure.BOTTOM_FIELD);
    MediaTime half = MediaTime.ofMillis(20);
    reader.accept(first, at(1), at(0));
    reader.accept(second, at(1).plus(half), at(0).plus(half));
    assertThat(frames()).hasSize(1);
    Frame frame = frames().get(0);
    assertThat(frame.payload()).isEqualTo(Bytes.concat(first, second));
    assertThat(frame.pts()).isEqualTo(at(1));
    assertThat(frame.dts()).isEqualTo(at(0));
  }

  @Test
  void fieldsInOnePacketAreOneFrame() {
    Bytes both =
        Bytes.concat(
            SEQUENCE,
            GROUP,
            MpegPictures.field(0, INTRA, MpegVideoPicture.Structure.BOTTOM_FIELD),
            MpegPictures.field(0, PREDICTED, MpegVideoPicture.Structure.TOP_FIELD));
    reader.accept(both, at(1), at(0));
    reader.accept(SEQUENCE, null, null);
    assertThat(frames()).singleElement().extracting(Frame::payload).isEqualTo(both);
  }

  @Test
  void zeroBytesBeforeAStartCodeAreNoPicture() {
    Bytes zeros = Bytes.of(0, 0, 0);
    reader.accept(Bytes.concat(zeros, CODED.get(0)), at(1), at(0));
    reader.accept(Bytes.concat(zeros, CODED.get(1)), at(4), at(1));
    // stuffing ends the picture before it, as long as the end of a packet does not
    assertThat(frames().stream().map(Frame::payload))
        .containsExactly(Bytes.concat(CODED.get(0), zeros), CODED.get(1));
    assertThat(counters.total()).isZero();
  }

  @Test
  void afterAGapItGoesOnWithTheNextPictureThatHasATime() {
    reader.accept(CODED.get(0), at(1), at(0));
    reader.accept(CODED.get(1), at(4), at(1));
    reader.gap();
    reader.accept(CODED.get(2), null, null);
    reader.accept(CODED.get(4), at(7), at(4));
    assertThat(frames().stream().map(Frame::dts)).containsExactly(at(0), at(1), at(4));
    assertThat(counters.snapshot()).containsEntry(Reason.MISSING_REFERENCE, 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT - 1, LIMIT, LIMIT + 1})
  void aPictureHasALimit(int length) {
    Bytes picture = CODED.get(0);
    ByteWriter out = new ByteWriter().write(picture).fill(0x55, length - picture.length());
    reader.accept(out.toBytes(), at(1), at(0));
    reader.accept(SEQUENCE, null, null);
    assertThat(frames()).hasSize(length <= LIMIT ? 1 : 0);
    assertThat(counters.snapshot().getOrDefault(Reason.LIMIT, 0L))
        .isEqualTo(length > LIMIT ? 1 : 0);
  }

  /// What ffmpeg encodes comes out as ffprobe counts it, and after our muxer wrote it again.
  @ParameterizedTest
  @EnumSource(names = {"MPEG1", "MPEG2"})
  void agreesWithFfprobe(Codec codec) throws Exception {
    EncodedMedia media = EncodedMedia.of(codec, folder);
    assertThat(media.track().codec()).isEqualTo(codec);
    assertThat(media.frames()).hasSize(50);
    assertThat(lines(media.frames())).isEqualTo(probed(folder.resolve("encoded.ts")));
    ByteWriter out = new ByteWriter();
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(TrackList.of(media.track()));
    media.frames().forEach(frame -> muxer.frame(frame, out));
    Bytes stream = out.toBytes();
    Path written = Files.write(folder.resolve("written.ts"), stream.toByteArray());
    assertThat(probed(written)).isEqualTo(lines(media.frames()));
    EventLog again = EventLog.of(stream, 188);
    assertThat(again.frames(TsProgram.VIDEO_TRACK)).isEqualTo(media.frames());
  }

  /// Interlaced MPEG-2 of a broadcaster. ffprobe counts the stuffing between pictures as theirs.
  @Test
  void agreesWithFfprobeOnABroadcast() throws Exception {
    assumeTrue(Corpus.isPresent(), "no corpus");
    Path file = Corpus.file("ts/test-025.ts").orElseThrow();
    EventLog read = EventLog.of(Corpus.read(file), 1316);
    List<String> lines = withoutSize(lines(read.frames(TsProgram.VIDEO_TRACK)));
    assertThat(lines).hasSizeGreaterThan(50);
    assertThat(withoutSize(probed(file))).endsWith(lines.toArray(String[]::new));
  }

  private static List<String> withoutSize(List<String> lines) {
    return lines.stream().map(line -> line.replaceFirst(",[0-9]+,(?=K?$)", ",")).toList();
  }

  private void assertTimesAndPayloads() {
    List<Frame> frames = frames();
    assertThat(frames).hasSize(CODED.size());
    for (int i = 0; i < frames.size(); i++) {
      assertThat(frames.get(i).dts()).as("DTS of %d", i).isEqualTo(at(i));
      assertThat(frames.get(i).pts()).as("PTS of %d", i).isEqualTo(at(SHOWN[i]));
      Bytes coded = CODED.get(i);
      Bytes whole = i == 4 ? Bytes.concat(SEQUENCE, coded) : coded;
      assertThat(frames.get(i).payload()).isEqualTo(whole);
      assertThat(frames.get(i).keyFrame()).isEqualTo(i == 0 || i == 4);
    }
    assertThat(log.events().stream().filter(StreamEvent.TracksChanged.class::isInstance))
        .hasSize(1);
  }

  private List<Frame> frames() {
    return log.frames(TsProgram.VIDEO_TRACK);
  }

  private static List<String> lines(List<Frame> frames) {
    return frames.stream()
        .map(frame ->
            String.join(
                ",",
                "" + frame.pts().toTicks(90_000),
                "" + frame.dts().toTicks(90_000),
                "" + frame.payload().length(),
                frame.keyFrame() ? "K" : ""))
        .toList();
  }

  private static List<String> probed(Path file) throws Exception {
    return Tool.run(
            60,
            "ffprobe",
            ("-v error -select_streams v:0 -of csv=p=0 -show_entries packet=pts,dts,size,flags "
                    + file)
                .split(" "))
        .lines()
        .map(line -> line.replaceFirst("_+,*$|,(?=$)", "").replaceFirst("K,*$", "K"))
        .filter(line -> line.matches("[0-9].*"))
        .toList();
  }

  private static MediaTime at(int picture) {
    return MediaTime.ofSeconds(10).plus(MediaTime.ofMillis(40L * picture));
  }
}
