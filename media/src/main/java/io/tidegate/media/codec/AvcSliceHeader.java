package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;

/// The start of a slice header of H.264. ISO/IEC 14496-10 §7.3.3.
final class AvcSliceHeader {
  private AvcSliceHeader() {}

  /// pic_parameter_set_id
  static int ppsId(Bytes nal) throws MalformedException {
    BitReader in = BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 16)));
    in.skip(8); // NAL unit header
    in.readUe(); // first_mb_in_slice
    in.readUe(); // slice_type
    return in.readUe(255, "pic_parameter_set_id");
  }
}
