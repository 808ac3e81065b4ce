package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import java.util.Locale;
import java.util.regex.Pattern;

/// How a document writes keys: `grace-ms` in YAML, `graceMs` in JSON. The names of sources and
/// outputs (`rtsp-pull`, `http-flv`) are the same everywhere.
enum Naming {
  KEBAB {
    @Override
    String of(String key) {
      return key;
    }

    @Override
    String read(String written) {
      return written;
    }
  },
  CAMEL {
    @Override
    String of(String key) {
      return key.indexOf('-') < 0 || OutputSpec.isName(key)
          ? key
          : DASH.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    @Override
    String read(String written) {
      return kebab(written);
    }
  };

  private static final Pattern DASH = Pattern.compile("-(\\w)");
  private static final Pattern CAPITAL = Pattern.compile("\\p{Upper}");

  /// One key of ours, as the document writes it.
  abstract String of(String key);

  /// What our key may be that the document writes so.
  abstract String read(String written);

  /// [#of] each part of a path such as `outputs.srt-push[0].stream-id`.
  String ofPath(String path) {
    StringBuilder written = new StringBuilder();
    for (String part : path.split("\\.", -1)) {
      int bracket = part.indexOf('[');
      int end = bracket < 0 ? part.length() : bracket;
      written.append(written.isEmpty() ? "" : ".");
      written.append(of(part.substring(0, end))).append(part, end, part.length());
    }
    return written.toString();
  }

  /// `grace-ms` of `graceMs`.
  static String kebab(String camel) {
    if (camel.chars().noneMatch(Character::isUpperCase)) {
      return camel;
    }
    return CAPITAL.matcher(camel).replaceAll(match -> "-" + match.group().toLowerCase(Locale.ROOT));
  }
}
