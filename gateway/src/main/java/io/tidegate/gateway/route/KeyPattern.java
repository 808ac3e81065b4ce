package io.tidegate.gateway.route;

import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A stream key with stars: which keys it stands for, and which of two patterns comes first.
/// Immutable.
///
/// A star stands for one or more characters within its part. Where that leaves a choice, each star
/// takes as little as it can, and the last one of a part the rest. The first pattern of those that
/// match a key is the one with more characters beside the stars in its app, then in its name, then
/// the one with fewer stars. Equal ones that have a key in common cannot both be routes.
public final class KeyPattern implements Comparable<KeyPattern> {
  /// `{1}` to `{9}`.
  static final int MAX_STARS = 9;

  private static final Comparator<KeyPattern> RANK =
      Comparator.comparingInt((KeyPattern one) -> one.appLetters)
          .thenComparingInt(one -> one.nameLetters)
          .reversed()
          .thenComparingInt(one -> one.stars);

  private final StreamKey key;
  private final List<String> app;
  private final List<String> name;
  private final int appLetters;
  private final int nameLetters;
  private final int stars;

  /// @param key with a star or without
  public KeyPattern(StreamKey key) {
    this.key = key;
    this.app = literals(key.app());
    this.name = literals(key.name());
    this.appLetters = key.app().length() - app.size() + 1;
    this.nameLetters = key.name().length() - name.size() + 1;
    this.stars = app.size() + name.size() - 2;
  }

  public StreamKey key() {
    return key;
  }

  public int stars() {
    return stars;
  }

  /// Whether two stars stand side by side, which says no more than one.
  boolean hasTwins() {
    return key.toString().contains("**");
  }

  /// What the stars stand for in `other`, in order; empty when it does not match.
  public Optional<List<String>> match(StreamKey other) {
    List<String> parts = new ArrayList<>();
    return take(app, other.app(), parts) && take(name, other.name(), parts)
        ? Optional.of(List.copyOf(parts))
        : Optional.empty();
  }

  /// Whether both match some key.
  boolean overlaps(KeyPattern other) {
    return overlap(key.app(), other.key.app()) && overlap(key.name(), other.key.name());
  }

  /// Whether both match some key, and neither comes before the other.
  public boolean isRival(KeyPattern other) {
    return RANK.compare(this, other) == 0 && overlaps(other);
  }

  @Override
  public int compareTo(KeyPattern other) {
    int byRank = RANK.compare(this, other);
    return byRank != 0 ? byRank : key.compareTo(other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyPattern pattern && pattern.key.equals(key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key.toString();
  }

  /// What stands before, between and after the stars.
  private static List<String> literals(String part) {
    List<String> literals = new ArrayList<>();
    int from = 0;
    for (int star = part.indexOf(StreamKey.STAR); star >= 0; ) {
      literals.add(part.substring(from, star));
      from = star + 1;
      star = part.indexOf(StreamKey.STAR, from);
    }
    literals.add(part.substring(from));
    return literals;
  }

  /// In one pass: a key is asked for by everybody.
  private static boolean take(List<String> literals, String text, List<String> into) {
    String first = literals.getFirst();
    String last = literals.getLast();
    if (literals.size() == 1) {
      return text.equals(first);
    }
    if (!text.startsWith(first) || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (int i = 1; i < literals.size() - 1; i++) {
      String next = literals.get(i);
      int found = at < end ? text.indexOf(next, at + 1) : -1;
      if (found < 0 || found + next.length() > end) {
        return false;
      }
      into.add(text.substring(at, found));
      at = found + next.length();
    }
    if (at >= end) {
      return false;
    }
    into.add(text.substring(at, end));
    return true;
  }

  /// Whether some text matches both, by the ends that no star covers and then letter by letter.
  private static boolean overlap(String one, String other) {
    int until = Math.min(indexOfStar(one), indexOfStar(other));
    if (!one.regionMatches(0, other, 0, until)) {
      return false;
    }
    // reach[j]: what is left of `one` from i on and of `other` from j on have a text in common
    boolean[] reach = new boolean[other.length() + 1];
    reach[other.length()] = true;
    for (int i = one.length() - 1; i >= 0; i--) {
      boolean[] before = reach;
      reach = new boolean[other.length() + 1];
      for (int j = other.length() - 1; j >= 0; j--) {
        boolean bothGoOn = before[j + 1];
        boolean oneStays = one.charAt(i) == StreamKey.STAR && reach[j + 1];
        boolean otherStays = other.charAt(j) == StreamKey.STAR && before[j];
        boolean meet = one.charAt(i) == other.charAt(j) || isStar(one, i) || isStar(other, j);
        reach[j] = meet && (bothGoOn || oneStays || otherStays);
      }
    }
    return reach[0];
  }

  private static boolean isStar(String text, int at) {
    return text.charAt(at) == StreamKey.STAR;
  }

  private static int indexOfStar(String text) {
    int at = text.indexOf(StreamKey.STAR);
    return at < 0 ? text.length() : at;
  }
}
