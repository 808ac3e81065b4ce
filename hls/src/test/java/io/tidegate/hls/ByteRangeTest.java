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

  /// A day of recording in one file.
  @Test
  void readsPositionsInLongFiles() {
    long length = 90_000_000_000L;
    assertThat(ByteRange.parse("bytes=9999999999-10000000000", length))
        .isEqualTo(new ByteRange.Part(9_999_999_999L, 10_000_000_000L));
    assertThat(ByteRange.parse("bytes=80000000000-", length))
        .isEqualTo(new ByteRange.Part(80_000_000_000L, length - 1));
    assertThat(ByteRange.parse("bytes=-10000000000", length))
        .isEqualTo(new ByteRange.Part(80_000_000_000L, length - 1));
    assertThat(ByteRange.parse("bytes=0-9223372036854775807", length))
        .isEqualTo(new ByteRange.Part(0, length - 1));
    assertThat(ByteRange.parse("bytes=0-9999999999999999999", length))
        .isEqualTo(new ByteRange.Part(0, length - 1));
  }

  @Test
  void refusesWhatLiesBehindTheEnd() {
    assertThat(ByteRange.parse("bytes=10-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.parse("bytes=9999999999-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.parse("bytes=99999999999-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.parse("bytes=9999999999999999999-", 10))
        .isEqualTo(new ByteRange.Unsatisfiable());
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
          "bytes=99999999999999999999-"
        }) {
      assertThat(ByteRange.parse(header, 10)).as(header).isEqualTo(ByteRange.WHOLE);
    }
  }
}
