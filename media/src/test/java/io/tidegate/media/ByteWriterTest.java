package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteWriterTest {
  private final ByteWriter out = new ByteWriter(0);

  @Test
  void writesBigEndianOfEveryWidth() {
    out.u8(0x101).u16(0x0203).u24(0x040506).u32(0x8090A0B0L).u64(0x1122334455667788L);
    assertThat(out.toBytes().toHex()).isEqualTo("0102030405068090a0b01122334455667788");
  }

  @Test
  void growsPastItsCapacityWithoutLosingBytes() {
    byte[] many = new byte[1000];
    many[999] = 7;
    out.u8(1).write(many, 0, many.length).write(Bytes.of(8, 9)).fill(0xFF, 3);
    Bytes bytes = out.toBytes();
    assertThat(bytes.length()).isEqualTo(1006);
    assertThat(bytes.slice(1000).toHex()).isEqualTo("070809ffffff");
  }

  @Test
  void startsAgainWithNothingAfterHandingOver() {
    Bytes first = out.u32(1).toBytes();
    Bytes second = out.u32(2).toBytes();
    assertThat(first).isEqualTo(Bytes.of(0, 0, 0, 1));
    assertThat(second).isEqualTo(Bytes.of(0, 0, 0, 2));
    assertThat(out.size()).isZero();
    assertThat(out.toBytes()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void patchesOnlyWhatWasWritten() {
    out.u32(0).u16(0).patchU32(0, 0xFFFF_FFFFL);
    out.patchU16(4, 0x1234);
    assertThat(out.u8At(5)).isEqualTo(0x34);
    assertThatThrownBy(() -> out.patchU32(3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.patchU16(5, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.u8At(6)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
