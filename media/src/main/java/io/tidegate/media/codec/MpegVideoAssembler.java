package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;

/// Puts the coded pictures of MPEG-1 and MPEG-2 video into the canonical payload of
/// [io.tidegate.media.Frame]: the two fields of a frame together, a sequence header before each key
/// frame. One per track, loop-confined.
///
/// 1. [#accept] for each coded picture with what stands before it, in decoding order;
/// 2. [#gap] where something between two of them is missing.
///
/// A key frame is an I picture, or a frame whose first field is one, behind a sequence header or a
/// group_of_pictures_header. Never throws; what cannot be used is counted.
public final class MpegVideoAssembler {
  /// What came of a coded picture.
  public sealed interface Result {
    /// A frame.
    ///
    /// @param picture its headers, those of the first field
    /// @param fields 2 when the picture before was its first field, else 1
    /// @param changed the parameters from this frame on, when they are not those of the frame
    ///   before: announce them first
    record Unit(
        Bytes payload,
        MpegVideoPicture picture,
        int fields,
        boolean keyFrame,
        CodecParams.@Nullable MpegVideo changed)
        implements Result {}

    /// The first field of a frame, or nothing that can be used.
    record Nothing() implements Result {
      static final Nothing INSTANCE = new Nothing();
    }
  }

  private final ReasonCounters counters;
  private CodecParams.@Nullable MpegVideo params;
  private Bytes headers = Bytes.EMPTY;
  private boolean announced;
  private @Nullable Coded firstField;

  public MpegVideoAssembler(ReasonCounters counters) {
    this.counters = counters;
  }

  /// @param coded is copied
  public Result accept(Bytes coded) {
    MpegVideoPicture picture;
    try {
      picture = MpegVideoPicture.parse(coded);
      keep(picture.sequence());
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
      gap();
      return Result.Nothing.INSTANCE;
    }
    Coded first = firstField;
    firstField = null;
    if (first != null && first.picture.isCompletedBy(picture)) {
      return unit(first.picture, 2, Bytes.concat(first.bytes, coded));
    }
    if (first != null) {
      counters.add(Reason.MISSING_REFERENCE); // its second field never came
    }
    if (picture.structure() != MpegVideoPicture.Structure.FRAME) {
      firstField = new Coded(picture, coded.detached());
      return Result.Nothing.INSTANCE;
    }
    return unit(picture, 1, coded.detached());
  }

  /// A field that waits for its second waits in vain.
  public void gap() {
    firstField = null;
  }

  /// What was wrong so far.
  public ReasonCounters counters() {
    return counters;
  }

  /// The parameters in force; null before the first.
  public CodecParams.@Nullable MpegVideo params() {
    return params;
  }

  /// Encoders change quantizer matrices and the bit rate as they go: a decoder finds them in the
  /// frames, and the track stays the same.
  private void keep(Bytes sequence) throws MalformedException {
    if (sequence.isEmpty() || sequence.equals(headers)) {
      return;
    }
    CodecParams.MpegVideo next = MpegVideoSequence.parse(sequence);
    headers = next.headers();
    if (params == null || !next.withHeaders(params.headers()).equals(params)) {
      params = next;
      announced = false;
    }
  }

  private Result unit(MpegVideoPicture picture, int fields, Bytes payload) {
    CodecParams.MpegVideo now = params;
    if (now == null) {
      counters.add(Reason.MISSING_REFERENCE);
      return Result.Nothing.INSTANCE;
    }
    boolean hasSequence = !picture.sequence().isEmpty();
    boolean key = picture.type() == MpegVideoPicture.Type.INTRA && (hasSequence || picture.group());
    Bytes whole = key && !hasSequence ? Bytes.concat(headers, payload) : payload;
    CodecParams.MpegVideo changed = announced ? null : now;
    announced = true;
    return new Result.Unit(whole, picture, fields, key, changed);
  }

  private record Coded(MpegVideoPicture picture, Bytes bytes) {}
}
