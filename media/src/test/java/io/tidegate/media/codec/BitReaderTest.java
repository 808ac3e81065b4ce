package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.testing.SeededFuzz;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitReaderTest {
  @Test
  void readsAcrossBytes() throws Exception {
    BitReader in = new BitReader(Bytes.ofHex("a5ff00ff0123456789abcdef"));
    assertThat(in.readFlag()).isTrue();
    assertThat(in.readBits(3)).isEqualTo(2);
    assertThat(in.readBits(9)).isEqualTo(0x0BF);
    assertThat(in.readBits(0)).isZero();
    assertThat(in.position()).isEqualTo(13);
    in.align();
    assertThat(in.readBits(16)).isEqualTo(0x00FF);
    assertThat(in.readLong(64)).isEqualTo(0x0123456789ABCDEFL);
    assertThat(in.bitsLeft()).isZero();
  }

  @Test
  void readsAllBitsOfLongs() throws Exception {
    assertThat(new BitReader(Bytes.ofHex("ffffffff")).readBits(32)).isEqualTo(-1);
    assertThat(new BitReader(Bytes.ofHex("ffffffff")).readLong(32)).isEqualTo(0xFFFFFFFFL);
    assertThat(new BitReader(Bytes.ofHex("ffffffffffffffff")).readLong(64)).isEqualTo(-1L);
  }

  @ParameterizedTest
  @CsvSource({"80,0", "40,1", "60,2", "20,3", "38,6", "10,7"})
  void readsUnsignedExpGolomb(String bytes, int value) throws Exception {
    assertThat(new BitReader(Bytes.ofHex(bytes)).readUe()).isEqualTo(value);
  }

  @Test
  void readsLargestExpGolombOf31Bits() throws Exception {
    // 31 zeros, then 32 bits of value + 1
    assertThat(new BitReader(Bytes.ofHex("0000000100000000")).readUe())
        .isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new BitReader(Bytes.ofHex("0000000100000002")).readUe())
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesExpGolombOfOnlyZeros() {
    assertThatThrownBy(() -> new BitReader(Bytes.ofHex("000000000000000000")).readUe())
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"80,0", "40,1", "60,-1", "20,2", "28,-2", "30,3"})
  void readsSignedExpGolomb(String bytes, int value) throws Exception {
    assertThat(new BitReader(Bytes.ofHex(bytes)).readSe()).isEqualTo(value);
  }

  @Test
  void readsToTheEndAndNotPastIt() throws Exception {
    BitReader in = new BitReader(Bytes.ofHex("ff"));
    in.skip(8);
    assertThat(in.readBits(0)).isZero();
    assertThatThrownBy(in::readFlag)
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
    assertThatThrownBy(() -> in.skip(1)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> in.skip(-1)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "000003,0000",
    "00000301,000001",
    "0000030000030000,000000000000",
    "000300,000300",
    "00000303,000003",
    "0003,0003"
  })
  void takesEmulationPreventionOut(String nal, String raw) {
    assertThat(BitReader.withoutEmulationPrevention(Bytes.ofHex(nal))).isEqualTo(Bytes.ofHex(raw));
  }

  @Test
  void readsWhatBigIntegerReads() {
    SeededFuzz.run(
        31,
        2_000,
        random -> {
          Bytes bytes = SeededFuzz.bytes(random, 1 + random.nextInt(24));
          BigInteger whole = new BigInteger(1, bytes.toByteArray());
          BitReader in = new BitReader(bytes);
          while (in.bitsLeft() > 0) {
            int count = Math.min(in.bitsLeft(), random.nextInt(65));
            int below = in.bitsLeft() - count;
            BigInteger mask = BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE);
            assertThat(in.readLong(count)).isEqualTo(whole.shiftRight(below).and(mask).longValue());
          }
        });
  }
}
