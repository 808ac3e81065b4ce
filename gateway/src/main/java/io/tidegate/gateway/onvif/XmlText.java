package io.tidegate.gateway.onvif;

/// Texts that go into a document, and those of strangers that are shown. Stateless.
final class XmlText {
  private XmlText() {}

  /// XML 1.0 §2.4, for text and attributes. What XML cannot say is left out.
  static String escaped(String text) {
    return text.replaceAll(
            "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// One line of at most `most` characters, without control characters.
  static String shown(String text, int most) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > most ? line.substring(0, most - 1) + "…" : line;
  }
}
