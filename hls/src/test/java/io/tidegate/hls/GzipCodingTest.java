package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipCodingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "deflate, gzip", "gzip, deflate, br", "GZIP;q=0.5", "x-gzip", "gzip;q=1"})
  void isTakenBy(String acceptEncoding) {
    assertThat(GzipCoding.isTakenBy(acceptEncoding)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "gzipped", ",;,"})
  void isNotTakenBy(String acceptEncoding) {
    assertThat(GzipCoding.isTakenBy(acceptEncoding)).isFalse();
  }

  @Test
  void isNotTakenByWhoSaysNothing() {
    assertThat(GzipCoding.isTakenBy(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 131_071})
  void aSharedBeginningHasAnEndForEach(int length) throws Exception {
    Random noise = new Random(length);
    byte[] random = new byte[9_000];
    noise.nextBytes(random);
    byte[] more = new byte[length + 2];
    noise.nextBytes(more);
    for (Bytes plain : new Bytes[] {Bytes.EMPTY, Bytes.of(1, 2, 3).slice(1), Bytes.wrap(random)}) {
      Bytes begun = GzipCoding.begin(plain);
      Bytes end = Bytes.wrap(more, 1, length);
      Bytes whole = Bytes.concat(begun, GzipCoding.end(plain, end));
      try (var in = new GZIPInputStream(new ByteArrayInputStream(whole.toByteArray()))) {
        assertThat(in.readAllBytes()).isEqualTo(Bytes.concat(plain, end).toByteArray());
      }
    }
  }

  @Test
  void encodesWhatDecodesAgain() throws Exception {
    for (String text : new String[] {"", "#EXTM3U\n", "#EXTINF:2.00000,\n".repeat(500)}) {
      Bytes coded = GzipCoding.encode(Bytes.of("xy" + text, StandardCharsets.UTF_8).slice(2));
      try (var in = new GZIPInputStream(new ByteArrayInputStream(coded.toByteArray()))) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
      }
    }
  }
}
