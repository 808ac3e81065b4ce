package io.tidegate.media.codec;

import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;

/// profile_tier_level(), ISO/IEC 23008-2 §7.3.3.
final class HevcProfileParser {
  private HevcProfileParser() {}

  /// @param subLayers maxNumSubLayersMinus1
  static HevcProfile parse(BitReader in, int subLayers) throws MalformedException {
    int space = in.readBits(2);
    int tier = in.readBits(1);
    int idc = in.readBits(5);
    int compatibility = in.readBits(32);
    long constraints = in.readLong(48);
    int level = in.readBits(8);
    boolean[] profilePresent = new boolean[subLayers];
    boolean[] levelPresent = new boolean[subLayers];
    for (int i = 0; i < subLayers; i++) {
      profilePresent[i] = in.readFlag();
      levelPresent[i] = in.readFlag();
    }
    if (subLayers > 0) {
      in.skip(2 * (8 - subLayers)); // reserved_zero_2bits
    }
    for (int i = 0; i < subLayers; i++) {
      in.skip((profilePresent[i] ? 88 : 0) + (levelPresent[i] ? 8 : 0));
    }
    return new HevcProfile(space, tier, idc, compatibility, constraints, level);
  }
}
