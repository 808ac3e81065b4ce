package io.tidegate.media;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of a stream: always two parts, `app/name`. Immutable, any thread.
///
/// Each part has 1 to 64 characters of `A-Z a-z 0-9 _ . ~ -` and is not `.` or `..`. A single part
/// means app `live`; more than two are refused; some first parts belong to the server's own URLs.
///
/// A `*` in a part stands for one or more characters of it: then this is a pattern of keys, which
/// routes may have and no stream has. [#parse] refuses patterns, [#parsePattern] takes both.
public record StreamKey(String app, String name) implements Comparable<StreamKey> {
  /// The app of a key written as one part.
  public static final String DEFAULT_APP = "live";

  /// First path parts of the server's own URLs.
  public static final Set<String> RESERVED_APPS =
      Set.of("api", "admin", "assets", "health", "metrics", "recordings", "v3");

  /// The character of patterns.
  public static final char STAR = '*';

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.~*-]{1,64}");

  private static final String EXPECTED =
      "a stream key part has 1 to 64 characters of A-Z a-z 0-9 _ . ~ - and is not . or ..";

  public StreamKey {
    checkPart(app);
    checkPart(name);
    if (RESERVED_APPS.contains(app.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "'" + app + "' is reserved, choose another first part than " + RESERVED_APPS);
    }
  }

  /// Reads `app/name` or `name`; one leading and one trailing slash are ignored.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when `text` is not a key
  public static StreamKey parse(String text) {
    StreamKey key = parsePattern(text);
    if (key.isPattern()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return key;
  }

  /// The same, and patterns.
  public static StreamKey parsePattern(String text) {
    String trimmed = text.startsWith("/") ? text.substring(1) : text;
    trimmed = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    int slash = trimmed.indexOf('/');
    if (slash < 0) {
      return new StreamKey(DEFAULT_APP, trimmed);
    }
    if (trimmed.indexOf('/', slash + 1) >= 0) {
      throw new IllegalArgumentException("a stream key has at most two parts, app/name");
    }
    return new StreamKey(trimmed.substring(0, slash), trimmed.substring(slash + 1));
  }

  /// Whether this stands for several keys and is none.
  public boolean isPattern() {
    return app.indexOf(STAR) >= 0 || name.indexOf(STAR) >= 0;
  }

  @Override
  public int compareTo(StreamKey other) {
    int byApp = app.compareTo(other.app);
    return byApp != 0 ? byApp : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return app + "/" + name;
  }

  private static void checkPart(String part) {
    if (!PART.matcher(part).matches() || part.equals(".") || part.equals("..")) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }
}
