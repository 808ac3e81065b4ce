package io.tidegate.gateway.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.hls.DateRange;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MarkRangesTest {
  private static final StreamKey DOOR = StreamKey.parse("live/door");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final Marks marks = new Marks(() -> START.plusSeconds(3_600));
  private RouteTable routes = RouteTable.of(List.of());

  @BeforeEach
  void read() throws Exception {
    String yaml =
        """
        routes:
          - {key: live/door, outputs: {marks: true, renditions: [{name: small, height: 180}]}}
          - {key: live/off, outputs: {marks: false}}
          - {key: live/silent}
        """;
    routes = RouteTable.of(RouteDocuments.readYaml("t", yaml, Map.of()));
  }

  private void add(StreamKey key, int second) {
    Mark.Finding finding =
        new Mark.Finding(
            Duration.ofSeconds(1), "person", "door", 0.5, new Mark.Box(0, 0.25, 1, 0.5), "");
    marks.add(key, START.plusSeconds(second), finding, "x");
  }

  private List<DateRange> ranges(String key) {
    return new MarkRanges(marks, routes).of(StreamKey.parse(key), START, Instant.MAX);
  }

  @Test
  void standInThePlaylistsOfAStreamAndItsRenditionsWhereTheRouteSaysSo() {
    for (String key : List.of("live/door", "live/off", "live/silent", "live/free")) {
      add(StreamKey.parse(key), 1);
    }
    DateRange range = ranges("live/door").getFirst();
    assertThat(range.kind()).isEqualTo("person");
    assertThat(range.start()).isEqualTo(START.plusSeconds(1));
    assertThat(range.duration()).isEqualTo(Duration.ofSeconds(1));
    assertThat(range.more())
        .isEqualTo(Map.of("X-LABEL", "door", "X-CONFIDENCE", "0.5", "X-BOX", "0.0 0.25 1.0 0.5"));
    assertThat(ranges("live/door_small")).containsExactly(range);
    for (String key : List.of("live/off", "live/silent", "live/free")) {
      assertThat(ranges(key)).as(key).isEmpty();
    }
  }

  @Test
  void aPlaylistHasTheNewestOnes() {
    for (int i = 0; i < MarkRanges.MOST + 1; i++) {
      add(DOOR, i);
    }
    assertThat(ranges("live/door")).hasSize(MarkRanges.MOST);
    assertThat(ranges("live/door").getFirst().start()).isEqualTo(START.plusSeconds(1));
  }
}
