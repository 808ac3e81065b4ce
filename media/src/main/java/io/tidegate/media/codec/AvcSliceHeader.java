package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;

/// The start of a slice header of H.264. ISO/IEC 14496-10 §7.3.3.
final class AvcSliceHeader {
  /// slice_type of I slices; 7 when all slices of the picture are. Table 7-6.
  private static final int I_SLICE = 2;

  private static final int SLICE_TYPES = 5;

  private AvcSliceHeader() {}

  /// Whether the slice refers to no other picture. A damaged header says no.
  static boolean isIntra(Bytes nal) {
    BitReader in = reader(nal);
    try {
      in.skip(8); // NAL unit header
      in.readUe(); // first_mb_in_slice
      return in.readUe() % SLICE_TYPES == I_SLICE;
    } catch (MalformedException damaged) {
      return false;
    }
  }

  /// pic_parameter_set_id
  static int ppsId(Bytes nal) throws MalformedException {
    BitReader in = reader(nal);
    in.skip(8); // NAL unit header
    in.readUe(); // first_mb_in_slice
    in.readUe(); // slice_type
    return in.readUe(255, "pic_parameter_set_id");
  }

  private static BitReader reader(Bytes nal) {
    return BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 16)));
  }
}
