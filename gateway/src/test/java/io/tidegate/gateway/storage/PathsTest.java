package io.tidegate.gateway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathsTest {
  private static final Instant AT = Instant.parse("2026-03-01T23:59:58Z");

  private static PathPattern.Thing thing(String file) {
    return new PathPattern.Thing(StreamKey.parse("live/film"), "recording", AT, file);
  }

  @Test
  void everyPlaceIsFilledInUtc() {
    PathPattern pattern =
        PathPattern.parse("{kind}/{app}-{name}/{date}/{year}{month}{day}/{hour}/{time}_{file}");
    assertThat(pattern.of(thing("a.mp4")).text())
        .isEqualTo("recording/live-film/2026-03-01/20260301/23/235958_a.mp4");
  }

  @Test
  void theFileComesLastWhereNobodySays() {
    assertThat(PathPattern.parse("{app}/{date}").of(thing("a")).text())
        .isEqualTo("live/2026-03-01/a");
    assertThat(PathPattern.parse("").of(thing("a/b")).text()).isEqualTo("a/b");
    assertThat(PathPattern.parse("x/").of(thing("a")).text()).isEqualTo("x/a");
  }

  @Test
  void whatIsNoPatternIsRefused() {
    for (String text :
        new String[] {
          "{stream}",
          "/{app}",
          "{app}//{name}",
          "../{app}",
          "{app",
          "app}",
          "{}",
          "a\\b",
          "{app}\n",
          "{file}/x{",
          "x".repeat(300)
        }) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> PathPattern.parse(text));
    }
  }

  @Test
  void aPathNeverLeavesItsFolder() {
    for (String text :
        new String[] {
          "",
          "/",
          "/a",
          "a/",
          "a//b",
          ".",
          "..",
          "a/..",
          "../a",
          "a/./b",
          "a\\b",
          "a\u0000b",
          "a\nb",
          "x".repeat(256),
          "ab/".repeat(300) + "c"
        }) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> new ObjectPath(text));
    }
    assertThat(new ObjectPath("x".repeat(255)).text()).hasSize(255);
    assertThat(new ObjectPath("ü ö+%/…/.hidden").text()).isEqualTo("ü ö+%/…/.hidden");
    assertThat(new ObjectPath("abc/".repeat(199) + "abcd").text()).hasSize(800);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectPath("abc/".repeat(199) + "abcde"));
  }

  @Test
  void whateverIsGivenIsAPathOrRefused() {
    long seed = 7_077;
    Random random = new Random(seed);
    String letters = "ab./\\{} \u00e4\u0000fileapp";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(20);
      for (int j = 0; j < length; j++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        String path = PathPattern.parse(text.toString()).of(thing("f")).text();
        assertThat(path).as("seed %s", seed).doesNotStartWith("/").endsWith("f");
        assertThat(("/" + path + "/")).doesNotContain("/../", "/./", "//", "\\");
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }
}
