package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.CLOCK_HERTZ;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Frames to an MPEG transport stream with one program. ISO/IEC 13818-1. Loop-confined.
///
/// 1. [#tracks] before the first frame, and again when they change (the PMT gets its next version);
/// 2. [#psi] where somebody may start to read: at the head of a segment, of a response, before key
///    frames;
/// 3. [#frame] for every frame, in the order of arrival; one PES packet each.
///
/// Everything is appended to a [ByteWriter] of the caller's choice, in whole packets of 188 bytes.
/// Continuity counters run on for the muxer's whole life, so pieces written one after the other
/// join without a seam. The program clock (PCR) is on the video track, without one on the first
/// audio track, at key frames and at least every 100 ms.
public final class TsMuxer {
  /// More tracks than this would not fit a PMT section of 1021 bytes with their descriptors.
  private static final int MAX_TRACKS = 32;

  private final PcrSchedule clock;
  private final ProgramTables tables = new ProgramTables();
  private final Map<Integer, ElementaryWriter> writers = new LinkedHashMap<>();
  private TrackList tracks = TrackList.EMPTY;
  private int clockTrack;
  private boolean psiDue;

  public TsMuxer(TsMuxerOptions options) {
    clock = new PcrSchedule(options.decodeDelay().toTicks(CLOCK_HERTZ));
  }

  /// Whether a track of this coding can be in a transport stream.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case H264, H265, MPEG1, MPEG2, AAC, MP2, MP3, AC3, EAC3, OPUS -> true;
      case AV1, VP9, MJPEG, G711A, G711U, G722, L16, FLAC -> false;
    };
  }

  /// The tracks from here on. Those of a coding that is not carried are left out, and their frames
  /// are ignored. The same tracks again change nothing.
  ///
  /// @throws IllegalArgumentException when more than 32 are left
  public void tracks(TrackList all) {
    TrackList carried = all.filter(track -> carries(track.codec()));
    if (carried.size() > MAX_TRACKS) {
      throw new IllegalArgumentException("at most 32 tracks in a program: " + carried.size());
    }
    if (carried.equals(tracks)) {
      return;
    }
    tracks = carried;
    for (Track track : carried) {
      writers
          .computeIfAbsent(track.id(), id -> new ElementaryWriter(ProgramTables.pidOf(track)))
          .params(track.params());
    }
    Track clockBearer = carried.video().or(carried::audio).orElse(null);
    clockTrack = clockBearer == null ? 0 : clockBearer.id();
    int pcrPid = clockBearer == null ? TsPacketFormat.PID_NULL : ProgramTables.pidOf(clockBearer);
    tables.update(carried, pcrPid);
    clock.due();
    psiDue = true;
  }

  /// Writes PAT and PMT; a PCR comes with the next frame. Without tracks nothing is written.
  public void psi(ByteWriter out) {
    if (tracks.isEmpty()) {
      return;
    }
    tables.write(out);
    psiDue = false;
    clock.due();
  }

  /// What follows does not continue what came before: the next packet of every track carries the
  /// discontinuity_indicator, the first of them with a PCR of the new time.
  public void discontinuity() {
    for (Track track : tracks) {
      ElementaryWriter writer = writers.get(track.id());
      if (writer != null) {
        writer.packets().announceDiscontinuity();
      }
    }
    clock.restart();
  }

  /// Writes one frame; after [#tracks] with PAT and PMT before it if [#psi] was not called. A frame
  /// of a track that is not carried is ignored.
  public void frame(Frame frame, ByteWriter out) {
    ElementaryWriter writer = writerOf(frame.trackId());
    if (writer == null) {
      return;
    }
    if (psiDue) {
      psi(out);
    }
    long dtsTicks = ticks(frame.dts());
    boolean bearsClock = frame.trackId() == clockTrack;
    writeMissingClock(bearsClock, dtsTicks, out);
    long pcr = PacketWriter.NO_PCR;
    boolean randomAccess = frame.keyFrame() && writer.isVideo();
    if (bearsClock && clock.wanted(dtsTicks, randomAccess)) {
      pcr = clock.take(dtsTicks);
    }
    writer.write(frame, dtsTicks, ticks(frame.pts()), pcr, out);
  }

  private void writeMissingClock(boolean bearsClock, long dtsTicks, ByteWriter out) {
    ElementaryWriter bearer = writerOf(clockTrack);
    if (bearer == null) {
      return;
    }
    if (bearsClock) {
      clock.bearerAt(dtsTicks);
      while (clock.gapBefore(dtsTicks)) {
        bearer.packets().pcrOnly(out, clock.stepInGap());
      }
    } else {
      long now = clock.otherAt(dtsTicks);
      if (clock.overdue(now)) {
        bearer.packets().pcrOnly(out, clock.take(now));
      }
    }
  }

  private @Nullable ElementaryWriter writerOf(int trackId) {
    return tracks.find(trackId) == null ? null : writers.get(trackId);
  }

  private static long ticks(MediaTime time) {
    return time.toTicks(CLOCK_HERTZ);
  }
}
