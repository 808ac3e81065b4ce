package io.tidegate.gateway.foreign;

import io.tidegate.media.StreamKey;
import java.util.Arrays;
import java.util.Locale;

/// Names of streams elsewhere as keys here, by one rule. Stateless.
///
/// 1. One part is a name of app `live`: `cam1` is `live/cam1`.
/// 2. Two parts stay.
/// 3. Of more, the first is the app and the others are one name: `site/floor/cam1` is
///    `site/floor-cam1`.
/// 4. A letter that a key cannot hold becomes `_`.
/// 5. An app that belongs to the server's own addresses gets an `x-` before it.
final class ForeignKeys {
  private ForeignKeys() {}

  /// @throws LeftOutException when nothing is left of it, or too much
  static StreamKey of(String name) throws LeftOutException {
    String[] parts =
        Arrays.stream(name.split("/", -1)).filter(part -> !part.isEmpty()).toArray(String[]::new);
    String app = parts.length < 2 ? StreamKey.DEFAULT_APP : part(parts[0]);
    String rest =
        String.join("-", Arrays.asList(parts).subList(parts.length < 2 ? 0 : 1, parts.length));
    if (StreamKey.RESERVED_APPS.contains(app.toLowerCase(Locale.ROOT))) {
      app = "x-" + app;
    }
    try {
      return new StreamKey(app, part(rest));
    } catch (IllegalArgumentException notAKey) {
      throw new LeftOutException(
          String.valueOf(notAKey.getMessage()), "give it a shorter name in the file");
    }
  }

  private static String part(String text) {
    return text.replaceAll("[^A-Za-z0-9_.~-]", "_");
  }
}
