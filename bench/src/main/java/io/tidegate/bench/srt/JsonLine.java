package io.tidegate.bench.srt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers out of one line of JSON whose names are known.
final class JsonLine {
  private JsonLine() {}

  /// The first number of that name; 0 when there is none.
  static double number(String json, String name) {
    Matcher found = Pattern.compile("\"" + Pattern.quote(name) + "\":(-?[0-9.]+)").matcher(json);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  /// The first text of that name; empty when there is none.
  static String text(String json, String name) {
    Matcher found = Pattern.compile("\"" + Pattern.quote(name) + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }

  /// The first flat object of that name; empty when there is none.
  static String object(String json, String name) {
    Matcher found = Pattern.compile("\"" + Pattern.quote(name) + "\":(\\{[^{}]*})").matcher(json);
    return found.find() ? found.group(1) : "";
  }
}
