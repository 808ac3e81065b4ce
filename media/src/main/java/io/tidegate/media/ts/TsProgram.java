package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_DISCONTINUITY;
import static io.tidegate.media.ts.TsPacketFormat.CLOCK_MASK;
import static io.tidegate.media.ts.TsPacketFormat.PID_NULL;
import static io.tidegate.media.ts.TsPacketFormat.PID_PAT;

import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TimestampUnwrapper;
import io.tidegate.media.TrackAnnouncer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The program that is read, and who takes which PID because of it. Loop-confined.
final class TsProgram implements ProgramTracker.ProgramConsumer {
  static final int VIDEO_TRACK = 1;
  static final int AUDIO_TRACK = 2;

  /// PCRs come every 100 ms; one that is further ahead (1 s) does not continue the one before.
  private static final long LONGEST_CLOCK_STEP = 90_000;

  private static final long NO_CLOCK = -1;

  private final TsReceiver[] receivers;
  private final ReasonCounters counters;
  private final int maxPesLength;
  private final int audioPid;
  private final String audioLanguage;
  private final TrackAnnouncer announcer;
  private final FrameOrder order;
  private final ProgramTracker tracker;
  private final TimestampUnwrapper unwrapper = new TimestampUnwrapper(TsPacketFormat.CLOCK_BITS);
  private Set<Integer> tablePids = Set.of();
  private @Nullable ElementaryStream video;
  private @Nullable ElementaryStream audio;
  private final Totals totals = new Totals();
  private int pcrPid = PID_NULL;
  private long lastPcr = NO_CLOCK;
  private boolean lastWasSignalled;

  /// @param receivers by PID; filled and cleared here
  TsProgram(
      TsReceiver[] receivers, ReasonCounters counters, TsDemuxerOptions options, StreamSink out) {
    this.receivers = receivers;
    this.counters = counters;
    maxPesLength = (int) options.maxPesPacket().bytes();
    audioPid = options.audioPid();
    audioLanguage = options.audioLanguage();
    announcer = new TrackAnnouncer(out);
    order = new FrameOrder(announcer, counters);
    tracker = new ProgramTracker(options.program(), this, counters);
    receivers[PID_PAT] = new TsReceiver.Tables(new SectionAssembler(tracker::pat, counters));
  }

  boolean isClock(int pid) {
    return pid == pcrPid;
  }

  /// A packet with a PCR. With the discontinuity_indicator it begins a new time base (ISO/IEC
  /// 13818-1 §2.4.3.5). Some muxers leave the indicator on for good: after the first, a PCR that
  /// continues the one before announces nothing.
  void clock(byte[] packet, int offset, Arrival arrival) {
    long pcr = AdaptationField.pcr(packet, offset);
    boolean signalled = (AdaptationField.flags(packet, offset) & ADAPTATION_DISCONTINUITY) != 0;
    boolean continues = lastPcr != NO_CLOCK && (pcr - lastPcr & CLOCK_MASK) <= LONGEST_CLOCK_STEP;
    if (signalled && !(lastWasSignalled && continues)) {
      arrival.nextEpoch();
    }
    lastWasSignalled = signalled;
    lastPcr = pcr;
  }

  @Override
  public void tables(Set<Integer> pids) {
    for (int pid : tablePids) {
      if (!pids.contains(pid) && receivers[pid] instanceof TsReceiver.Tables && pid != PID_PAT) {
        receivers[pid] = null;
      }
    }
    for (int pid : pids) {
      if (pid != PID_PAT && pid != PID_NULL && !(receivers[pid] instanceof TsReceiver.Tables)) {
        receivers[pid] =
            new TsReceiver.Tables(
                new SectionAssembler(section -> tracker.pmt(pid, section), counters));
      }
    }
    tablePids = pids;
  }

  @Override
  public void program(ProgramMap map) {
    if (map.pcrPid() != pcrPid) {
      pcrPid = map.pcrPid();
      lastPcr = NO_CLOCK;
    }
    ProgramMap.Entry videoEntry = map.first(true);
    ProgramMap.Entry audioEntry = map.audio(audioPid, audioLanguage);
    retire(video, videoEntry, VIDEO_TRACK);
    retire(audio, audioEntry, AUDIO_TRACK);
    video = streamFor(video, videoEntry, VIDEO_TRACK);
    audio = streamFor(audio, audioEntry, AUDIO_TRACK);
    Set<Integer> expected = new HashSet<>();
    if (video != null) {
      expected.add(VIDEO_TRACK);
    }
    if (audio != null) {
      expected.add(AUDIO_TRACK);
    }
    announcer.expect(expected);
  }

  void end() {
    for (ElementaryStream stream : new ElementaryStream[] {video, audio}) {
      if (stream != null) {
        stream.assembler().finish();
      }
    }
    announcer.end();
  }

  long damagedUnits() {
    return totals.damaged
        + (video == null ? 0 : video.assembler().damaged())
        + (audio == null ? 0 : audio.assembler().damaged());
  }

  long dataAfterStuffing() {
    return totals.dataAfterStuffing
        + (video == null ? 0 : video.assembler().dataAfterStuffing())
        + (audio == null ? 0 : audio.assembler().dataAfterStuffing());
  }

  Map<Reason, Long> reasons() {
    Map<Reason, Long> all = new EnumMap<>(Reason.class);
    counters.snapshot().forEach((reason, count) -> all.merge(reason, count, Long::sum));
    totals.reasons.forEach((reason, count) -> all.merge(reason, count, Long::sum));
    ReasonCounters bitstream = video == null ? null : video.bitstreamCounters();
    if (bitstream != null) {
      bitstream.snapshot().forEach((reason, count) -> all.merge(reason, count, Long::sum));
    }
    return all;
  }

  List<String> notCarried() {
    return tracker.notCarried();
  }

  /// Takes leave of a stream that the new map does not have any more.
  private void retire(
      @Nullable ElementaryStream old, ProgramMap.@Nullable Entry next, int trackId) {
    if (old == null || (next != null && old.is(next))) {
      return;
    }
    old.assembler().finish();
    totals.add(old);
    announcer.forget(trackId);
    if (receivers[old.pid()] instanceof TsReceiver.Elementary) {
      receivers[old.pid()] = null;
    }
  }

  private @Nullable ElementaryStream streamFor(
      @Nullable ElementaryStream old, ProgramMap.@Nullable Entry next, int trackId) {
    if (next == null || (old != null && old.is(next))) {
      return next == null ? null : old;
    }
    if (receivers[next.pid()] != null || next.pid() == PID_NULL) {
      counters.add(Reason.BAD_VALUE); // a PID of tables, or the other stream's
      return null;
    }
    ElementaryStream stream =
        new ElementaryStream(
            next, new TrackOutput(trackId, order), unwrapper, counters, maxPesLength);
    receivers[next.pid()] = new TsReceiver.Elementary(stream);
    return stream;
  }

  /// What streams that are gone have counted.
  private static final class Totals {
    long damaged;
    long dataAfterStuffing;
    final Map<Reason, Long> reasons = new EnumMap<>(Reason.class);

    void add(ElementaryStream stream) {
      damaged += stream.assembler().damaged();
      dataAfterStuffing += stream.assembler().dataAfterStuffing();
      ReasonCounters bitstream = stream.bitstreamCounters();
      if (bitstream != null) {
        bitstream.snapshot().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
      }
    }
  }
}
