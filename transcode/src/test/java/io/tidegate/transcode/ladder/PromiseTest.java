package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is promised and what FFmpeg is told are the same.
class PromiseTest {
  private static final MediaTime ALL = MediaTime.ofSeconds(-1);

  static VideoProfile profile(int width, int height, VideoProfile.@Nullable Crop crop, int rotate) {
    VideoProfile usual = VideoProfile.H264;
    return new VideoProfile(
        usual.mode(),
        width,
        height,
        0,
        300,
        usual.encoder(),
        usual.preset(),
        VideoProfile.Deinterlace.OFF,
        crop,
        rotate,
        Overlay.NONE);
  }

  private static TrackList source(VideoFormat format) {
    CodecParams.Avc avc = SyntheticStreams.avc();
    return TrackList.of(
        new Track(
            1,
            new CodecParams.Avc(
                avc.sps(),
                avc.pps(),
                format,
                avc.chromaFormatIdc(),
                avc.bitDepthLuma(),
                avc.bitDepthChroma())));
  }

  private static String chain(VideoProfile profile, TrackList source) {
    return new FilterChain(profile, EncoderChoice.OPENH264, Promise.of(profile, source), null)
        .beforeLogo(false, ALL);
  }

  @Test
  void holdsForEverySize() {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 20_000; i++) {
      VideoFormat format =
          new VideoFormat(
              2 + random.nextInt(4_000),
              2 + random.nextInt(2_000),
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              FrameRate.UNKNOWN,
              0);
      VideoProfile.Crop crop =
          random.nextBoolean()
              ? null
              : new VideoProfile.Crop(
                  1 + random.nextInt(format.width()), 1 + random.nextInt(format.height()), 0, 0);
      VideoProfile profile =
          profile(
              random.nextBoolean() ? 0 : 2 + random.nextInt(4_000),
              random.nextBoolean() ? 0 : 2 + random.nextInt(2_000),
              crop,
              90 * random.nextInt(4));
      Promise promise = Promise.of(profile, source(format));
      String all = profile + " of " + format;
      assertThat(promise.width()).as(all).isPositive().isEven();
      assertThat(promise.height()).as(all).isPositive().isEven();
      assertThat(chain(profile, source(format)))
          .as(all)
          .contains("scale=w=" + promise.width() + ":h=" + promise.height() + ",");
    }
  }

  @Test
  void oddSizesBecomeTheNextSmallerOnesAndShapesAreKept() {
    TrackList source = source(VideoFormat.of(641, 361, FrameRate.UNKNOWN, 0));
    assertThat(size(profile(0, 0, null, 0), source)).isEqualTo("640x360");
    assertThat(size(profile(0, 241, null, 0), source)).isEqualTo("426x240");
    assertThat(size(profile(321, 0, null, 0), source)).isEqualTo("320x180");
    assertThat(size(profile(321, 181, null, 0), source)).isEqualTo("320x180");
    assertThat(size(profile(0, 0, null, 90), source)).isEqualTo("360x640");
    assertThat(size(profile(0, 0, new VideoProfile.Crop(101, 77, 3, 5), 0), source))
        .isEqualTo("100x76");
    assertThat(chain(profile(0, 0, new VideoProfile.Crop(101, 77, 3, 5), 0), source))
        .startsWith("crop=100:76:2:4,");
  }

  private static String size(VideoProfile profile, TrackList source) {
    Promise promise = Promise.of(profile, source);
    return promise.width() + "x" + promise.height();
  }
}
