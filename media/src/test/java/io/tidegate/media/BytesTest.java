package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
  private final Bytes middle = Bytes.ofHex("aa 01 02 03 04 05 06 07 ff bb").slice(1, 8);

  @Test
  void readsBigEndianUpToItsLastByteAndNoFurther() {
    assertThat(middle.u16(6)).isEqualTo(0x07FF);
    assertThat(middle.u24(5)).isEqualTo(0x0607FF);
    assertThat(middle.u32(4)).isEqualTo(0x050607FFL);
    assertThat(middle.u64(0)).isEqualTo(0x01020304050607FFL);
    assertThatThrownBy(() -> middle.u8(8)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> middle.u8(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> middle.u32(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> middle.u64(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void findsOnlyWhatIsInsideTheSlice() {
    assertThat(middle.indexOf(0xFF, 0)).isEqualTo(7);
    assertThat(middle.indexOf(0xBB, 0)).isEqualTo(-1);
    assertThat(middle.indexOf(0xFF, 8)).isEqualTo(-1);
    assertThatThrownBy(() -> middle.indexOf(0xAA, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isEqualByContentWhereverItLies() {
    assertThat(middle).isEqualTo(Bytes.ofHex("01020304050607ff")).isEqualTo(middle.detached());
    assertThat(middle.hashCode()).isEqualTo(middle.detached().hashCode());
    assertThat(middle.slice(8)).isSameAs(Bytes.EMPTY);
  }
}
