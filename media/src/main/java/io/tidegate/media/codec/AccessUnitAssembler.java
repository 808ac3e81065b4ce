package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import java.util.List;

/// Puts the NAL units of one access unit into the canonical payload of [io.tidegate.media.Frame],
/// and notices new parameter sets on the way. One per track, loop-confined.
///
/// Parameter sets come out of band ([AvcAssembler#configure] and the like) or in band. A damaged
/// one is counted and never replaces a good one; one that says the same as before changes nothing.
public sealed interface AccessUnitAssembler permits AvcAssembler, HevcAssembler {
  /// What came of an access unit.
  sealed interface Result {
    /// A frame.
    ///
    /// @param changed the parameters from this frame on, when they are not those of the frame
    ///   before: announce them first
    record Unit(Bytes payload, boolean keyFrame, CodecParams.@Nullable Video changed)
        implements Result {}

    /// Nothing to pass on: only parameter sets, or no parameter sets known yet.
    record Nothing() implements Result {
      static final Nothing INSTANCE = new Nothing();
    }
  }

  /// Takes the NAL units of one access unit in decoding order, from whatever container. Never
  /// throws.
  Result accept(List<Bytes> nalUnits);

  /// The parameters in force; null before the first.
  CodecParams.@Nullable Video params();

  /// What was wrong with the input so far.
  ReasonCounters counters();
}
