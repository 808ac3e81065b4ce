package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.ReloadRequest.BadDirectiveException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a peer writes into an address or a header is understood or refused, never a fault.
class RequestFuzzTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20_260_101L);
  private static final String ALPHABET = "0123456789-.=,bytes_im4sp ~%\"\n\u0000é";

  private final SegmentNames names = new SegmentNames("t0", "m4s");

  @Test
  void everyTextIsReadOrRefused() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50_000; i++) {
      String text = text(random);
      String where = "seed " + SEED + ", text " + text;
      ByteRange range = ByteRange.parse(random.nextBoolean() ? "bytes=" + text : text, 100);
      if (range instanceof ByteRange.Part part) {
        assertThat(part.first()).as(where).isBetween(0L, part.last());
        assertThat(part.last()).as(where).isLessThan(100);
      }
      SegmentNames.Address address = names.parse("t0-" + text + ".m4s");
      assertThat(address == null || address.segment() >= 0).as(where).isTrue();
      try {
        ReloadRequest request = ReloadRequest.parse(text, random.nextBoolean() ? text : null, text);
        assertThat(request.segment()).as(where).isNotNegative();
      } catch (BadDirectiveException refused) {
        assertThat(refused).hasMessageContaining("_HLS_");
      }
    }
  }

  @Test
  void namesComeBackAsTheyWereMade() {
    assertThat(names.parse(names.segment(0))).isEqualTo(new SegmentNames.Address(0, -1));
    assertThat(names.parse(names.part(999_999_999, 9_999)))
        .isEqualTo(new SegmentNames.Address(999_999_999, 9_999));
    assertThat(names.parse(names.init(0))).isNull();
    assertThat(names.parse("t1-0.m4s")).isNull();
    assertThat(names.parse("t0-0.ts")).isNull();
    assertThat(names.parse("t0-1000000000.m4s")).isNull();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(16); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
