package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What other nodes are told of the names and numbers of segments.
class SegmentMarksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StreamKey KEY = new StreamKey("live", "x");

  @Test
  void namesAreToldBeforeTheFirstSegmentIsComplete() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (ServedStream server =
        new ServedStream(new RecordingPolicy(Set.of()), HlsOptions.Container.FMP4)) {
      HlsPackaging packaging = server.packaging();
      packaging.number(_ -> new Numbering("k3", 100, 2, false));
      packaging.mark((hub, number, discontinuities, _) ->
          told.add(packaging.token(hub) + " " + number + " " + discontinuities));
      Publication publication = server.publish("x");
      StreamHub hub = Objects.requireNonNull(server.registry().find(KEY));

      packaging.claimed(hub);
      await().atMost(PATIENCE).until(() -> told.equals(List.of("k3 99 2")));

      server.feed(publication, 1_000, 5_100);
      await().atMost(PATIENCE).until(() -> told.size() >= 3);
      assertThat(told).startsWith("k3 99 2", "k3 100 3", "k3 101 3");
    }
  }
}
