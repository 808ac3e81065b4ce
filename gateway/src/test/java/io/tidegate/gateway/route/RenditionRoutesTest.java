package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a key means that ends in the name of a rendition.
class RenditionRoutesTest {
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final StreamKey SMALL = StreamKey.parse("live/cam_360");

  static RouteSpec route(boolean onDemand, OutputSpec... more) {
    List<OutputSpec> outputs = new ArrayList<>(List.of(more));
    outputs.add(
        new OutputSpec.Rendered(
            new Rendition("360", VideoProfile.H264, AudioProfile.DEFAULT), onDemand));
    return new RouteSpec(
        CAM, true, SourceSpec.publishers(), outputs, null, null, SrtSpec.NONE, List.of("yard"));
  }

  @Test
  void aRenditionHasTheRouteOfItsSource() {
    RouteTable table =
        RouteTable.of(List.of(route(false, new OutputSpec.Played(PlayerFormat.HLS, false))));
    RouteSpec small = Objects.requireNonNull(table.find(SMALL));
    assertThat(small.key()).isEqualTo(SMALL);
    assertThat(small.sources()).containsExactly(new SourceSpec.Rendition(CAM, "360"));
    assertThat(small.outputs()).containsExactly(new OutputSpec.Played(PlayerFormat.HLS, false));
    assertThat(small.labels()).containsExactly("yard");
    assertThat(table.routeOf(SMALL)).isEqualTo(CAM);
    assertThat(table.patternOf(SMALL)).isNull();
    assertThat(table.sourceOf(SMALL)).isEqualTo(CAM);
    assertThat(table.sourceOf(CAM)).isEqualTo(CAM);
    assertThat(table.renditionsOf(CAM)).containsExactly(SMALL);
  }

  @Test
  void oneOnDemandWaitsForPlayers() {
    RouteTable table = RouteTable.of(List.of(route(true)));
    RouteSpec small = Objects.requireNonNull(table.find(SMALL));
    assertThat(small.hasOnDemand()).isTrue();
    assertThat(small.running(false).sources()).isEmpty();
    assertThat(small.running(true).sources()).containsExactly(new SourceSpec.Rendition(CAM, "360"));
  }

  @Test
  void itGoesWithTheOutputAndComesBack() {
    RouteTable table = RouteTable.of(List.of(route(false)));
    RouteSpec without = route(false).with(SourceSpec.publishers(), List.of(), SrtSpec.NONE);
    table.put(new RouteEntry(without, 2, Instant.EPOCH, ""));
    assertThat(table.find(SMALL)).isNull();
    table.put(new RouteEntry(route(false), 3, Instant.EPOCH, ""));
    assertThat(table.find(SMALL)).isNotNull();
    table.remove(CAM);
    assertThat(table.find(SMALL)).isNull();
  }

  @Test
  void aRouteThatCannotBePutChangesNothing() {
    RouteTable table = RouteTable.of(List.of(route(false)));
    OutputSpec endless =
        new OutputSpec.Rendered(
            new Rendition("x".repeat(1_000), VideoProfile.H264, AudioProfile.DEFAULT), false);
    RouteEntry entry = new RouteEntry(route(true, endless), 2, Instant.EPOCH, "");
    assertThatThrownBy(() -> table.put(entry)).isInstanceOf(IllegalArgumentException.class);
    assertThat(table.find(CAM)).isEqualTo(route(false));
    assertThat(table.find(SMALL)).isNotNull();
    assertThat(table.sourceOf(SMALL)).isEqualTo(CAM);
  }

  @Test
  void aRouteOfItsOwnComesFirst() {
    RouteSpec own =
        new RouteSpec(
            SMALL, true, SourceSpec.publishers(), List.of(), null, null, SrtSpec.NONE, List.of());
    RouteTable table = RouteTable.of(List.of(route(false), own));
    assertThat(table.find(SMALL)).isEqualTo(own);
    assertThat(table.sourceOf(SMALL)).isEqualTo(SMALL);
  }

  @Test
  void namesAreThereOnceAndNotOfPatterns() {
    OutputSpec twice =
        new OutputSpec.Rendered(
            new Rendition("360", VideoProfile.H264, AudioProfile.DEFAULT), false);
    assertThat(route(false, twice).faults()).extracting(Fault::expected).contains("each name once");
    RouteSpec pattern =
        new RouteSpec(
            StreamKey.parsePattern("live/*"),
            true,
            SourceSpec.publishers(),
            List.of(twice),
            null,
            null,
            SrtSpec.NONE,
            List.of());
    assertThat(pattern.faults()).extracting(Fault::path).contains("outputs.renditions");
  }
}
