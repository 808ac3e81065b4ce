package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SyntheticStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  @TempDir Path folder;

  /// 640x360.
  private static final TrackList SOURCE =
      TrackList.of(List.of(new Track(1, SyntheticStreams.avc360())));

  private static Rendition rendition(
      String name, int width, int height, VideoProfile.@Nullable Crop crop, @Nullable Path logo) {
    VideoProfile usual = VideoProfile.H264;
    return new Rendition(
        name,
        new VideoProfile(
            usual.mode(),
            width,
            height,
            0,
            0,
            usual.encoder(),
            usual.preset(),
            usual.deinterlace(),
            crop,
            0,
            new Overlay("", Overlay.Place.TOP_LEFT, logo, Overlay.Place.TOP_RIGHT)),
        AudioProfile.DEFAULT);
  }

  private static Recipe of(Rendition... renditions) {
    return Recipe.of(SOURCE, Encoders.software(null), List.of(renditions));
  }

  private static String problem(Rendition rendition) {
    return of(rendition).problems().getFirst();
  }

  @Test
  void cutsOutWhatIsWithinThePicture() {
    assertThat(problem(rendition("a", 0, 0, new VideoProfile.Crop(320, 200, 320, 160), null)))
        .isEmpty();
    for (VideoProfile.Crop beyond :
        List.of(
            new VideoProfile.Crop(320, 200, 321, 160),
            new VideoProfile.Crop(320, 200, 320, 161),
            new VideoProfile.Crop(Integer.MAX_VALUE, 200, 2, 0))) {
      assertThat(problem(rendition("a", 0, 0, beyond, null))).endsWith("picture of 640x360");
    }
  }

  @Test
  void codesNothingSmallerThanEncodersTake() {
    assertThat(problem(rendition("a", 16, 16, null, null))).isEmpty();
    assertThat(problem(rendition("a", 14, 16, null, null)))
        .isEqualTo("a picture of 14x16 is too small to be coded");
  }

  @Test
  void waitsForItsLogo() throws IOException {
    Path logo = folder.resolve("logo.png");
    Recipe without = of(rendition("a", 0, 0, null, logo), rendition("b", 0, 180, null, null));
    assertThat(without.problems()).containsExactly("its logo logo.png cannot be read", "");
    LogoFileTest.write(logo, LogoFileTest.png());
    Recipe with = of(rendition("a", 0, 0, null, logo), rendition("b", 0, 180, null, null));
    assertThat(with.problems()).containsExactly("", "");
    assertThat(without.isSurpassedBy(with)).isTrue();
    assertThat(with.isSurpassedBy(without)).isFalse();
  }

  @Test
  void theOthersAreMadeAndNothingWhereThereAreNone() {
    VideoProfile.Crop beyond = new VideoProfile.Crop(1_000, 200, 0, 0);
    Rendition bad = rendition("bad", 0, 0, beyond, null);
    List<MediaTime> from = List.of(MediaTime.ofSeconds(-1), MediaTime.ofSeconds(7));
    List<String> arguments = of(bad, rendition("good", 0, 180, null, null)).arguments(from);
    assertThat(arguments).contains("{good-video}").doesNotContain("{bad-video}");
    assertThat(String.join(" ", arguments)).contains("gt(t,7.000006)").doesNotContain("crop");
    assertThat(of(bad).arguments(from)).isEmpty();
    assertThat(of(bad).encoder(0)).isEmpty();
  }

  @Test
  void aSourceWithoutAnythingForItIsSaid() {
    Rendition sound =
        new Rendition(
            "sound",
            new VideoProfile(
                VideoProfile.Mode.NONE,
                0,
                0,
                0,
                0,
                VideoProfile.Encoder.SOFTWARE,
                VideoProfile.Preset.LOW_DELAY,
                VideoProfile.Deinterlace.OFF,
                null,
                0,
                Overlay.NONE),
            AudioProfile.DEFAULT);
    assertThat(problem(sound)).isEqualTo("the source has nothing that it could be made of");
  }
}
