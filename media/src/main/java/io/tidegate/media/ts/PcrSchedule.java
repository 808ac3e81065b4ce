package io.tidegate.media.ts;

/// Decides where PCRs go and what they say. In ticks of 90 kHz, unwrapped. Loop-confined.
///
/// The clock is the DTS of the track that bears it minus a fixed delay. Where that track pauses,
/// the frames of the others keep it going, minus the lead they had over it, so that it never
/// overtakes what the bearing track sends next.
final class PcrSchedule {
  /// ISO/IEC 13818-1 §2.7.2: PCRs are at most 100 ms apart.
  private static final long MAX_INTERVAL = 9_000;

  /// A frame of the bearing track takes a PCR along when the last is this old: 40 ms.
  private static final long USUAL_INTERVAL = 3_600;

  /// A frame of another track triggers one when the last is this old: 75 ms, so that the longest
  /// audio frame in use (24 ms) does not miss the limit.
  private static final long OVERDUE_INTERVAL = 6_750;

  /// A longer pause than this (1 s) of all tracks is not filled with PCRs afterwards.
  private static final long MAX_FILLED_GAP = 90_000;

  private final long delay;
  private boolean due = true;
  private boolean started;
  private long last;
  private boolean otherSeen;
  private long lastOther;
  private long lead;

  PcrSchedule(long delayTicks) {
    delay = delayTicks;
  }

  /// The next frame, whatever its track, comes with a PCR.
  void due() {
    due = true;
  }

  /// A new time base.
  void restart() {
    due = true;
    started = false;
    otherSeen = false;
    lead = 0;
  }

  /// The bearing track has reached `dts`.
  void bearerAt(long dts) {
    lead = otherSeen ? Math.max(0, lastOther - dts) : 0;
  }

  /// Another track has reached `dts`.
  ///
  /// @return where the bearing track is, as far as one can tell
  long otherAt(long dts) {
    otherSeen = true;
    lastOther = dts;
    return dts - lead;
  }

  /// Whether a frame of the bearing track takes a PCR along.
  boolean wanted(long dts, boolean keyFrame) {
    return due || !started || keyFrame || dts - last >= USUAL_INTERVAL;
  }

  /// Whether a frame of another track needs a PCR before it.
  boolean overdue(long dts) {
    return due || !started || dts - last >= OVERDUE_INTERVAL;
  }

  /// Whether one more PCR fits into the pause before `dts` of the bearing track.
  boolean gapBefore(long dts) {
    long gap = dts - last;
    return started && gap > MAX_INTERVAL && gap <= MAX_FILLED_GAP;
  }

  long stepInGap() {
    return take(last + MAX_INTERVAL);
  }

  /// The PCR at `dts`, never before the last.
  long take(long dts) {
    last = started ? Math.max(dts, last) : dts;
    started = true;
    due = false;
    return last - delay;
  }
}
