package io.tidegate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import org.junit.jupiter.api.Test;

class StampTest {
  @Test
  void readsTheTimeThatWasWritten() {
    byte[] body = new byte[300];
    Stamp.placeholder().copyTo(body, 5);
    int at = Stamp.find(Bytes.wrap(body));
    Stamp.write(body, at, 1_763_700_000_123_456L, 7);
    assertThat(Stamp.micros(Bytes.wrap(body), Stamp.find(Bytes.wrap(body))))
        .isEqualTo(1_763_700_000_123_456L);
  }

  @Test
  void isOneNalUnitAfterItsLength() {
    Bytes sei = Stamp.placeholder();
    assertThat(sei.u32(0)).isEqualTo(sei.length() - 4L);
    assertThat(sei.u8(4)).isEqualTo(6);
  }

  @Test
  void findsNoStampInOtherFrames() {
    assertThat(Stamp.find(Bytes.wrap(new byte[10]))).isNegative();
    assertThat(Stamp.find(Bytes.wrap(new byte[1000]))).isNegative();
  }
}
