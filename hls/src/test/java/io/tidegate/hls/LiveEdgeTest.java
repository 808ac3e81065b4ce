package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LiveEdgeTest {
  @Test
  void playersStayBehindTheEndOfWhatIsOffered() {
    PlaylistSnapshot snapshot = new Packagers(5).usual(1_000, 21_900).snapshot();
    Segment last = snapshot.listed().getLast();
    Instant end = last.programTime().plus(last.duration().toDuration());

    LiveEdge edge = LiveEdge.of(snapshot, true, end.plusMillis(700));

    int target = snapshot.state().targetSeconds();
    assertThat(edge.segments()).isEqualTo(new LiveEdge.Distance(700, 3_000L * target));
    assertThat(edge.dashMs()).isEqualTo(2_000L * target);
    LiveEdge.Distance parts = Objects.requireNonNull(edge.parts());
    long openMs = snapshot.openParts().stream().mapToLong(part -> part.duration().toMillis()).sum();
    assertThat(openMs).isPositive();
    assertThat(parts.edgeMs()).isEqualTo(Math.max(0, 700 - openMs));
    PartTarget partTarget = Objects.requireNonNull(snapshot.state().partTarget());
    assertThat(parts.holdBackMs()).isEqualTo(3 * partTarget.target().toMillis());
  }

  @Test
  void aClockThatIsBehindIsNoTimeToCome() {
    PlaylistSnapshot snapshot = new Packagers(5).usual(1_000, 21_100).snapshot();
    LiveEdge edge = LiveEdge.of(snapshot, false, Instant.EPOCH);
    assertThat(edge.segments().edgeMs()).isZero();
    assertThat(edge.dashMs()).isNull();
  }
}
