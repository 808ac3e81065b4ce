package io.tidegate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {
  private static final int MEBIBYTE = 1024;

  @Test
  void levelReadingsAreFlatWhateverTheyWarmUpFrom() {
    SoakVerdict verdict =
        SoakVerdict.of(readings(i -> (i < 4 ? 100 + 25 * i : 200 + i % 2) * MEBIBYTE, _ -> 40));
    assertThat(verdict.isFlat()).isTrue();
    assertThat(verdict.residentGrowthKibibytes()).isZero();
    assertThat(verdict).hasToString(verdict.toString()).asString().startsWith("flat: ");
  }

  @Test
  void memoryMayGrowByTheLimitAndNoFurther() {
    IntUnaryOperator atLimit = i -> (i < 8 ? 100 : 104) * MEBIBYTE;
    assertThat(SoakVerdict.of(readings(atLimit, _ -> 40)).isFlat()).isTrue();
    IntUnaryOperator above = i -> atLimit.applyAsInt(i) + (i < 8 ? 0 : 1);
    SoakVerdict verdict = SoakVerdict.of(readings(above, _ -> 40));
    assertThat(verdict.isFlat()).isFalse();
    assertThat(verdict.toString()).startsWith("NOT FLAT: ");
  }

  @Test
  void oneMoreDescriptorIsNotFlat() {
    SoakVerdict verdict = SoakVerdict.of(readings(_ -> 100 * MEBIBYTE, i -> i == 11 ? 41 : 40));
    assertThat(verdict.descriptorGrowth()).isEqualTo(1);
    assertThat(verdict.isFlat()).isFalse();
  }

  @Test
  void fewReadingsAreNoVerdict() {
    List<SoakReading> twelve = readings(_ -> 1, _ -> 1);
    assertThat(SoakVerdict.of(twelve.subList(0, 6)).isFlat()).isTrue();
    assertThatThrownBy(() -> SoakVerdict.of(twelve.subList(0, 5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<SoakReading> readings(IntUnaryOperator resident, IntUnaryOperator files) {
    List<SoakReading> readings = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      readings.add(new SoakReading(i, resident.applyAsInt(i), 0, 30, files.applyAsInt(i), i));
    }
    return readings;
  }
}
