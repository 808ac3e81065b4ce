package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.Track;
import io.tidegate.media.TrackAnnouncer;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.AdtsHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsDemuxerTest {
  private static final MediaTime START = MediaTime.ofSeconds(1);
  private static final int VIDEO_PID = 0x101;

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"AAC", "MP2", "MP3", "AC3", "EAC3", "OPUS"})
  void givesBackWhatTheMuxerWrote(Codec audio) {
    List<Frame> frames =
        TsSamples.interleaved(
            TsSamples.pictures(Codec.H264, START), TsSamples.sounds(audio, 20, START));
    EventLog log = EventLog.of(mux(Codec.H264, audio, frames), 1316);
    assertThat(times(log.frames(1))).isEqualTo(times(track(frames, 1)));
    assertThat(payloads(log.frames(1))).isEqualTo(payloads(track(frames, 1)));
    assertThat(times(log.frames(2))).isEqualTo(times(track(frames, 2)));
    assertThat(payloads(log.frames(2))).isEqualTo(payloads(track(frames, 2)));
    assertThat(log.trackChanges()).isEqualTo(1);
    assertThat(log.tracks().size()).isEqualTo(2);
  }

  @Test
  void readsH265() {
    List<Frame> frames = TsSamples.pictures(Codec.H265, START);
    EventLog log = EventLog.of(mux(Codec.H265, Codec.AAC, frames), 188);
    assertThat(log.format()).isEqualTo("H265 64x64");
    assertThat(payloads(log.frames(1)).subList(1, 25)).isEqualTo(payloads(frames).subList(1, 25));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 188, 1316, 4096})
  void doesNotCareHowTheInputIsCut(int size) {
    Bytes stream = Bytes.concat(Bytes.of(1, 0x47, 3), second(), Bytes.of(0x47, 9), second());
    assertThat(EventLog.of(stream, size).dump())
        .isEqualTo(EventLog.of(stream, stream.length()).dump());
    assertThat(EventLog.of(with204(stream(0)), size).dump())
        .isEqualTo(EventLog.of(stream(0), 188).dump());
  }

  @Test
  void handsOnAnAccessUnitBeforeTheNextOneBegins() {
    TsMuxer muxer = muxer(Codec.H264, Codec.AAC);
    muxer.tracks(TrackList.of(TsSamples.video(TsSamples.avc())));
    EventLog log = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT);
    ByteWriter out = new ByteWriter();
    int count = 0;
    for (Frame frame : TsSamples.pictures(Codec.H264, START)) {
      muxer.frame(frame, out);
      demuxer.accept(withoutPesLengths(out.toBytes()), 0);
      count++;
      // the first bytes wait for three sync bytes in a row
      assertThat(log.frames(1)).hasSize(count);
    }
  }

  @Test
  void waitsForTheNextStartOnceDataFollowedAStuffedPacket() {
    List<Frame> pictures = TsSamples.pictures(Codec.H264, START);
    Bytes stream = withoutPesLengths(mux(Codec.H264, Codec.AAC, pictures));
    List<Bytes> packets = new ArrayList<>();
    for (PacketView packet : PacketView.all(stream)) {
      packets.add(packet.bytes());
      if (packet.pid() == VIDEO_PID) {
        packets.add(continuation(packet.bytes()));
      }
    }
    EventLog log = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT);
    EventLog.feed(demuxer, Bytes.concat(renumbered(packets)), 1316);
    demuxer.end();
    assertThat(demuxer.stats().dataAfterStuffing()).isEqualTo(1);
    assertThat(log.frames(1)).hasSize(25);
    // each later picture has what came after its stuffed packet
    assertThat(log.frames(1).get(5).payload().length())
        .isEqualTo(pictures.get(5).payload().length() + 8);
  }

  @Test
  void leavesOutTheUnitWithAHoleAndCountsIt() {
    Bytes payload = Bytes.concat(Bytes.of(0, 0, 3, 0xE9, 0x41), Bytes.wrap(new byte[1000]));
    List<Frame> frames = new ArrayList<>(TsSamples.pictures(Codec.H264, START));
    MediaTime late = MediaTime.ofSeconds(2);
    frames.add(new Frame(1, late, late, false, payload, 0));
    List<PacketView> packets = PacketView.all(mux(Codec.H264, Codec.AAC, frames));
    List<Bytes> kept = new ArrayList<>(packets.stream().map(PacketView::bytes).toList());
    kept.remove(kept.size() - 3);
    EventLog log = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT);
    EventLog.feed(demuxer, Bytes.concat(kept), 188);
    demuxer.end();
    assertThat(log.frames(1)).hasSize(25);
    assertThat(demuxer.stats().continuityGaps()).isEqualTo(1);
    assertThat(demuxer.stats().damagedUnits()).isEqualTo(1);
  }

  @Test
  void leavesOutPacketsSentTwiceAndScrambledOnes() {
    List<Bytes> packets = new ArrayList<>();
    for (PacketView packet : PacketView.all(second())) {
      packets.add(packet.bytes());
      packets.add(packet.bytes());
    }
    EventLog log = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT);
    EventLog.feed(demuxer, Bytes.concat(packets), 188);
    byte[] scrambled = packets.getLast().toByteArray();
    scrambled[3] = (byte) ((scrambled[3] & 0x30) | 0x80 | (scrambled[3] + 1 & 0x0F));
    demuxer.accept(Bytes.wrap(scrambled), 0);
    demuxer.end();
    assertThat(log.dump()).isEqualTo(EventLog.of(second(), 188).dump());
    assertThat(demuxer.stats().duplicatePackets()).isEqualTo(packets.size() / 2);
    assertThat(demuxer.stats().scrambledPackets()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 3600})
  void followsTheWrapOf33Bits(long offset) {
    MediaTime from = MediaTime.ofTicks((1L << 33) + offset - 7200, 90_000);
    Bytes stream =
        mux(
            Codec.H264,
            Codec.AAC,
            TsSamples.interleaved(
                TsSamples.pictures(Codec.H264, from), TsSamples.sounds(Codec.AAC, 47, from)));
    EventLog log = EventLog.of(stream, 1316);
    assertThat(log.discontinuities()).isEmpty();
    assertThat(log.frames(1).getLast().dts().minus(log.frames(1).getFirst().dts()))
        .isEqualTo(MediaTime.ofMillis(960));
    assertThat(log.frames(1).getFirst().dts()).isEqualTo(from);
  }

  @Test
  void passesASignalledDiscontinuityOn() {
    TsMuxer muxer = muxer(Codec.H264, Codec.AAC);
    ByteWriter out = new ByteWriter();
    stream(muxer, START, out);
    muxer.discontinuity();
    stream(muxer, MediaTime.ofMillis(100), out);
    EventLog log = EventLog.of(out.toBytes(), 188);
    assertThat(log.discontinuities()).containsExactly(Discontinuity.Reason.SIGNALLED);
    assertThat(log.frames(1)).hasSize(50);
    assertThat(log.frames(2)).hasSize(94);
  }

  @Test
  void breaksOffWhereTimeJumpsBackWithoutAWord() {
    TsMuxer muxer = muxer(Codec.H264, Codec.AAC);
    muxer.tracks(TrackList.of(TsSamples.video(TsSamples.avc())));
    ByteWriter out = new ByteWriter();
    TsSamples.pictures(Codec.H264, MediaTime.ofSeconds(60)).forEach(f -> muxer.frame(f, out));
    TsSamples.pictures(Codec.H264, START).forEach(f -> muxer.frame(f, out));
    EventLog log = EventLog.of(out.toBytes(), 188);
    assertThat(log.discontinuities()).containsExactly(Discontinuity.Reason.TIME_JUMP);
    assertThat(log.frames(1)).hasSize(50);
  }

  @Test
  void announcesTheTracksOfANewProgramMap() {
    TsMuxer muxer = muxer(Codec.H264, Codec.AAC);
    ByteWriter out = new ByteWriter();
    stream(muxer, START, out);
    muxer.tracks(
        TrackList.of(
            TsSamples.video(TsSamples.hevc()), TsSamples.sound(TsSamples.audio(Codec.MP2))));
    MediaTime later = MediaTime.ofSeconds(2);
    TsSamples.interleaved(
            TsSamples.pictures(Codec.H265, later), TsSamples.sounds(Codec.MP2, 40, later))
        .forEach(frame -> muxer.frame(frame, out));
    EventLog log = EventLog.of(out.toBytes(), 188);
    assertThat(log.trackChanges()).isEqualTo(2);
    assertThat(log.format()).isEqualTo("H265 64x64 MP2 48000/1");
    assertThat(log.frames(1)).hasSize(50);
  }

  @Test
  void readsTheProgramThatIsWantedAndNoOther() {
    EventLog other = new EventLog();
    new TsDemuxer(other, TsDemuxerOptions.DEFAULT.withProgram(4711)).accept(second(), 0);
    assertThat(other.trackChanges()).isEqualTo(0);
    EventLog wanted = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(wanted, TsDemuxerOptions.DEFAULT.withProgram(1));
    demuxer.accept(second(), 0);
    demuxer.end();
    assertThat(wanted.frames(1)).hasSize(25);
  }

  @Test
  void readsTheSoundThatIsWanted() {
    Track second = new Track(3, TsSamples.audio(Codec.MP2));
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(
        TrackList.of(
            TsSamples.video(TsSamples.avc()), TsSamples.sound(TsSamples.audio(Codec.AAC)), second));
    ByteWriter out = new ByteWriter();
    TsSamples.pictures(Codec.H264, START).forEach(frame -> muxer.frame(frame, out));
    TsSamples.sounds(Codec.MP2, 40, START)
        .forEach(
            f -> muxer.frame(new Frame(3, f.dts(), f.pts(), f.keyFrame(), f.payload(), 0), out));
    EventLog log = new EventLog();
    int pid = ProgramTables.pidOf(second);
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT.withAudioPid(pid));
    demuxer.accept(out.toBytes(), 0);
    demuxer.end();
    assertThat(log.format()).isEqualTo("H264 64x64 MP2 48000/1");
  }

  @Test
  void doesNotWaitForeverForATrackThatNeverComes() {
    List<Frame> sounds = TsSamples.sounds(Codec.AAC, 200, START);
    EventLog log = EventLog.of(mux(Codec.H264, Codec.AAC, sounds), 188);
    assertThat(log.frames(2)).hasSize(200);
    assertThat(log.format()).isEqualTo("AAC 48000/2");
  }

  @Test
  void countsASectionWithAWrongChecksum() {
    byte[] stream = second().toByteArray();
    stream[10] ^= 1;
    TsDemuxer demuxer = new TsDemuxer(new EventLog(), TsDemuxerOptions.DEFAULT);
    demuxer.accept(Bytes.wrap(stream), 0);
    assertThat(demuxer.stats().reasons()).containsEntry(Reason.BAD_CHECKSUM, 1L);
  }

  @Test
  void joinsAudioFramesSplitOverTwoPesPackets() {
    List<Bytes> received = new ArrayList<>();
    List<MediaTime> at = new ArrayList<>();
    Bytes whole = Bytes.concat(adts(100), adts(90), adts(80));
    EventLog log = new EventLog();
    FrameOrder order = new FrameOrder(new TrackAnnouncer(log), new ReasonCounters());
    FramedAudioReader reader =
        new FramedAudioReader(new AdtsFraming(), new TrackOutput(2, order), new ReasonCounters());
    MediaTime second = START.plus(MediaTime.ofMillis(50));
    reader.accept(whole.slice(0, 150), START, START);
    reader.accept(whole.slice(150), second, second);
    log.frames(2).forEach(frame -> received.add(frame.payload()));
    log.frames(2).forEach(frame -> at.add(frame.pts()));
    assertThat(received.stream().map(Bytes::length)).containsExactly(100, 90, 80);
    assertThat(at).containsExactly(START, START.plus(MediaTime.ofTicks(1024, 48_000)), second);
  }

  @Test
  void survivesAnything() {
    long seed = Long.getLong("fuzz.seed", 20);
    Random random = new Random(seed);
    Bytes good = Bytes.concat(second(), with204(stream(0)));
    for (int i = 0; i < Integer.getInteger("fuzz.iterations", 300); i++) {
      byte[] bad = good.toByteArray();
      for (int flips = random.nextInt(200); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      int from = random.nextInt(bad.length);
      Bytes input = Bytes.concat(Bytes.wrap(bad).slice(from), Bytes.wrap(bad).slice(0, from));
      try {
        EventLog.of(input, 1 + random.nextInt(2000));
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError("seed " + seed + ", iteration " + i, failed);
      }
    }
  }

  private static Bytes adts(int length) {
    return Bytes.concat(AdtsHeader.write(TsSamples.aac(), length), Bytes.wrap(new byte[length]));
  }

  private static Bytes second() {
    return stream(0);
  }

  private static Bytes stream(int offsetMs) {
    ByteWriter out = new ByteWriter();
    stream(muxer(Codec.H264, Codec.AAC), START.plus(MediaTime.ofMillis(offsetMs)), out);
    return out.toBytes();
  }

  private static void stream(TsMuxer muxer, MediaTime from, ByteWriter out) {
    TsSamples.interleaved(
            TsSamples.pictures(Codec.H264, from), TsSamples.sounds(Codec.AAC, 47, from))
        .forEach(frame -> muxer.frame(frame, out));
  }

  private static TsMuxer muxer(Codec video, Codec audio) {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(
        TrackList.of(
            TsSamples.video(video == Codec.H264 ? TsSamples.avc() : TsSamples.hevc()),
            TsSamples.sound(TsSamples.audio(audio))));
    return muxer;
  }

  private static Bytes mux(Codec video, Codec audio, List<Frame> frames) {
    TsMuxer muxer = muxer(video, audio);
    ByteWriter out = new ByteWriter();
    frames.forEach(frame -> muxer.frame(frame, out));
    return out.toBytes();
  }

  /// As most muxers write video: PES_packet_length 0.
  private static Bytes withoutPesLengths(Bytes stream) {
    byte[] edited = stream.toByteArray();
    for (int at = 0; at < edited.length; at += 188) {
      PacketView packet = new PacketView(Bytes.wrap(edited, at, 188));
      if (packet.pid() == VIDEO_PID && packet.unitStart()) {
        int payloadAt = at + 188 - packet.payload().length();
        edited[payloadAt + 4] = 0;
        edited[payloadAt + 5] = 0;
      }
    }
    return Bytes.wrap(edited);
  }

  private static Bytes with204(Bytes stream) {
    ByteWriter out = new ByteWriter();
    PacketView.all(stream).forEach(packet -> out.write(packet.bytes()).fill(0xAA, 16));
    return out.toBytes();
  }

  /// A packet of the same PES packet with eight more bytes, stuffed.
  private static Bytes continuation(Bytes packet) {
    ByteWriter out = new ByteWriter().u8(0x47).u16(VIDEO_PID).u8(0x30 | (packet.u8(3) & 0x0F));
    return out.u8(175).u8(0).fill(0xFF, 174).fill(0x55, 8).toBytes();
  }

  private static List<Bytes> renumbered(List<Bytes> packets) {
    List<Bytes> result = new ArrayList<>();
    int counter = 0;
    for (Bytes packet : packets) {
      byte[] edited = packet.toByteArray();
      if ((packet.u16(1) & 0x1FFF) == VIDEO_PID) {
        edited[3] = (byte) ((edited[3] & 0xF0) | (counter++ & 0x0F));
      }
      result.add(Bytes.wrap(edited));
    }
    return result;
  }

  private static List<Frame> track(List<Frame> frames, int id) {
    return frames.stream().filter(frame -> frame.trackId() == id).toList();
  }

  private static List<Long> times(List<Frame> frames) {
    return frames.stream().map(frame -> frame.dts().toTicks(90_000)).toList();
  }

  private static List<Bytes> payloads(List<Frame> frames) {
    return frames.stream().map(Frame::payload).toList();
  }
}
