package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChildPublisherTest {
  private record Pattern() {}

  private static final int TIMES = 3;

  private final ManualLoops loops = new ManualLoops();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          AdmissionPolicy.OPEN,
          HubOptions.defaults(bug -> {
            throw new IllegalStateException(bug);
          }));

  private ChildPublisher publisher(StreamKey key, Loop loop) {
    PublishRequest request =
        PublishRequest.invited("", key, Protocol.TEST_PATTERN, "", new Pattern());
    return new ChildPublisher(request, streams, loops, loop);
  }

  private String session(StreamKey key) {
    StreamHub hub = Objects.requireNonNull(streams.find(key), "live");
    SourceView source = hub.view().sources().getFirst();
    return Objects.requireNonNull(source.publisher(), "published").sessionId();
  }

  @Test
  void eachChildIsASessionOfItsOwn() {
    List<String> sessions = new ArrayList<>();
    Loop loop = loops.newLoop();
    for (StreamKey key : List.of(new StreamKey("live", "x"), new StreamKey("live", "y"))) {
      for (int i = 0; i < TIMES; i++) {
        ChildPublisher publisher = publisher(key, loop);
        publisher.begin(List.of(ChildOutput.VIDEO), () -> MediaTime.ZERO);
        loops.advance(Duration.ofSeconds(1));
        sessions.add(session(key));
        publisher.end(CloseReason.CONNECTION_LOST);
        publisher.begin(List.of(ChildOutput.VIDEO), () -> MediaTime.ZERO);
        loops.advance(Duration.ofSeconds(1));
        sessions.add(session(key));
        publisher.end(CloseReason.ENDED_BY_PEER);
        loops.advance(Duration.ofSeconds(1));
      }
    }

    assertThat(sessions).doesNotHaveDuplicates().hasSize(4 * TIMES);
    assertThat(sessions).allSatisfy(one -> assertThat(one).startsWith("test-pattern-"));
  }
}
