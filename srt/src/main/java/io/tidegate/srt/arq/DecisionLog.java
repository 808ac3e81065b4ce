package io.tidegate.srt.arq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// The last decisions about one peer and what came of them: a ring of fixed binary records.
///
/// The relay thread writes without waiting or allocating; any thread reads a copy. A reader that is
/// overtaken while it copies leaves out what was overwritten.
public final class DecisionLog {
  /// Records kept: at 10 % loss of a 4 Mbit/s stream, about half a minute.
  private static final int RECORDS = 4096;

  /// nanos, sequence and codes, slack and rtt, shares.
  private static final int WORDS = 4;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] ring = new long[RECORDS * WORDS];
  private volatile long written;

  /// Position after the newest record. Any thread.
  public long position() {
    return written;
  }

  /// Records that were written over, because newer ones came. Any thread.
  public long forgotten() {
    return Math.max(0, written - RECORDS);
  }

  /// The records from `from` on that are still there, at most `limit`, oldest first. Any thread.
  public List<DecisionRecord> since(long from, int limit) {
    long end = written;
    long start = Math.max(from, Math.max(0, end - RECORDS));
    List<DecisionRecord> records = new ArrayList<>();
    for (long position = start; position < end && records.size() < limit; position++) {
      DecisionRecord copy = read(position);
      // the slot of `position` is rewritten while `position + RECORDS` is being appended
      if (written < position + RECORDS) {
        records.add(copy);
      }
    }
    return List.copyOf(records);
  }

  /// Appends a record. Relay thread.
  void append(
      DecisionRecord.Event event,
      Missing miss,
      Decision.Reason reason,
      int copies,
      double slackMs,
      Link link,
      long nowNanos) {
    long position = written;
    int base = (int) (position % RECORDS) * WORDS;
    WORD.setRelease(ring, base, nowNanos);
    long codes =
        (long) miss.sequence << 32
            | (long) event.code() << 24
            | (long) reason.code() << 16
            | (long) Math.clamp(miss.round, 0, 255) << 8
            | Math.clamp(copies, 0, 255);
    WORD.setRelease(ring, base + 1, codes);
    WORD.setRelease(ring, base + 2, pair((float) slackMs, (float) link.rttMs()));
    WORD.setRelease(ring, base + 3, pair((float) link.lossForward(), (float) link.lossReverse()));
    written = position + 1;
  }

  private DecisionRecord read(long position) {
    int base = (int) (position % RECORDS) * WORDS;
    long nanos = (long) WORD.getAcquire(ring, base);
    long codes = (long) WORD.getAcquire(ring, base + 1);
    long times = (long) WORD.getAcquire(ring, base + 2);
    long shares = (long) WORD.getAcquire(ring, base + 3);
    return new DecisionRecord(
        position,
        nanos,
        (int) (codes >>> 32),
        DecisionRecord.Event.ofCode((int) (codes >>> 24) & 0xff),
        Decision.Reason.ofCode((int) (codes >>> 16) & 0xff),
        (int) (codes >>> 8) & 0xff,
        (int) codes & 0xff,
        high(times),
        high(shares),
        low(shares),
        low(times));
  }

  private static long pair(float high, float low) {
    return (long) Float.floatToRawIntBits(high) << 32
        | (Float.floatToRawIntBits(low) & 0xffff_ffffL);
  }

  private static double high(long pair) {
    return Float.intBitsToFloat((int) (pair >>> 32));
  }

  private static double low(long pair) {
    return Float.intBitsToFloat((int) pair);
  }
}
