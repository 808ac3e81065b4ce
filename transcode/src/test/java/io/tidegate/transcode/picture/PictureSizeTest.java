package io.tidegate.transcode.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.FrameRate;
import io.tidegate.media.VideoFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1280, 720, 1, 1, 3840, 1280x720",
    "1280, 720, 1, 1, 1280, 1280x720",
    "1280, 720, 1, 1, 1279, 1279x719",
    "1280, 720, 1, 1, 320, 320x180",
    "640, 360, 1, 1, 7680, 640x360", // never made larger
    "720, 576, 16, 11, 3840, 1047x576", // PAL, wide
    "720, 576, 16, 11, 640, 640x352",
    "1440, 1080, 4, 3, 3840, 1920x1080", // HDV
    "352, 576, 24, 11, 3840, 768x576", // half D1
    "1080, 1920, 1, 1, 320, 320x569",
    "1, 1, 1, 1, 1, 1x1",
    "1, 60000, 1, 1, 1, 1x60000",
    "4000, 1, 1, 1, 16, 16x1", // half a row is one
    "100, 100, 100000, 1, 7680, 7680x1",
    "60000, 60000, 1, 60000, 7680, 1x60000",
  })
  void samplesBecomeSquareAndNothingBecomesLarger(
      int width, int height, int sarWidth, int sarHeight, int most, String size) {
    VideoFormat format = new VideoFormat(width, height, sarWidth, sarHeight, FrameRate.UNKNOWN, 0);
    assertThat(PictureSize.of(format, most)).hasToString(size);
  }

  @Test
  void sidesAreThoseOfJpeg() {
    assertThat(new PictureSize(1, PictureSize.MAX_SIDE).height()).isEqualTo(65_535);
    assertThatThrownBy(() -> new PictureSize(1, 65_536)).hasMessageContaining("1x65536");
    assertThatThrownBy(() -> new PictureSize(0, 1)).hasMessageContaining("0x1");
  }
}
