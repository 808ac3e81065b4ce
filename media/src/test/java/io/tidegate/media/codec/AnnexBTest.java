package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnnexBTest {
  static Stream<Arguments> streams() {
    return Stream.of(
        arguments("", List.of()),
        arguments("00", List.of()),
        arguments("0000", List.of()),
        arguments("000001", List.of()),
        arguments("00000000", List.of()),
        arguments("6588", List.of()),
        arguments("00000165", List.of("65")),
        arguments("0000000165", List.of("65")),
        arguments("000000000000000165", List.of("65")),
        arguments("ffee00000165", List.of("65")),
        arguments("00000165000001", List.of("65")),
        arguments("0000016588000000014199", List.of("6588", "4199")),
        arguments("00000165880000014199", List.of("6588", "4199")),
        arguments("00000165880000000000014199000000", List.of("6588", "4199")),
        arguments("000001650000030100000141", List.of("6500000301", "41")),
        arguments("0000010000010000000141", List.of("41")),
        arguments("00000165010001000101", List.of("65010001000101")));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void splitsAtStartCodes(String stream, List<String> nals) {
    assertThat(AnnexB.split(Bytes.ofHex(stream)))
        .isEqualTo(nals.stream().map(Bytes::ofHex).toList());
  }

  @Test
  void splitsSliceOfLargerArray() {
    Bytes whole = Bytes.ofHex("00000141000001650000");
    assertThat(AnnexB.split(whole.slice(1, 7))).containsExactly(Bytes.of(0x65));
  }

  @Test
  void stopsAtMostNalUnits() {
    Bytes unit = Bytes.of(0x65);
    List<Bytes> most = Collections.nCopies(AnnexB.MAX_NAL_UNITS, unit);
    List<Bytes> more = Collections.nCopies(AnnexB.MAX_NAL_UNITS + 1, unit);
    assertThat(AnnexB.split(AnnexB.join(most))).hasSize(AnnexB.MAX_NAL_UNITS);
    assertThat(AnnexB.split(AnnexB.join(more))).hasSize(AnnexB.MAX_NAL_UNITS);
  }

  @Test
  void joinsAndSplitsWithoutChange() {
    SeededFuzz.run(
        11,
        2_000,
        random -> {
          List<Bytes> nals = new ArrayList<>();
          for (int i = random.nextInt(6); i > 0; i--) {
            byte[] nal = SeededFuzz.bytes(random, 1 + random.nextInt(40)).toByteArray();
            nal[nal.length - 1] |= 1;
            for (int at = 0; at < nal.length; at++) {
              nal[at] = (byte) (nal[at] | (random.nextBoolean() ? 4 : 2));
            }
            nals.add(Bytes.wrap(nal));
          }
          assertThat(AnnexB.split(AnnexB.join(nals))).isEqualTo(nals);
        });
  }

  @Test
  void findsWhatSearchByteByByteFinds() {
    SeededFuzz.run(
        12,
        5_000,
        random -> {
          byte[] stream = new byte[random.nextInt(60)];
          for (int i = 0; i < stream.length; i++) {
            stream[i] = (byte) random.nextInt(4);
          }
          assertThat(AnnexB.split(Bytes.wrap(stream))).isEqualTo(slowSplit(stream));
        });
  }

  private static List<Bytes> slowSplit(byte[] stream) {
    List<Bytes> nals = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= stream.length; i++) {
      boolean code =
          i + 3 <= stream.length && stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1;
      if (!code && i < stream.length) {
        continue;
      }
      int end = i;
      while (start >= 0 && end > start && stream[end - 1] == 0) {
        end--;
      }
      if (start >= 0 && end > start) {
        nals.add(Bytes.wrap(stream, start, end - start).detached());
      }
      start = i + 3;
      i += code ? 2 : 0;
    }
    return nals;
  }
}
