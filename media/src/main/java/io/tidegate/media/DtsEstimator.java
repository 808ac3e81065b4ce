package io.tidegate.media;

/// Finds decoding times where the wire has presentation times alone, as in RTP. Loop-confined: one
/// per track.
///
/// 1. [#dtsFor] for every picture in decoding order.
/// 2. A new estimator when the parameter sets change.
///
/// With a reorder depth of n, a picture is decoded when the n pictures before it in output order
/// could not wait longer: its DTS is the smallest of the n + 1 latest PTS seen so far (ISO/IEC
/// 14496-10 §C.4.5.3, "bumping"). The first n pictures take their DTS from the frame rate, going
/// back from the first PTS.
///
/// The result never decreases, except at a jump of the sender's clock, where the estimator starts
/// anew. It is at most the PTS, with one exception: a picture that comes later than the parameter
/// set allows gets the last DTS once more, and the depth grows, so that the next is in time. Who
/// calls shows such a picture at its DTS. It is never more than [#MAX_DELAY] before the PTS.
public final class DtsEstimator {
  /// The deepest decoded picture buffer there is (ISO/IEC 14496-10 §A.3.1, ISO/IEC 23008-2 §A.4.2).
  public static final int MAX_DEPTH = 16;

  /// Sixteen frames of delay at 8 frames a second; slower streams do not reorder that deep.
  public static final MediaTime MAX_DELAY = MediaTime.ofSeconds(2);

  /// A step of the PTS over this is another timeline: no camera pauses so long between pictures.
  public static final MediaTime JUMP = MediaTime.ofSeconds(10);

  /// Where the parameter set is silent: 25 frames a second.
  private static final MediaTime USUAL_FRAME = MediaTime.ofMillis(40);

  private final MediaTime frameDuration;

  /// The latest PTS in ascending order, `depth + 1` of them; empty before the first picture.
  private final MediaTime[] latest = new MediaTime[MAX_DEPTH + 1];

  private int depth;
  private int lateInARow;
  private boolean started;
  private MediaTime lastPts = MediaTime.ZERO;
  private MediaTime lastDts = MediaTime.ZERO;

  /// @param reorderDepth of [VideoFormat]; more than [#MAX_DEPTH] is taken as that
  public DtsEstimator(int reorderDepth, FrameRate frameRate) {
    if (reorderDepth < 0) {
      throw new IllegalArgumentException("negative reorder depth: " + reorderDepth);
    }
    depth = Math.min(reorderDepth, MAX_DEPTH);
    frameDuration = frameRate.isKnown() ? frameRate.frameDuration() : USUAL_FRAME;
  }

  /// The DTS of the next picture in decoding order.
  public MediaTime dtsFor(MediaTime pts) {
    if (!started || isJump(pts)) {
      start(pts);
    } else if (pts.isBefore(lastDts)) {
      comesLate(pts);
    } else {
      lateInARow = 0;
      latest[0] = pts;
      sink();
      lastDts = MediaTime.max(lastDts, MediaTime.max(latest[0], pts.minus(MAX_DELAY)));
    }
    lastPts = pts;
    return lastDts;
  }

  /// A clock that was set back by less than [#JUMP] shows as a row of late pictures that no
  /// reordering explains.
  private boolean isJump(MediaTime pts) {
    boolean far = pts.minus(lastPts).isAfter(JUMP) || lastPts.minus(pts).isAfter(JUMP);
    return far || (pts.isBefore(lastDts) && lateInARow == MAX_DEPTH);
  }

  private void start(MediaTime pts) {
    MediaTime before = pts;
    latest[depth] = pts;
    for (int i = depth - 1; i >= 0; i--) {
      before = before.minus(frameDuration);
      latest[i] = before;
    }
    started = true;
    lateInARow = 0;
    lastDts = MediaTime.max(latest[0], pts.minus(MAX_DELAY));
  }

  private void comesLate(MediaTime pts) {
    lateInARow++;
    if (pts.isBefore(latest[0]) && depth < MAX_DEPTH) {
      System.arraycopy(latest, 0, latest, 1, depth + 1);
      depth++;
    }
    latest[0] = pts;
    sink();
  }

  /// Moves the first to its place.
  private void sink() {
    for (int i = 0; i < depth && latest[i].isAfter(latest[i + 1]); i++) {
      MediaTime larger = latest[i];
      latest[i] = latest[i + 1];
      latest[i + 1] = larger;
    }
  }
}
