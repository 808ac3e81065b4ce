package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
  @ParameterizedTest
  @CsvSource({"1,0265880141", "2,00026588000141", "3,000002658800000141"})
  void splitsLengthsOfEverySize(int lengthSize, String payload) throws Exception {
    assertThat(NalUnits.splitLengthPrefixed(Bytes.ofHex(payload), lengthSize))
        .containsExactly(Bytes.ofHex("6588"), Bytes.of(0x41));
  }

  @Test
  void leavesOutEmptyUnits() throws Exception {
    assertThat(NalUnits.splitLengthPrefixed(Bytes.ofHex("00000000" + "0000000141"), 4))
        .containsExactly(Bytes.of(0x41));
    assertThat(NalUnits.splitLengthPrefixed(Bytes.of(), 4)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "00000002" + "41,BAD_LENGTH",
    "ffffffff" + "41,BAD_LENGTH",
    "80000000,BAD_LENGTH",
    "0000000141" + "000000,TRUNCATED"
  })
  void refusesLengthPastTheEnd(String payload, Reason reason) {
    assertThatThrownBy(() -> NalUnits.splitLengthPrefixed(Bytes.ofHex(payload), 4))
        .isInstanceOfSatisfying(
            MalformedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void takesMostUnitsAndNoMore() throws Exception {
    List<Bytes> most = Collections.nCopies(AnnexB.MAX_NAL_UNITS, Bytes.of(0x41));
    Bytes payload = NalUnits.joinLengthPrefixed(most);
    assertThat(NalUnits.splitLengthPrefixed(payload, 4)).isEqualTo(most);
    Bytes more = Bytes.concat(payload, Bytes.ofHex("0000000141"));
    assertThatThrownBy(() -> NalUnits.splitLengthPrefixed(more, 4))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void joinsAndSplitsWithoutChange() {
    SeededFuzz.run(
        21,
        1_000,
        random -> {
          List<Bytes> nals = new ArrayList<>();
          for (int i = random.nextInt(6); i > 0; i--) {
            nals.add(SeededFuzz.bytes(random, 1 + random.nextInt(300)));
          }
          Bytes joined = NalUnits.joinLengthPrefixed(nals);
          assertThat(NalUnits.splitLengthPrefixed(joined, 4)).isEqualTo(nals);
        });
  }

  @Test
  void joinsWithoutACopyWhatStandsJoinedAlready() throws Exception {
    Bytes unit = Bytes.ofHex("ff 00000002 6588 00000001 41");
    List<Bytes> nals = NalUnits.splitLengthPrefixed(unit.slice(1), 4);
    Bytes joined = NalUnits.joinLengthPrefixed(nals);
    assertThat(joined).isEqualTo(unit.slice(1));
    assertThat(joined.backingArray()).isSameAs(unit.backingArray());
  }

  @Test
  void copiesWhenAUnitInTheMiddleWasTakenOut() throws Exception {
    Bytes unit = Bytes.ofHex("00000002 6588 00000001 09 00000001 41");
    List<Bytes> nals = NalUnits.splitLengthPrefixed(unit, 4);
    Bytes joined = NalUnits.joinLengthPrefixed(List.of(nals.get(0), nals.get(2)));
    assertThat(joined).isEqualTo(Bytes.ofHex("00000002 6588 00000001 41"));
  }

  @Test
  void copiesWhenTheBytesBeforeAUnitAreNotItsLength() {
    Bytes annexB = Bytes.ofHex("00000001 6588");
    assertThat(NalUnits.joinLengthPrefixed(List.of(annexB.slice(4))))
        .isEqualTo(Bytes.ofHex("00000002 6588"));
    assertThat(NalUnits.joinLengthPrefixed(List.of())).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void onlyRefusesWhatIsDamaged() {
    SeededFuzz.run(
        22,
        5_000,
        random -> {
          Bytes payload = SeededFuzz.bytes(random, random.nextInt(40));
          try {
            NalUnits.splitLengthPrefixed(payload, 1 + random.nextInt(4));
          } catch (MalformedException refused) {
            assertThat(refused.reason()).isIn(Reason.TRUNCATED, Reason.BAD_LENGTH);
          }
        });
  }
}
