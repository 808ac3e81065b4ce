package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Languages as transport streams name them: three letters of ISO 639-2.
final class LanguageCodes {
  /// A code and an audio_type.
  private static final int ENTRY_LENGTH = 4;

  /// ISO 639-2 has two codes for these, one for libraries (B) and one for everybody else (T). DVB
  /// asks for B; FFmpeg and most encoders write what they are given.
  private static final Map<String, String> TERMINOLOGICAL =
      Map.ofEntries(
          Map.entry("alb", "sqi"),
          Map.entry("arm", "hye"),
          Map.entry("baq", "eus"),
          Map.entry("bur", "mya"),
          Map.entry("chi", "zho"),
          Map.entry("cze", "ces"),
          Map.entry("dut", "nld"),
          Map.entry("fre", "fra"),
          Map.entry("geo", "kat"),
          Map.entry("ger", "deu"),
          Map.entry("gre", "ell"),
          Map.entry("ice", "isl"),
          Map.entry("mac", "mkd"),
          Map.entry("mao", "mri"),
          Map.entry("may", "msa"),
          Map.entry("per", "fas"),
          Map.entry("rum", "ron"),
          Map.entry("slo", "slk"),
          Map.entry("tib", "bod"),
          Map.entry("wel", "cym"));

  private LanguageCodes() {}

  /// Those of the language descriptors among `descriptors`. ISO/IEC 13818-1 §2.6.18; audio_type,
  /// which tells a clean mix from a commentary, is skipped.
  static List<String> of(Bytes descriptors) {
    List<String> languages = new ArrayList<>();
    int at = 0;
    while (at + 2 <= descriptors.length()) {
      int tag = descriptors.u8(at);
      int end = at + 2 + descriptors.u8(at + 1);
      if (end > descriptors.length()) {
        break;
      }
      at += 2;
      while (tag == StreamTypes.DESCRIPTOR_LANGUAGE && at + ENTRY_LENGTH <= end) {
        byte[] code = descriptors.slice(at, 3).toByteArray();
        languages.add(new String(code, StandardCharsets.ISO_8859_1));
        at += ENTRY_LENGTH;
      }
      at = end;
    }
    return languages;
  }

  /// Whether both mean one language, in capitals or not.
  static boolean same(String one, String other) {
    return canonical(one).equals(canonical(other));
  }

  private static String canonical(String code) {
    String small = code.toLowerCase(Locale.ROOT);
    return TERMINOLOGICAL.getOrDefault(small, small);
  }
}
