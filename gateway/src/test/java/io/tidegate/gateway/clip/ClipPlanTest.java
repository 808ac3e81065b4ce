package io.tidegate.gateway.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.testing.SeededFuzz;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From what ffprobe says to what ffmpeg is told.
class ClipPlanTest {
  private static final ClipOptions OPTIONS =
      new ClipOptions(
          Path.of("/clips"),
          DataSize.ofMegabytes(100),
          DataSize.ofMegabytes(1_000),
          10,
          Duration.ofMinutes(60),
          Duration.ofHours(1),
          List.of());

  /// As ffprobe 8.0.1 writes it, shortened.
  private static final String PROBED =
      """
      {"streams": [
        {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "width": 600, "height": 600,
         "avg_frame_rate": "0/0", "disposition": {"default": 0, "attached_pic": 1}},
        {"index": 1, "codec_type": "data"},
        {"index": 2, "codec_type": "video", "codec_name": "h264", "profile": "High",
         "width": 1920, "height": 1080, "pix_fmt": "yuv420p", "field_order": "progressive",
         "sample_aspect_ratio": "1:1", "avg_frame_rate": "30000/1001", "duration": "12.500000",
         "disposition": {"attached_pic": 0}},
        {"index": 3, "codec_type": "audio", "codec_name": "aac", "profile": "LC",
         "sample_rate": "48000", "channels": 2, "duration": "12.500000"}],
       "format": {"format_name": "mov,mp4,m4a,3gp,3g2,mj2", "duration": "12.533000"}}
      """;

  @Test
  void whatIsPlayableAlreadyIsCopied() throws Exception {
    ClipPlan plan = plan(PROBED);
    assertThat(plan.copied()).isTrue();
    assertThat(String.join(" ", plan.arguments(1)))
        .isEqualTo(
            "-map 0:2 -map 0:3 -map_metadata -1 -map_chapters -1 -sn -dn -c:v copy -c:a copy"
                + " -shortest");
    assertThat(plan.length()).isEqualTo(Duration.ofMillis(12_533));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "profile": "High"                 | "profile": "High 10"
          "pix_fmt": "yuv420p"              | "pix_fmt": "yuv422p"
          "field_order": "progressive"      | "field_order": "tt"
          "sample_aspect_ratio": "1:1"      | "sample_aspect_ratio": "4:3"
          "width": 1920                     | "width": 1922
          "height": 1080                    | "height": 1090
          "codec_name": "h264"              | "codec_name": "hevc"
          "avg_frame_rate": "30000/1001"    | "avg_frame_rate": "120/1"
          "height": 1080,                   | "height": 1080, "side_data_list": [{"rotation": -90}],
          "channels": 2, "duration": "12.5  | "channels": 2, "duration": "12.9
          """)
  void whatIsNotIsCodedAnew(String now, String instead) throws Exception {
    assertThat(PROBED).contains(now);
    assertThat(plan(PROBED.replace(now, instead)).copied()).isFalse();
  }

  @Test
  void soundThatIsNotIsCodedAnewBesidePicturesThatAreCopied() throws Exception {
    ClipPlan plan = plan(PROBED.replace("\"48000\"", "\"44100\""));
    assertThat(plan.copied()).isTrue();
    assertThat(plan.arguments(1)).containsSequence("-c:a", "aac").contains("copy", "160k");
  }

  @Test
  void sizesAreBoundedAndEven() throws Exception {
    ClipPlan large = plan(of(3_840, 2_160, 0));
    assertThat(large.width()).isEqualTo(1_920);
    assertThat(large.height()).isEqualTo(1_080);
    ClipPlan upright = plan(of(2_160, 4_096, 0));
    assertThat(upright.width()).isLessThanOrEqualTo(1_080);
    assertThat(upright.height()).isLessThanOrEqualTo(1_920);
    ClipPlan turned = plan(of(1_921, 1_081, 270));
    assertThat(turned.width()).isLessThan(turned.height());
    ClipPlan odd = plan(of(333, 17, 0));
    assertThat(odd.width() % 2 + odd.height() % 2).isZero();
    assertThat(String.join(" ", odd.arguments(1))).contains("scale=334:18", "-g 50");
  }

  @ParameterizedTest
  @CsvSource({
    "16, 16, true",
    "15, 16, false",
    "16384, 16, true",
    "16385, 16, false",
    "8000, 5000, true",
    "8001, 5000, false",
    "2147483647, 2147483647, false",
    "0, 0, false"
  })
  void picturesThatTakeTooMuchMemoryAreRefused(int width, int height, boolean taken)
      throws Exception {
    if (taken) {
      assertThat(plan(of(width, height, 0)).picture()).isNotNull();
    } else {
      assertThatThrownBy(() -> plan(of(width, height, 0)))
          .isInstanceOf(ClipPlan.UnfitException.class)
          .hasMessageContaining("are not taken");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "24000/1001, 24000/1001, 48", "25/1, 25/1, 50", "1/1, 5000/1000, 10", "0/0, 25/1, 50",
    "1000/1, 60/1, 120", "15/1, 15000/1000, 30", "nonsense, 25/1, 50", "60000/1001, 60000/1001, 120"
  })
  void ratesAreUsualOnesAndGroupsTwoSecondsLong(String rate, String becomes, String group)
      throws Exception {
    ClipPlan plan = plan(of(320, 240, 0).replace("25/1", rate));
    assertThat(plan.rate()).hasToString(becomes);
    assertThat(plan.arguments(1)).containsSequence("-g", group);
  }

  @Test
  void whatHoldsNothingOrLastsTooLongIsRefused() {
    assertThatThrownBy(() -> plan("{\"streams\": [], \"format\": {}}"))
        .hasMessageContaining("neither a picture nor sound");
    assertThatThrownBy(() -> plan(PROBED.replace("12.533000", "3600.001")))
        .hasMessageContaining("at most 3600 s");
    assertThatThrownBy(() -> plan(PROBED.replace("12.500000", "1e300")))
        .hasMessageContaining("at most 3600 s");
  }

  @Test
  void picturesStandForTenSecondsAndAreSilent() throws Exception {
    ClipPlan still = plan(of(640, 480, 0).replace("avi", "png_pipe"));
    assertThat(String.join(" ", still.arguments(1)))
        .contains("-map 1:a:0", "tpad=stop_mode=clone:stop_duration=10.000", "-shortest");
  }

  @Test
  void soundAloneHasNoPicture() throws Exception {
    String audio =
        "{\"streams\": [{\"index\": 0, \"codec_type\": \"audio\", \"codec_name\": \"mp3\","
            + " \"sample_rate\": \"22050\", \"channels\": 1}], \"format\": {}}";
    assertThat(String.join(" ", plan(audio).arguments(1)))
        .contains("-map 0:0", "-c:a aac")
        .doesNotContain("-c:v", "-shortest");
  }

  /// Whatever a hostile file has ffprobe say: refused in words, or told to ffmpeg in bounds.
  @Test
  void damagedDocumentsAreRefusedOrBounded() {
    Bytes good = bytes(PROBED);
    SeededFuzz.run(
        4_711,
        5_000,
        random -> {
          try {
            ClipPlan plan =
                ClipPlan.of(ProbeDocument.read(SeededFuzz.mutate(good, random)), OPTIONS);
            assertThat(plan.width()).isBetween(0, 1_920);
            assertThat(plan.height()).isBetween(0, 1_920);
            assertThat(plan.rate().value()).isBetween(5.0, 60.0);
            assertThat(plan.arguments(1)).isNotEmpty();
          } catch (IllegalArgumentException | ClipPlan.UnfitException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  private static String of(int width, int height, int rotation) {
    return new JsonObject(
            """
            {"streams": [{"index": 0, "codec_type": "video", "codec_name": "mpeg4", "width": %d,
              "height": %d, "avg_frame_rate": "25/1", "side_data_list": [{"rotation": %d}]}],
             "format": {"format_name": "avi", "duration": "2.0"}}
            """
                .formatted(width, height, rotation))
        .encode();
  }

  private static ClipPlan plan(String probed) throws ClipPlan.UnfitException {
    return ClipPlan.of(ProbeDocument.read(bytes(probed)), OPTIONS);
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text, StandardCharsets.UTF_8);
  }
}
