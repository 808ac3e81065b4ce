package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;

/// The recovery point among the SEI messages of H.264. ISO/IEC 14496-10 §D.1.8.
final class AvcRecoveryPoint {
  /// payloadType of recovery_point().
  private static final int RECOVERY_POINT = 6;

  private AvcRecoveryPoint() {}

  /// Whether a message in `sei` says that pictures are right from this very one on
  /// (recovery_frame_cnt 0). Damaged messages say nothing.
  static boolean isImmediate(Bytes sei) {
    BitReader in = SeiMessages.find(sei, 1, RECOVERY_POINT);
    try {
      return in != null && in.readUe() == 0;
    } catch (MalformedException cut) {
      return false;
    }
  }
}
