package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Overlay;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Renditions and test patterns in the written forms of a route.
class RenditionDocumentsTest {
  private static final String YAML =
      """
      routes:
        - key: live/cam
          sources:
            - {type: test-pattern, width: 640, height: 360, fps: 30, kbps: 900, tone: false}
          outputs:
            renditions:
              - {name: "720"}
              - name: small
                video: h264
                height: 360
                fps: 15
                kbps: 500
                encoder: auto
                preset: quality
                deinterlace: on
                crop: 1280x720+0+120
                rotate: 90
                text: "Gate 4, {time}"
                text-at: top-left
                logo: house.png
                logo-at: bottom-right
                audio: opus
                audio-kbps: 64
                on-demand: true
      """;

  @Test
  void areReadAndWrittenInAllForms() throws Exception {
    RouteSpec route = RouteDocuments.readYaml("t", YAML, Map.of()).iterator().next();
    assertThat(route.sources())
        .containsExactly(new SourceSpec.TestPattern(640, 360, 30, 900, false));
    Overlay overlay =
        new Overlay(
            "Gate 4, {time}",
            Overlay.Place.TOP_LEFT,
            Path.of("house.png"),
            Overlay.Place.BOTTOM_RIGHT);
    VideoProfile small =
        new VideoProfile(
            VideoProfile.Mode.H264,
            0,
            360,
            15,
            500,
            VideoProfile.Encoder.AUTO,
            VideoProfile.Preset.QUALITY,
            VideoProfile.Deinterlace.ON,
            new VideoProfile.Crop(1280, 720, 0, 120),
            90,
            overlay);
    assertThat(route.outputs())
        .containsExactly(
            new OutputSpec.Rendered(
                new Rendition("720", VideoProfile.H264, AudioProfile.DEFAULT), false),
            new OutputSpec.Rendered(
                new Rendition("small", small, new AudioProfile(AudioProfile.Mode.OPUS, 64)), true));
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource({"'h264-only: true', true", "'h264-only: false', false", "'hls: true', "})
  void theSourceGivesWayWhereTheRouteSaysSo(String written, Boolean enabled) throws Exception {
    String yaml = "routes:\n  - {key: live/cam, outputs: {%s}}\n".formatted(written);
    RouteSpec route = RouteDocuments.readYaml("t", yaml, Map.of()).iterator().next();
    assertThat(route.outputs())
        .filteredOn(OutputSpec.H264Only.class::isInstance)
        .extracting(OutputSpec::enabled)
        .isEqualTo(enabled == null ? List.of() : List.of(enabled));
    String again = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", again, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
  }

  @Test
  void aSwitchIsOnOrOff() {
    String yaml = "routes:\n  - {key: live/cam, outputs: {h264-only: maybe}}\n";
    assertThatThrownBy(() -> RouteDocuments.readYaml("t", yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("h264-only");
  }

  @ParameterizedTest
  @CsvSource({
    "name, a b, name",
    "name, aaaaaaaaaaaaaaaaaaaaaaaaa, name",
    "height, 63, height",
    "height, 7681, height",
    "fps, 121, fps",
    "kbps, 49, kbps",
    "rotate, 45, rotate",
    "crop, 10x10, crop",
    "crop, wide, crop",
    "logo, ../../etc/passwd, logo",
    "encoder, magic, encoder",
    "audio-kbps, 511, audio-kbps"
  })
  void namesWhatIsWrong(String name, String value, String field) {
    String yaml =
        "routes:\n  - key: live/cam\n    outputs:\n      renditions:\n        - "
            + (name.equals("name") ? "{" : "{name: a, ")
            + name
            + ": '"
            + value
            + "'}\n";
    assertThatThrownBy(() -> RouteDocuments.readYaml("t", yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(field);
  }
}
