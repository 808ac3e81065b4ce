package io.tidegate.gateway.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentNameTest {
  private static final Instant START = Instant.parse("2026-11-22T23:59:58.123Z");
  private static final String INIT = "0123456789abcdef";
  private static final String GOLDEN = "2026/11/22/235958.123-42-6006000d-0123456789abcdef.m4s";

  @Test
  void hasAllThatIsNeededToPlayAFile() {
    SegmentName name = new SegmentName(START, 42, 6_006_000, true, INIT, Container.FMP4);
    assertThat(name.path()).isEqualTo(GOLDEN);
    assertThat(SegmentName.parse(GOLDEN)).isEqualTo(name);
    assertThat(name.initPath()).isEqualTo("2026/11/22/init-0123456789abcdef.mp4");
    assertThat(SegmentName.isInit(name.initPath())).isTrue();
    assertThat(name.end()).isEqualTo(Instant.parse("2026-11-23T00:00:04.129Z"));
  }

  @Test
  void transportStreamsHaveNoInitSection() {
    SegmentName name = new SegmentName(START, 0, 1, false, "", Container.TS);
    assertThat(name.path()).isEqualTo("2026/11/22/235958.123-0-1.ts");
    assertThat(SegmentName.parse(name.path())).isEqualTo(name);
    assertThat(name.initPath()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026/11/22/235958.123-42-6006000d-0123456789abcdef.m4s.part",
        "2026/11/22/235958.123-42-6006000d-0123456789abcdef.m4s.damaged",
        "2026/02/30/235958.123-42-1.ts",
        "2026/11/22/245958.123-42-1.ts",
        "2026/11/22/235958.123-042-1.ts",
        "2026/11/22/235958.123-42-0.ts",
        "2026/11/22/235958.123-42-1000000000.ts",
        "2026/11/22/235958.123-1000000000-1.ts",
        "2026/11/22/235958.123-42-1-0123456789abcdef.ts",
        "2026/11/22/235958.123-42-1.m4s",
        "1969/12/31/235958.123-42-1.ts",
        "../11/22/235958.123-42-1.ts",
        "2026/11/22/../235958.123-42-1.ts",
        "2026/11/22/init-0123456789abcdef.mp4"
      })
  void isNothingElse(String path) {
    assertThat(SegmentName.parse(path)).isNull();
  }

  @Test
  void boundsAreTaken() {
    assertThat(SegmentName.parse("2026/11/22/235958.123-999999999-999999999.ts")).isNotNull();
    assertThat(SegmentName.parse("1970/01/01/000000.000-0-1.ts")).isNotNull();
    assertThat(SegmentName.parse("9999/12/31/235959.999-0-1.ts")).isNotNull();
    assertThatThrownBy(() -> new SegmentName(START, -1, 1, false, "", Container.TS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SegmentName(START.plusNanos(1), 0, 1, false, "", Container.TS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whateverIsTakenIsWrittenTheSame() {
    Bytes good = Bytes.of(GOLDEN, StandardCharsets.ISO_8859_1);
    SeededFuzz.run(
        7,
        20_000,
        random -> {
          Bytes bent = SeededFuzz.mutate(good, random);
          String path =
              new String(
                  bent.backingArray(),
                  bent.backingOffset(),
                  bent.length(),
                  StandardCharsets.ISO_8859_1);
          SegmentName name = SegmentName.parse(path);
          if (name != null) {
            assertThat(name.path()).isEqualTo(path);
          }
        });
  }
}
