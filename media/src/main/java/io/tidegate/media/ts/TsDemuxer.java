package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_DISCONTINUITY;
import static io.tidegate.media.ts.TsPacketFormat.CONTINUITY_MASK;
import static io.tidegate.media.ts.TsPacketFormat.CONTROL_ADAPTATION;
import static io.tidegate.media.ts.TsPacketFormat.CONTROL_PAYLOAD;
import static io.tidegate.media.ts.TsPacketFormat.FLAG_TRANSPORT_ERROR;
import static io.tidegate.media.ts.TsPacketFormat.FLAG_UNIT_START;
import static io.tidegate.media.ts.TsPacketFormat.HEADER_LENGTH;
import static io.tidegate.media.ts.TsPacketFormat.PACKET_LENGTH;
import static io.tidegate.media.ts.TsPacketFormat.PID_NULL;
import static io.tidegate.media.ts.TsPacketFormat.SCRAMBLING_MASK;

import io.tidegate.media.Bytes;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamSink;

/// An MPEG transport stream to the events of one stream. ISO/IEC 13818-1. Loop-confined.
///
/// 1. [#accept] with the bytes as they come, cut anywhere; events come out during the call;
/// 2. [#end] once: what is complete comes out, then the end of the stream.
///
/// One program is read, of it the first stream of pictures (track 1) and the first of sound (track
/// 2) that are carried, unless the options choose others: H.264, H.265, MPEG-1 and MPEG-2 video;
/// AAC (ADTS), MP2, MP3, AC-3, E-AC-3, Opus. Nothing is thrown on any input: it is counted in
/// [#stats], and the demuxer goes on.
///
/// - An access unit comes out as soon as its end is known, never by a timer ([PesAssembler]).
/// - What was damaged by lost packets is left out: a hole in a picture would be shown by some
///   decoders and stop others. Whole audio frames before a hole in their PES packet go with it.
/// - Times are unwrapped from 33 bits, the streams of the program together. Jumps are passed on; an
///   announced one comes as a discontinuity.
public final class TsDemuxer {
  private final Arrival arrival = new Arrival();
  private final ReasonCounters counters = new ReasonCounters();
  private final PacketSynchronizer synchronizer = new PacketSynchronizer(this::packet);
  private final TsProgram program;
  private final TsReceiver[] receivers = new TsReceiver[PID_NULL + 1];
  private long packets;
  private long transportErrors;
  private long scrambledPackets;
  private long duplicatePackets;
  private long continuityGaps;
  private boolean ended;

  public TsDemuxer(StreamSink out, TsDemuxerOptions options) {
    program = new TsProgram(receivers, counters, options, out);
  }

  /// @param chunk any piece of the stream, kept no longer than the call
  /// @param receivedNanos `System.nanoTime()` when it was read
  public void accept(Bytes chunk, long receivedNanos) {
    if (ended) {
      throw new IllegalStateException("the demuxer has ended");
    }
    arrival.nanos(receivedNanos);
    synchronizer.accept(chunk);
  }

  /// Nothing follows. The second call does nothing.
  public void end() {
    if (ended) {
      return;
    }
    ended = true;
    synchronizer.end();
    program.end();
  }

  public TsDemuxerStats stats() {
    return new TsDemuxerStats(
        packets,
        synchronizer.skippedBytes(),
        synchronizer.syncLosses(),
        transportErrors,
        scrambledPackets,
        duplicatePackets,
        continuityGaps,
        program.damagedUnits(),
        program.dataAfterStuffing(),
        program.reasons(),
        program.notCarried());
  }

  /// ISO/IEC 13818-1 §2.4.3.2.
  private void packet(byte[] packet, int offset) {
    packets++;
    int second = packet[offset + 1] & 0xFF;
    if ((second & FLAG_TRANSPORT_ERROR) != 0) {
      transportErrors++;
      return;
    }
    int pid = (second & 0x1F) << 8 | (packet[offset + 2] & 0xFF);
    int control = packet[offset + 3] & 0xFF;
    boolean hasAdaptation = (control & CONTROL_ADAPTATION) != 0;
    int payloadAt = HEADER_LENGTH;
    if (hasAdaptation) {
      payloadAt += 1 + AdaptationField.length(packet, offset);
    }
    if (pid == PID_NULL) {
      return;
    }
    if (payloadAt > PACKET_LENGTH) {
      counters.add(Reason.BAD_LENGTH);
      return;
    }
    if (hasAdaptation && program.isClock(pid) && AdaptationField.hasPcr(packet, offset)) {
      program.clock(packet, offset, arrival);
    }
    TsReceiver receiver = receivers[pid];
    if (receiver != null && (control & CONTROL_PAYLOAD) != 0) {
      payload(receiver, packet, offset, payloadAt);
    }
  }

  private void payload(TsReceiver receiver, byte[] packet, int offset, int payloadAt) {
    int control = packet[offset + 3] & 0xFF;
    boolean unitStart = (packet[offset + 1] & FLAG_UNIT_START) != 0;
    boolean hasAdaptation = (control & CONTROL_ADAPTATION) != 0;
    boolean announced =
        hasAdaptation && (AdaptationField.flags(packet, offset) & ADAPTATION_DISCONTINUITY) != 0;
    switch (receiver.continuity().judge(control & CONTINUITY_MASK, announced)) {
      case NEXT -> {}
      case ANNOUNCED_JUMP -> {
        if (!unitStart) {
          receiver.gap();
        }
      }
      case DUPLICATE -> {
        duplicatePackets++;
        return;
      }
      case GAP -> {
        continuityGaps++;
        receiver.gap();
      }
    }
    if ((control & SCRAMBLING_MASK) != 0) {
      scrambledPackets++;
      receiver.gap();
      return;
    }
    boolean stuffed = hasAdaptation && AdaptationField.isStuffed(packet, offset);
    int count = PACKET_LENGTH - payloadAt;
    receiver.accept(packet, offset + payloadAt, count, unitStart, stuffed, arrival);
  }
}
