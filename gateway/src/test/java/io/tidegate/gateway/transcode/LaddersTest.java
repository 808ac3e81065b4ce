package io.tidegate.gateway.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Encoders;
import io.tidegate.transcode.ladder.LadderContext;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import io.tidegate.transcode.worker.Programs;
import io.tidegate.transcode.worker.Workers;
import io.tidegate.transcode.worker.WorkersOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose streams go on and whose end; no child is ever there.
class LaddersTest {
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final StreamKey LARGE = StreamKey.parse("live/cam_720");
  private static final StreamKey SMALL = StreamKey.parse("live/cam_360");

  private final ManualLoops loops = new ManualLoops();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          AdmissionPolicy.OPEN,
          HubOptions.defaults(bug -> {
            throw new IllegalStateException(bug);
          }));
  private final Workers workers =
      new Workers(
          WorkersOptions.DEFAULT,
          program -> {
            throw new Programs.MissingException("no " + program, new IllegalStateException());
          });
  private final Ladders ladders =
      new Ladders(
          new LadderContext(workers, streams, loops, () -> Encoders.software(null)),
          Path.of("logos"),
          () -> true);

  @BeforeEach
  void observe() {
    streams.observe(ladders);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  private static RouteSpec route(String... names) {
    List<OutputSpec> outputs =
        Stream.of(names)
            .map(name -> new Rendition(name, VideoProfile.H264, AudioProfile.DEFAULT))
            .map(rendition -> (OutputSpec) new OutputSpec.Rendered(rendition, false))
            .toList();
    return new RouteSpec(
        CAM, true, SourceSpec.publishers(), outputs, null, null, SrtSpec.NONE, List.of());
  }

  private Publication publish(StreamKey key, Protocol protocol) {
    PublishRequest request = new PublishRequest("s-" + key, key, protocol, "127.0.0.1:1", Map.of());
    Publication publication =
        ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    publication.emit(new TracksChanged(SyntheticStreams.tracks()));
    loops.runAll();
    return publication;
  }

  /// Published by a child that then ended, as one does that crashed or whose ladder was stopped.
  private StreamHub waiting(StreamKey rendition, Protocol protocol) {
    publish(rendition, protocol).close(CloseReason.CONNECTION_LOST);
    loops.runAll();
    return Objects.requireNonNull(streams.find(rendition));
  }

  @Test
  void whatWasMadeOfAStreamThatIsGoneDoesNotWaitForTheNextOne() {
    ladders.apply(CAM, null, route("360"));
    publish(CAM, Protocol.RTMP);
    waiting(SMALL, Protocol.TRANSCODE);
    assertThat(streams.end(CAM, CloseReason.KICKED)).isTrue();
    publish(CAM, Protocol.RTMP);
    assertThat(streams.find(SMALL)).isNull();
  }

  @Test
  void whatIsMadeOfAStreamThatComesBackWaitsForIt() {
    ladders.apply(CAM, null, route("360"));
    Publication source = publish(CAM, Protocol.RTMP);
    StreamHub small = waiting(SMALL, Protocol.TRANSCODE);
    source.close(CloseReason.CONNECTION_LOST);
    loops.runAll();
    publish(CAM, Protocol.RTMP);
    assertThat(streams.find(SMALL)).isSameAs(small);
  }

  @Test
  void whatOthersPublishedThereIsLeftAlone() {
    ladders.apply(CAM, null, route("360"));
    StreamHub others = waiting(SMALL, Protocol.RTMP);
    publish(CAM, Protocol.RTMP);
    assertThat(streams.find(SMALL)).isSameAs(others);
  }

  @Test
  void aRenditionThatWasTakenOutEndsAtOnceAndTheOthersGoOn() {
    ladders.apply(CAM, null, route("360", "720"));
    publish(CAM, Protocol.RTMP);
    waiting(SMALL, Protocol.TRANSCODE);
    StreamHub large = waiting(LARGE, Protocol.TRANSCODE);
    ladders.apply(CAM, route("360", "720"), route("720"));
    assertThat(streams.find(SMALL)).isNull();
    assertThat(streams.find(LARGE)).isSameAs(large);
  }
}
