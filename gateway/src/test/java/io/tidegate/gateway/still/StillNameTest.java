package io.tidegate.gateway.still;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StillNameTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");

  @Test
  void isItsTimeAndItsBytes() {
    StillName name = new StillName(NOON, 48_213, true);
    assertThat(name.path()).isEqualTo("2026/11/22/120000.123-48213.jpg");
    assertThat(name.there().path()).isEqualTo("2026/11/22/120000.123-48213.ref");
    assertThat(name.there().file()).isEqualTo("120000.123-48213.jpg");
    assertThat(StillName.parse(name.path())).isEqualTo(name);
    assertThat(StillName.parse(name.there().path())).isEqualTo(name.there());
    assertThat(StillName.day(NOON)).isEqualTo("2026/11/22");
    assertThat(name).isLessThan(name.there()).isGreaterThan(new StillName(NOON, 1, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026/11/22/120000.123-48213.png",
        "2026/11/22/120000.123-48213.jpg.part",
        "2026/02/30/120000.123-48213.jpg",
        "2026/11/22/250000.123-48213.jpg",
        "2026/11/22/120000.12-48213.jpg",
        "2026/11/22/120000.123-0.jpg",
        "2026/11/22/120000.123-048213.jpg",
        "2026/11/22/120000.123-1000000000.jpg",
        "1969/12/31/235959.999-1.jpg",
        "../11/22/120000.123-1.jpg",
        "/2026/11/22/120000.123-1.jpg"
      })
  void otherNamesAreNone(String path) {
    assertThat(StillName.parse(path)).isNull();
  }

  @Test
  void hasBounds() {
    StillName first = new StillName(Instant.EPOCH, 1, true);
    assertThat(StillName.parse(first.path())).isEqualTo(first);
    StillName last = new StillName(Instant.parse("9999-12-31T23:59:59.999Z"), 999_999_999, false);
    assertThat(StillName.parse(last.path())).isEqualTo(last);
    assertThatIllegalArgumentException().isThrownBy(() -> new StillName(NOON, 0, true));
    assertThatIllegalArgumentException().isThrownBy(() -> new StillName(NOON, 1_000_000_000, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StillName(NOON.plusNanos(1), 1, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StillName(Instant.EPOCH.minusMillis(1), 1, true));
  }

  @Test
  void whatIsReadHasOneSpelling() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    String signs = "0123456789/.-jpgref";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder(new StillName(NOON, 48_213, true).path());
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(path.length());
        path.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
      }
      StillName name = StillName.parse(path.toString());
      assertThat(name == null ? path.toString() : name.path())
          .as("seed %d", seed)
          .isEqualTo(path.toString());
    }
  }
}
