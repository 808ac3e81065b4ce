package io.tidegate.cluster.state;

import java.io.Serializable;
import java.util.Comparator;

/// What a record is about. Immutable.
///
/// @param kind one word: `route`, `user`
/// @param key within its kind
public record StateId(String kind, String key) implements Serializable, Comparable<StateId> {
  /// Keys of streams are shorter than half of it.
  public static final int MAX_KEY = 1_024;

  private static final Comparator<StateId> ORDER =
      Comparator.comparing(StateId::kind).thenComparing(StateId::key);

  public StateId {
    if (kind.isEmpty() || kind.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("a kind is one word: " + kind);
    }
    if (key.isEmpty() || key.length() > MAX_KEY) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_KEY + " characters");
    }
  }

  /// Of its text.
  ///
  /// @throws IllegalArgumentException when it is none
  public static StateId parse(String text) {
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("no kind: " + text);
    }
    return new StateId(text.substring(0, space), text.substring(space + 1));
  }

  @Override
  public int compareTo(StateId other) {
    return ORDER.compare(this, other);
  }

  /// The kind, a space, the key.
  @Override
  public String toString() {
    return kind + " " + key;
  }
}
