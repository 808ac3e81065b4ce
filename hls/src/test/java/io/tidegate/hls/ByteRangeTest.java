package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Test
  void readsTheFormsOfOneRange() {
    assertThat(ByteRange.parse("bytes=0-0", 10)).isEqualTo(new ByteRange.Part(0, 0));
    assertThat(ByteRange.parse("bytes=9-", 10)).isEqualTo(new ByteRange.Part(9, 9));
    assertThat(ByteRange.parse("bytes=2-99", 10)).isEqualTo(new ByteRange.Part(2, 9));
    assertThat(ByteRange.parse("bytes=-3", 10)).isEqualTo(new ByteRange.Part(7, 9));
    assertThat(ByteRange.parse("bytes=-99", 10)).isEqualTo(new ByteRange.Part(0, 9));
  }

  @Test
  void refusesWhatLiesBehindTheEnd() {
    assertThat(ByteRange.parse("bytes=10-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.parse("bytes=9999999999-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.parse("bytes=-0", 10)).isEqualTo(new ByteRange.Unsatisfiable());
  }

  @Test
  void ignoresEverythingElse() {
    for (String header :
        new String[] {
          null,
          "",
          "bytes=",
          "bytes=-",
          "bytes=5-2",
          "bytes=0-1,3-4",
          "lines=1-2",
          "bytes=a-b",
          "bytes=99999999999-"
        }) {
      assertThat(ByteRange.parse(header, 10)).as(header).isEqualTo(ByteRange.WHOLE);
    }
  }
}
