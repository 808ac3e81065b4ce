package io.tidegate.gateway.foreign;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// RFC 3986 §2.1, as people write it.
final class Percent {
  private Percent() {}

  /// A lone `%` and a `+` stand for themselves.
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }
}
