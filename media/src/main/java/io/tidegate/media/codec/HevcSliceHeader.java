package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;

/// The start of a slice segment header of H.265. ISO/IEC 23008-2 §7.3.6.1.
final class HevcSliceHeader {
  private HevcSliceHeader() {}

  /// slice_pic_parameter_set_id
  ///
  /// @param nal a slice of an intra random access picture: others lack the flag that is skipped
  static int ppsIdOfIrap(Bytes nal) throws MalformedException {
    BitReader in = BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 16)));
    in.skip(16); // NAL unit header
    in.skip(1); // first_slice_segment_in_pic_flag
    in.skip(1); // no_output_of_prior_pics_flag
    return in.readUe(63, "slice_pic_parameter_set_id");
  }
}
