package io.tidegate.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.SerialNumber;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossListTest {
  private static final int LAST = Integer.MAX_VALUE;

  @Test
  void readsWhatLibsrtWrites() {
    assertThat(ranges(Captured.NAK.slice(SrtPacket.HEADER_BYTES)))
        .containsExactly("1e57a546-1e57a547", "1e57a54c-1e57a54c");
  }

  @Test
  void readsARangeOverTheWrap() {
    assertThat(ranges(Bytes.ofHex("fffffffe 00000001"))).containsExactly("7ffffffe-1");
  }

  @Test
  void readsTheWidestRangeAndLeavesOutWiderOnes() {
    int widest = LossList.MAX_RANGE_PACKETS - 1;
    assertThat(ranges(words(0x8000_0000, widest))).containsExactly("0-fff");
    assertThat(ranges(words(0x8000_0000, widest + 1, 7))).containsExactly("7-7");
  }

  @Test
  void leavesOutRangesThatGoBackwards() {
    assertThat(ranges(words(0x8000_0005, 4, 9))).containsExactly("9-9");
  }

  @Test
  void countsARangeWithoutAnEnd() {
    assertThat(LossList.read(SrtPacketTest.buffer(words(0x8000_0005)), 0, 4, (a, b) -> {}))
        .isEqualTo(1);
  }

  @Test
  void readsNothingFromAnEmptyListAndIgnoresHalfAWord() {
    assertThat(ranges(Bytes.EMPTY)).isEmpty();
    assertThat(ranges(Bytes.ofHex("000000"))).isEmpty();
    assertThat(ranges(Bytes.ofHex("00000003 0000"))).containsExactly("3-3");
  }

  @Test
  void writesNeighboursAsRanges() {
    ByteBuffer out = ByteBuffer.allocate(64);

    LossList.Written written = LossList.write(out, 0, 64, new int[] {1, 2, 3, 7, 9, 10}, 0, 6);

    assertThat(written).isEqualTo(new LossList.Written(6, 20));
    assertThat(Bytes.copyOf(out).slice(0, 20)).isEqualTo(words(0x8000_0001, 3, 7, 0x8000_0009, 10));
  }

  @Test
  void writesARangeOverTheWrap() {
    ByteBuffer out = ByteBuffer.allocate(8);

    LossList.write(out, 0, 8, new int[] {LAST - 1, LAST, 0, 1}, 0, 4);

    assertThat(Bytes.copyOf(out)).isEqualTo(words(0xffff_fffe, 1));
  }

  @Test
  void stopsWhereTheNextRangeDoesNotFit() {
    ByteBuffer out = ByteBuffer.allocate(64);
    int[] sequences = {1, 3, 4, 8};

    assertThat(LossList.write(out, 0, 11, sequences, 0, 4)).isEqualTo(new LossList.Written(1, 4));
    assertThat(LossList.write(out, 0, 12, sequences, 0, 4)).isEqualTo(new LossList.Written(3, 12));
    assertThat(LossList.write(out, 0, 12, sequences, 3, 4)).isEqualTo(new LossList.Written(4, 4));
    assertThat(LossList.write(out, 0, 3, sequences, 0, 4)).isEqualTo(new LossList.Written(0, 0));
  }

  @Test
  void readsBackWhateverItWrites() {
    SeededFuzz.run(
        1,
        500,
        random -> {
          int[] sequences = new int[1 + random.nextInt(300)];
          sequences[0] = random.nextBoolean() ? LAST - random.nextInt(200) : random.nextInt(LAST);
          for (int i = 1; i < sequences.length; i++) {
            int step = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
            sequences[i] = SerialNumber.SRT.plus(sequences[i - 1], step);
          }
          List<Integer> back = new ArrayList<>();
          ByteBuffer out = ByteBuffer.allocate(200);
          for (int from = 0; from < sequences.length; ) {
            LossList.Written written =
                LossList.write(out, 0, out.capacity(), sequences, from, sequences.length);
            int bad = LossList.read(out, 0, written.bytes(), (a, b) -> addAll(back, a, b));
            assertThat(bad).isZero();
            from = written.next();
          }
          assertThat(back).isEqualTo(Arrays.stream(sequences).boxed().toList());
        });
  }

  @Test
  void staysBoundedOnAnyBytes() {
    SeededFuzz.run(
        2,
        2000,
        random -> {
          Bytes list = SeededFuzz.bytes(random, random.nextInt(1500));
          int[] packets = {0};
          LossList.read(
              SrtPacketTest.buffer(list),
              0,
              list.length(),
              (first, last) -> packets[0] += SerialNumber.SRT.distance(first, last) + 1);
          assertThat(packets[0]).isBetween(0, list.length() / 4 * LossList.MAX_RANGE_PACKETS);
        });
  }

  private static void addAll(List<Integer> into, int first, int last) {
    for (int s = first; s != SerialNumber.SRT.plus(last, 1); s = SerialNumber.SRT.plus(s, 1)) {
      into.add(s);
    }
  }

  private static List<String> ranges(Bytes list) {
    List<String> found = new ArrayList<>();
    LossList.read(
        SrtPacketTest.buffer(list),
        0,
        list.length(),
        (first, last) -> found.add(Integer.toHexString(first) + "-" + Integer.toHexString(last)));
    return found;
  }

  private static Bytes words(int... words) {
    ByteBuffer buffer = ByteBuffer.allocate(words.length * 4);
    for (int word : words) {
      buffer.putInt(word);
    }
    return Bytes.wrap(buffer.array());
  }
}
