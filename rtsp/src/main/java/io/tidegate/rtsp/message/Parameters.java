package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `name=value;name="value";name`, as header values are made of. Names in lower case, the first of
/// equal ones counts. Never throws: what makes no sense is left out. Immutable.
final class Parameters {
  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /// @param separator between the pairs: `;` or `,`
  static Parameters parse(String text, char separator) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : split(text, separator)) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip();
      if (!name.isEmpty()) {
        String value = equals < 0 ? "" : unquoted(part.substring(equals + 1).strip());
        values.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
      }
    }
    return new Parameters(values);
  }

  /// Cuts at `separator` outside of quotes. Blanks at the ends of the parts go.
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++; // quoted-pair, RFC 7230 §3.2.6
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(from, at).strip());
        from = at + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// Null when it is not there.
  @Nullable
  String get(String name) {
    return values.get(name);
  }

  String get(String name, String fallback) {
    return values.getOrDefault(name, fallback);
  }

  /// A number of up to nine digits, -1 when there is none.
  static int number(@Nullable String text) {
    boolean isNumber =
        text != null
            && !text.isEmpty()
            && text.length() <= 9
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(text) : -1;
  }

  /// With quotes around it, for headers of ours.
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String unquoted(String text) {
    if (text.isEmpty() || text.charAt(0) != '"') {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 1; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      plain.append(text.charAt(at));
    }
    return plain.toString();
  }
}
