package io.tidegate.gateway.auth;

import io.tidegate.gateway.route.KeyPattern;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.List;

/// The streams that somebody's rights are about: keys and patterns as routes write them. Immutable.
///
/// @param patterns none for every stream
public record Scope(List<KeyPattern> patterns) {
  /// Every stream.
  public static final Scope ALL = new Scope(List.of());

  /// Somebody types them, and each look-up tries them one after the other.
  public static final int MAX_PATTERNS = 32;

  private static final String EVERYTHING = "*";

  public Scope {
    patterns = List.copyOf(patterns);
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException("a scope has at most " + MAX_PATTERNS + " patterns");
    }
  }

  /// Reads keys and patterns; none, or `*` among them, for everything.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when one is not a key
  public static Scope parse(List<String> texts) {
    if (texts.contains(EVERYTHING)) {
      return ALL;
    }
    List<KeyPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      patterns.add(new KeyPattern(StreamKey.parsePattern(text)));
    }
    return new Scope(patterns);
  }

  public boolean isAll() {
    return patterns.isEmpty();
  }

  /// Whether `key` is among the streams; of a pattern, whether all that it stands for are.
  public boolean covers(StreamKey key) {
    // the star of `key` is a character that no more than a star of ours takes
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> pattern.match(key).isPresent());
  }

  /// Whether all of this is covered by `other`.
  public boolean isWithin(Scope other) {
    return other.isAll()
        || (!isAll() && patterns.stream().allMatch(pattern -> other.covers(pattern.key())));
  }

  /// As [#parse] reads them.
  public List<String> texts() {
    return patterns.stream().map(KeyPattern::toString).toList();
  }

  @Override
  public String toString() {
    return isAll() ? EVERYTHING : String.join(", ", texts());
  }
}
