package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {
  @ParameterizedTest
  @CsvSource({
    "live/*, live/cam7, cam7",
    "live/*, live/a, a",
    "*/cam-*, show/cam-12, show 12",
    "*/*, a/b, a b",
    "live/a*b, live/aXb, X",
    "live/a*b, live/abab, ba",
    "live/*-*, live/a-b-c, a b-c",
    "live/*-*-*, live/a-b-c-d, a b c-d",
    "live/*-*, live/--- , - -",
    "live/*a, live/aaa, aa",
  })
  void theStarsTakeAsLittleAsTheyCan(String pattern, String key, String parts) {
    assertThat(pattern(pattern).match(StreamKey.parse(key))).hasValue(List.of(parts.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "live/*, show/cam", "live/cam-*, live/cam-", "live/cam-*, live/cam", "live/*b, live/b",
    "live/a*a, live/a", "live/a*a, live/aa", "live/*-*, live/-b", "live/*-*, live/a-",
    "live/a*b*c, live/abc", "live/a*b*c, live/aXbc", "a*/x, a/x",
  })
  void aStarStandsForOneCharacterAtLeastWithinItsPart(String pattern, String key) {
    assertThat(pattern(pattern).match(StreamKey.parse(key))).isEmpty();
  }

  @Test
  void theMoreIsSaidTheEarlierItComes() {
    List<KeyPattern> inOrder =
        Stream.of("live/cam-*", "live/*-*", "live/*", "liv*/cam-*", "*/cam-*", "*/*")
            .map(KeyPatternTest::pattern)
            .toList();
    for (int i = 0; i < inOrder.size(); i++) {
      for (int j = 0; j < inOrder.size(); j++) {
        assertThat(Integer.signum(inOrder.get(i).compareTo(inOrder.get(j))))
            .as(inOrder.get(i) + " to " + inOrder.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "live/a*, live/*a, true",
    "live/a*, live/*b, true",
    "live/a*, live/b*, false",
    "live/a*c, live/ab*, true",
    "live/*, show/*, false",
    "a*/x, *b/x, true",
    "live/a*x, live/*yz, false",
    "live/ab*, live/*ba, true",
    "live/a*, live/bb*, false",
  })
  void rivalsHaveAKeyInCommonAndNoneComesFirst(String one, String other, boolean rivals) {
    assertThat(pattern(one).isRival(pattern(other))).isEqualTo(rivals);
    assertThat(pattern(other).isRival(pattern(one))).isEqualTo(rivals);
  }

  /// Whatever two patterns both match, they overlap.
  @Test
  void overlapsWhereBothMatch() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      KeyPattern one = pattern("x/" + word(random, "ab*", 4));
      KeyPattern other = pattern("x/" + word(random, "ab*", 4));
      StreamKey key = StreamKey.parse("x/" + word(random, "ab", 5));
      if (one.match(key).isPresent() && other.match(key).isPresent()) {
        assertThat(one.overlaps(other)).as(one + " " + other + " " + key).isTrue();
      }
    }
  }

  private static String word(Random random, String letters, int most) {
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(most);
    while (word.length() < length) {
      char next = letters.charAt(random.nextInt(letters.length()));
      boolean twins = next == '*' && word.toString().endsWith("*");
      word.append(twins ? 'a' : next);
    }
    return word.toString();
  }

  private static KeyPattern pattern(String text) {
    return new KeyPattern(StreamKey.parsePattern(text));
  }
}
