package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.codec.OpusPacket;

/// Opus packets, each after an opus_control_header ("Opus in MPEG-2 TS"), one or several in a PES
/// packet. Loop-confined.
final class OpusReader implements ElementaryReader {
  private static final int PREFIX_MASK = 0xFFE0;
  private static final int PREFIX = 0x7FE0;
  private static final int FLAG_START_TRIM = 0x10;
  private static final int FLAG_END_TRIM = 0x08;
  private static final int FLAG_EXTENSION = 0x04;

  private final TrackOutput out;
  private final ReasonCounters counters;
  private final CodecParams.Opus params;
  private @Nullable MediaTime next;

  OpusReader(CodecParams.Opus params, TrackOutput out, ReasonCounters counters) {
    this.params = params;
    this.out = out;
    this.counters = counters;
  }

  @Override
  public void accept(Bytes content, @Nullable MediaTime pts, @Nullable MediaTime dts) {
    next = pts != null ? pts : next;
    try {
      int at = 0;
      while (at < content.length()) {
        at = unit(content, at);
      }
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
    }
  }

  @Override
  public void gap() {
    next = null;
  }

  /// opus_access_unit.
  ///
  /// @return where the next one begins
  private int unit(Bytes content, int from) throws MalformedException {
    need(content, from, 2);
    int head = content.u16(from);
    if ((head & PREFIX_MASK) != PREFIX) {
      throw new MalformedException(Reason.LOST_SYNC, from, "no Opus control header");
    }
    int at = from + 2;
    int length = 0;
    int part;
    do {
      need(content, at, 1);
      part = content.u8(at++);
      length += part;
    } while (part == 255);
    // the samples to trim concern recordings, not live sound
    at += ((head & FLAG_START_TRIM) != 0 ? 2 : 0) + ((head & FLAG_END_TRIM) != 0 ? 2 : 0);
    if ((head & FLAG_EXTENSION) != 0) {
      need(content, at, 1);
      at += 1 + content.u8(at);
    }
    need(content, at, length);
    packet(content.slice(at, length));
    return at + length;
  }

  private void packet(Bytes packet) throws MalformedException {
    MediaTime duration = OpusPacket.duration(packet);
    MediaTime time = next;
    if (time == null) {
      throw new MalformedException(Reason.MISSING_REFERENCE, "Opus before its first time");
    }
    next = time.plus(duration);
    out.params(params);
    out.frame(time, time, true, Bytes.wrap(packet.toByteArray()));
  }

  private static void need(Bytes content, int at, int count) throws MalformedException {
    if (at + count > content.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an Opus access unit");
    }
  }
}
