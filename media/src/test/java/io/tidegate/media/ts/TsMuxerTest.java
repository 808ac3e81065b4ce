package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TsMuxerTest {
  private static final int VIDEO_PID = 0x101;
  private static final int AUDIO_PID = 0x102;
  private static final MediaTime START = MediaTime.ofSeconds(1);

  private final TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
  private final ByteWriter out = new ByteWriter();

  @Test
  void writesWholePacketsWithCountersThatRunOn() {
    tracks(TsSamples.video(TsSamples.avc()), TsSamples.sound(TsSamples.aac()));
    for (Frame frame : secondOfBoth()) {
      if (frame.keyFrame() && frame.trackId() == TsSamples.VIDEO) {
        muxer.psi(out);
      }
      muxer.frame(frame, out);
    }
    Bytes first = out.toBytes();
    muxer.psi(out);
    secondOfBoth().forEach(frame -> muxer.frame(frame.shifted(MediaTime.ofSeconds(1)), out));
    assertCountersRunOn(Bytes.concat(first, out.toBytes()));
  }

  @Test
  void repeatsTheSectionsAndRaisesTheVersionOnlyWhenTracksChange() {
    tracks(TsSamples.video(TsSamples.avc()));
    muxer.psi(out);
    tracks(TsSamples.video(TsSamples.avc()));
    muxer.psi(out);
    tracks(TsSamples.video(TsSamples.hevc()));
    muxer.psi(out);
    List<Integer> versions =
        packets().stream()
            .filter(packet -> packet.pid() == ProgramTables.PMT_PID)
            .map(packet -> packet.payload().u8(6) >> 1 & 0x1F)
            .toList();
    assertThat(versions).containsExactly(0, 0, 1);
  }

  @Test
  void wrapsTheVersionAfter31() {
    for (int i = 0; i < 33; i++) {
      tracks(TsSamples.video(i % 2 == 0 ? TsSamples.avc() : TsSamples.hevc()));
    }
    muxer.psi(out);
    assertThat(packets().get(1).payload().u8(6) >> 1 & 0x1F).isZero();
  }

  @Test
  void endsSectionsWithACorrectChecksum() {
    // the PAT that FFmpeg writes for a program 1 with its PMT on 0x1000
    tracks(TsSamples.video(TsSamples.avc()));
    muxer.psi(out);
    Bytes pat = packets().get(0).payload();
    assertThat(pat.slice(0, 17).toHex()).isEqualTo("00" + "00b00d0001c100000001f000" + "2ab104b2");
    assertThat(Crc32Mpeg.of(pat.slice(1, 16))).isZero();
  }

  @Test
  void writesTheSectionsBeforeTheFirstFrameWhenNobodyAsked() {
    tracks(TsSamples.sound(TsSamples.aac()));
    muxer.frame(TsSamples.sounds(Codec.AAC, 1, START).get(0), out);
    assertThat(packets().stream().map(PacketView::pid))
        .containsExactly(0, ProgramTables.PMT_PID, AUDIO_PID);
  }

  @ParameterizedTest
  @MethodSource("notCarried")
  void ignoresTracksThatATransportStreamDoesNotCarry(CodecParams params) {
    assertThat(TsMuxer.carries(params.codec())).isFalse();
    tracks(new Track(TsSamples.AUDIO, params));
    muxer.psi(out);
    muxer.frame(TsSamples.sounds(Codec.AAC, 1, START).get(0), out);
    assertThat(out.size()).isZero();
  }

  static List<CodecParams> notCarried() {
    return List.of(
        new CodecParams.G711(true, 8_000, 1),
        new CodecParams.G722(1),
        new CodecParams.Pcm(48_000, 2),
        new CodecParams.Mjpeg(VideoFormat.of(640, 480, FrameRate.UNKNOWN, 0)));
  }

  @Test
  void startsKeyFramesWithDelimiterAndParameterSetsAndTheRandomAccessIndicator() {
    tracks(TsSamples.video(TsSamples.avc()));
    List<Frame> pictures = TsSamples.pictures(Codec.H264, START);
    muxer.psi(out);
    muxer.frame(pictures.get(0), out);
    PacketView key = packets().get(2);
    assertThat(key.adaptationFlags()).isEqualTo(0x50);
    assertThat(key.pcr()).isEqualTo(90_000 - 18_000);
    assertThat(key.payload().slice(0, 14).toHex())
        .isEqualTo("000001e0" + key.payload().slice(4, 2).toHex() + "848005" + "210005bf21");
    assertThat(key.payload().slice(14).toHex()).startsWith("0000000109f0" + "000000016742");
    muxer.frame(pictures.get(1), out);
    PacketView delta = packets().get(0);
    assertThat(delta.adaptationFlags() & 0x40).isZero();
    assertThat(delta.payload().slice(14).toHex()).startsWith("0000000109f0" + "00000001419a");
  }

  @Test
  void writesPtsAndDtsWhenTheyDifferAndWrapsThemAt33Bits() {
    tracks(TsSamples.video(TsSamples.avc()));
    MediaTime beforeWrap = MediaTime.ofTicks((1L << 33) - 1, 90_000);
    MediaTime atWrap = MediaTime.ofTicks(1L << 33, 90_000);
    Bytes payload = TsSamples.pictures(Codec.H264, START).get(1).payload();
    muxer.psi(out);
    muxer.frame(new Frame(TsSamples.VIDEO, beforeWrap, atWrap, false, payload, 0), out);
    Bytes pes = packets().get(2).payload();
    assertThat(pes.slice(6, 13).toHex()).isEqualTo("84c00a" + "3100010001" + "1fffffffff");
  }

  @Test
  void stuffsTheLastPacketWhateverTheLength() {
    tracks(TsSamples.video(TsSamples.avc()));
    for (int length = 1; length < 400; length++) {
      MediaTime at = START.plus(MediaTime.ofMillis(length));
      Bytes nal = Bytes.concat(Bytes.of(0x41), Bytes.wrap(new byte[length]));
      Bytes payload = new ByteWriter().u32(nal.length()).write(nal).toBytes();
      muxer.frame(new Frame(TsSamples.VIDEO, at, at, false, payload, 0), out);
      int es =
          packets().stream()
              .filter(p -> p.pid() == VIDEO_PID)
              .mapToInt(p -> p.payload().length())
              .sum();
      assertThat(es).isEqualTo(14 + 6 + 4 + nal.length());
    }
  }

  @Test
  void keepsTheProgramClockAtMost100MillisecondsApart() {
    tracks(TsSamples.video(TsSamples.avc()), TsSamples.sound(TsSamples.aac()));
    Bytes payload = TsSamples.pictures(Codec.H264, START).get(1).payload();
    MediaTime slow = START.plus(MediaTime.ofMillis(500));
    for (Frame sound : TsSamples.sounds(Codec.AAC, 100, START)) {
      muxer.frame(sound, out);
      if (sound.dts().isAfter(slow)) {
        muxer.frame(new Frame(TsSamples.VIDEO, slow, slow, false, payload, 0), out);
        slow = slow.plus(MediaTime.ofMillis(500));
      }
    }
    assertClock(VIDEO_PID);
  }

  @Test
  void fillsThePauseOfALonelySlowCameraWithClock() {
    tracks(TsSamples.video(TsSamples.avc()));
    Bytes payload = TsSamples.pictures(Codec.H264, START).get(1).payload();
    for (int i = 0; i < 10; i++) {
      MediaTime at = START.plus(MediaTime.ofMillis(250L * i));
      muxer.frame(new Frame(TsSamples.VIDEO, at, at, false, payload, 0), out);
    }
    assertClock(VIDEO_PID);
  }

  @Test
  void putsTheClockOnTheSoundWithoutPictures() {
    tracks(TsSamples.sound(TsSamples.aac()));
    TsSamples.sounds(Codec.AAC, 100, START).forEach(frame -> muxer.frame(frame, out));
    assertClock(AUDIO_PID);
  }

  @Test
  void announcesADiscontinuityOnceOnEveryTrackWithTheNewClockFirst() {
    tracks(TsSamples.video(TsSamples.avc()), TsSamples.sound(TsSamples.aac()));
    secondOfBoth().forEach(frame -> muxer.frame(frame, out));
    Bytes before = out.toBytes();
    muxer.discontinuity();
    MediaTime jump = MediaTime.ofSeconds(1000);
    muxer.frame(TsSamples.sounds(Codec.AAC, 1, jump).get(0), out);
    muxer.frame(TsSamples.pictures(Codec.H264, jump).get(0), out);
    Bytes after = out.toBytes();
    List<PacketView> packets = PacketView.all(after);
    assertThat(packets.get(0).pid()).isEqualTo(VIDEO_PID);
    assertThat(packets.get(0).adaptationFlags()).isEqualTo(0x90);
    assertThat(packets.get(0).hasPayload()).isFalse();
    assertThat(packets.get(1).adaptationFlags()).isEqualTo(0x80);
    assertThat(packets.subList(2, packets.size()))
        .allMatch(packet -> (packet.adaptationFlags() & 0x80) == 0);
    assertCountersRunOn(Bytes.concat(before, after));
  }

  @Test
  void writesOpusWithItsControlHeader() {
    tracks(TsSamples.sound(TsSamples.audio(Codec.OPUS)));
    muxer.psi(out);
    Frame frame = TsSamples.sounds(Codec.OPUS, 10, START).get(9);
    muxer.frame(frame, out);
    Bytes pes = packets().get(2).payload();
    assertThat(pes.u8(3)).isEqualTo(0xBD);
    assertThat(frame.payload().length()).isEqualTo(260);
    assertThat(pes.slice(14, 5).toHex()).isEqualTo("7fe0ff05" + "fc");
  }

  @Test
  void dropsAnAacFrameThatAdtsCannotHold() {
    tracks(TsSamples.sound(TsSamples.aac()));
    muxer.psi(out);
    out.toBytes();
    Bytes longest = Bytes.wrap(new byte[8184]);
    muxer.frame(new Frame(TsSamples.AUDIO, START, START, true, longest, 0), out);
    assertThat(packets()).hasSize(45);
    Bytes longer = Bytes.wrap(new byte[8185]);
    muxer.frame(new Frame(TsSamples.AUDIO, START, START, true, longer, 0), out);
    assertThat(out.size()).isZero();
  }

  private void tracks(Track... tracks) {
    muxer.tracks(TrackList.of(tracks));
  }

  private List<PacketView> packets() {
    return PacketView.all(out.toBytes());
  }

  private void assertClock(int pid) {
    long last = -1;
    for (PacketView packet : packets()) {
      if (packet.hasPcr()) {
        assertThat(packet.pid()).isEqualTo(pid);
        assertThat(last < 0 ? 0 : packet.pcr() - last).isBetween(0L, 9_000L);
        last = packet.pcr();
      }
    }
    assertThat(last).isGreaterThan(2 * 90_000);
  }

  private static List<Frame> secondOfBoth() {
    return TsSamples.interleaved(
        TsSamples.pictures(Codec.H264, START), TsSamples.sounds(Codec.AAC, 47, START));
  }

  private static void assertCountersRunOn(Bytes stream) {
    assertThat(stream.length() % 188).isZero();
    Map<Integer, Integer> counters = new HashMap<>();
    for (PacketView packet : PacketView.all(stream)) {
      assertThat(packet.bytes().u8(0)).isEqualTo(0x47);
      int last = counters.getOrDefault(packet.pid(), 15);
      assertThat(packet.counter()).isEqualTo(packet.hasPayload() ? (last + 1) % 16 : last);
      counters.put(packet.pid(), packet.counter());
    }
  }
}
