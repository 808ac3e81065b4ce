package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcLevelTest {
  @ParameterizedTest
  @CsvSource({
    "176, 144, 15, 64, 10",
    "176, 144, 15, 81, 11",
    "640, 360, 30, 600, 30",
    "720, 576, 25, 2000, 30",
    "720, 576, 25.1, 2000, 31",
    "1280, 720, 30, 2500, 31",
    "1280, 720, 30.1, 2500, 32",
    "1280, 720, 60, 2500, 32",
    "1920, 1080, 30, 25000, 40",
    "1920, 1080, 30, 25001, 41",
    "1920, 1080, 60, 6000, 42",
    "3840, 2160, 30, 20000, 51",
    "3840, 2160, 60, 20000, 52",
    "7680, 4320, 30, 20000, 60",
    "65536, 65536, 300, 20000, 62",
    // 256 macroblocks across are all that level 4 takes, whose frames may have 8,192
    "4096, 16, 10, 500, 40",
    "4112, 16, 10, 500, 42"
  })
  void isTheLeastThatSuchPicturesNeed(int width, int height, double fps, int kbps, int level) {
    assertThat(AvcLevel.of(width, height, fps, kbps)).isEqualTo(level);
  }
}
