package io.tidegate.media.ts;

import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.MpegVideoPicture;

/// The times of pictures of MPEG video: many PES packets have none, or that of the first picture in
/// them alone. ISO/IEC 13818-1 §2.7.4 asks for one each 0.7 s. Loop-confined.
final class MpegVideoTimes {
  /// Where the sequence header does not tell: 25 Hz.
  private static final MediaTime USUAL_STEP = MediaTime.ofMillis(40);

  /// temporal_reference has ten bits.
  private static final int REFERENCES = 1024;

  private MediaTime step = USUAL_STEP;
  private @Nullable MediaTime lastDts;
  private @Nullable MediaTime anchorPts;
  private int anchorReference;
  private MediaTime delay = MediaTime.ZERO;

  /// What a PES packet says.
  record Told(@Nullable MediaTime pts, @Nullable MediaTime dts) {
    static final Told NOTHING = new Told(null, null);
  }

  /// What holds.
  record Times(MediaTime pts, MediaTime dts) {}

  void rate(FrameRate rate) {
    step = rate.isKnown() ? rate.frameDuration() : USUAL_STEP;
  }

  void gap() {
    lastDts = null;
    anchorPts = null;
  }

  /// The times of the next picture in decoding order; null while none was told.
  @Nullable
  Times of(MpegVideoPicture picture, Told told) {
    if (picture.group()) {
      anchorPts = null; // temporal_reference starts anew
    }
    MediaTime dts = told.dts();
    if (dts == null) {
      dts = lastDts == null ? null : lastDts.plus(step);
    }
    if (dts == null) {
      return null;
    }
    lastDts = dts;
    MediaTime pts = told.pts();
    if (pts == null) {
      return new Times(MediaTime.max(dts, derived(picture, dts)), dts);
    }
    anchorPts = pts;
    anchorReference = picture.temporalReference();
    if (picture.type() != MpegVideoPicture.Type.BIDIRECTIONAL) {
      delay = MediaTime.max(MediaTime.ZERO, pts.minus(dts));
    }
    return new Times(pts, dts);
  }

  /// B pictures are shown when they are decoded; others where their place among the pictures of
  /// their group is, counted from one whose time was told.
  private MediaTime derived(MpegVideoPicture picture, MediaTime dts) {
    if (picture.type() == MpegVideoPicture.Type.BIDIRECTIONAL) {
      return dts;
    }
    if (anchorPts == null) {
      return dts.plus(delay);
    }
    int half = REFERENCES / 2;
    int ahead =
        Math.floorMod(picture.temporalReference() - anchorReference + half, REFERENCES) - half;
    return anchorPts.plus(new MediaTime(step.nanos() * ahead));
  }
}
