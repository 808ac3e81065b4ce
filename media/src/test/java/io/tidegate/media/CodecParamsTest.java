package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CodecParamsTest {
  @ParameterizedTest
  @EnumSource
  void everyCodingIsPictureOrSoundAndHasATitle(Codec codec) {
    assertThat(codec.title()).isNotBlank();
    assertThat(codec.isVideo())
        .isEqualTo(
            switch (codec) {
              case H264, H265, AV1, VP9, MJPEG, MPEG1, MPEG2 -> true;
              case AAC, MP3, MP2, OPUS, G711A, G711U, G722, L16, FLAC, AC3, EAC3 -> false;
            });
  }

  @Test
  void g722SoundsAtSixteenKilohertzWhateverRtpCounts() {
    CodecParams.G722 params = new CodecParams.G722(1);
    assertThat(params.codec()).isEqualTo(Codec.G722);
    assertThat(params.sampleRate()).isEqualTo(16_000);
    assertThat(params.frameDuration()).isEqualTo(MediaTime.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"8000, 1", "44100, 2", "48000, 8"})
  void linearPcmIsToldByRateAndChannels(int sampleRate, int channels) {
    CodecParams.Pcm params = new CodecParams.Pcm(sampleRate, channels);
    assertThat(params.codec()).isEqualTo(Codec.L16);
    assertThat(params.sampleRate()).isEqualTo(sampleRate);
    assertThat(params.channels()).isEqualTo(channels);
    assertThat(params.frameDuration()).isEqualTo(MediaTime.ZERO);
  }

  @Test
  void motionJpegIsVideo() {
    VideoFormat format = VideoFormat.of(640, 480, FrameRate.UNKNOWN, 0);
    Track track = new Track(1, new CodecParams.Mjpeg(format));
    assertThat(track.isVideo()).isTrue();
    assertThat(track.codec()).isEqualTo(Codec.MJPEG);
  }
}
