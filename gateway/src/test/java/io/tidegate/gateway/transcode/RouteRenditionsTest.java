package io.tidegate.gateway.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether a source stands beside its renditions.
class RouteRenditionsTest {
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final TrackList H265 = tracks(SyntheticStreams.hevc());

  private static TrackList tracks(CodecParams video) {
    return TrackList.of(List.of(new Track(1, video)));
  }

  private static RouteRenditions renditions(String outputs) throws Exception {
    String yaml = "routes:\n  - {key: live/cam, outputs: {%s}}\n".formatted(outputs);
    StreamRegistry streams =
        new StreamRegistry(new ManualLoops(), AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
    return new RouteRenditions(
        RouteTable.of(RouteDocuments.readYaml("t", yaml, Map.of())),
        key -> !key.name().endsWith("hidden"),
        streams);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "renditions: [{name: a}]; true",
        "h264-only: false, renditions: [{name: a}]; true",
        "h264-only: true, renditions: [{name: a}]; false",
        "h264-only: true, renditions: [{name: a, on-demand: true}]; false",
        "h264-only: true, renditions: [{name: b, video: copy}, {name: a}]; false",
        "h264-only: true; true",
        "h264-only: true, renditions: [{name: a, video: copy}]; true",
        "h264-only: true, renditions: [{name: a, video: none}]; true",
        "h264-only: true, renditions: [{name: hidden}]; true"
      })
  void anH265SourceGivesWayToH264Alone(String outputs, boolean offered) throws Exception {
    assertThat(renditions(outputs).offersSource(CAM, H265)).isEqualTo(offered);
  }

  @Test
  void sourcesOfH264AndThoseWithoutPicturesStay() throws Exception {
    RouteRenditions renditions = renditions("h264-only: true, renditions: [{name: a}]");
    assertThat(renditions.offersSource(CAM, tracks(SyntheticStreams.avc()))).isTrue();
    assertThat(renditions.offersSource(CAM, TrackList.EMPTY)).isTrue();
    assertThat(renditions.offersSource(StreamKey.parse("live/other"), H265)).isTrue();
  }

  @Test
  void av1GivesWayAsWell() throws Exception {
    TrackList av1 = tracks(Av1SequenceHeader.parse(Bytes.ofHex("0a0b000000043cfecc02f80040")));
    RouteRenditions renditions = renditions("h264-only: true, renditions: [{name: a}]");
    assertThat(renditions.offersSource(CAM, av1)).isFalse();
  }
}
