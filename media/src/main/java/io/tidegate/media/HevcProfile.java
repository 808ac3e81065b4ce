package io.tidegate.media;

import java.util.Locale;

/// General profile, tier and level of H.265 (ISO/IEC 23008-2 §7.3.3). Immutable.
///
/// @param space general_profile_space, 0 to 3
/// @param tier general_tier_flag, 0 main, 1 high
/// @param idc general_profile_idc, 0 to 31
/// @param compatibilityFlags general_profile_compatibility_flag\[0..31\], flag 0 in the highest bit
/// @param constraintFlags the 48 bits after them, first bit highest
/// @param levelIdc general_level_idc: 30 times the level
public record HevcProfile(
    int space, int tier, int idc, int compatibilityFlags, long constraintFlags, int levelIdc) {

  /// The part after `hvc1.` (ISO/IEC 14496-15 annex E.3): flags in reverse bit order, trailing zero
  /// bytes of the constraints left out.
  String rfc6381() {
    StringBuilder text = new StringBuilder();
    if (space > 0) {
      text.append((char) ('A' + space - 1));
    }
    text.append(idc);
    text.append('.')
        .append(Integer.toHexString(Integer.reverse(compatibilityFlags)).toUpperCase(Locale.ROOT));
    text.append('.').append(tier == 0 ? 'L' : 'H').append(levelIdc);
    long rest = constraintFlags << 16;
    while (rest != 0) {
      text.append('.').append(Integer.toHexString((int) (rest >>> 56)).toUpperCase(Locale.ROOT));
      rest <<= 8;
    }
    return text.toString();
  }
}
