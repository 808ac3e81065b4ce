package io.tidegate.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateSpanTest {
  private static final Instant START = Instant.parse("2026-01-10T02:00:00Z");

  private final List<Event> events = new ArrayList<>();

  @Test
  void aStateLastsUntilTheNextMoveOfTheSameSubject() {
    happens(0, "source", "live/a 0", "", "streaming", "");
    happens(10, "source", "live/a 1", "", "standby", "");
    happens(60, "source", "live/a 0", "streaming", "failed", "connection lost");
    happens(90, "source", "live/a 0", "failed", "streaming", "");
    assertThat(told())
        .containsExactly(
            "source live/a 0: streaming 90..now",
            "source live/a 0: failed 60..90 connection lost",
            "source live/a 1: standby 10..now",
            "source live/a 0: streaming 0..60");
  }

  @Test
  void aStreamThatNobodyPublishesIsAbsent() {
    happens(0, "stream", "live/a", "", "streaming", "rtmp");
    happens(5, "stream", "live/a", "streaming", "", "");
    happens(8, "stream", "live/a", "", "streaming", "rtmp");
    assertThat(told())
        .containsExactly(
            "stream live/a: streaming 8..now rtmp",
            "stream live/a: absent 5..8",
            "stream live/a: streaming 0..5 rtmp");
  }

  @Test
  void everythingEndsWithTheGateway() {
    happens(0, "server", "", "", "started", "");
    happens(1, "pull", "live/a x", "", "streaming", "");
    happens(9, "server", "", "started", "", "stopped");
    happens(20, "server", "", "", "started", "");
    happens(21, "pull", "live/a x", "", "connecting", "");
    // a power cut: no stop
    happens(40, "server", "", "", "started", "");
    assertThat(told())
        .containsExactly(
            "server : started 40..now",
            "pull live/a x: connecting 21..40",
            "server : started 20..40",
            "server : stopped 9..20 stopped",
            "pull live/a x: streaming 1..9",
            "server : started 0..9");
  }

  @Test
  void whatIsGoneHasNoState() {
    happens(0, "publisher", "1", "", "streaming", "rtmp");
    happens(7, "publisher", "1", "streaming", "", "ended by peer");
    assertThat(told()).containsExactly("publisher 1: streaming 0..7 rtmp");
    StateSpan span = StateSpan.of(events).getFirst();
    assertThat(span.overlaps(START.plusSeconds(6), START.plusSeconds(60))).isTrue();
    assertThat(span.overlaps(START.plusSeconds(7), START.plusSeconds(60))).isFalse();
    assertThat(span.overlaps(START.minusSeconds(60), START)).isFalse();
  }

  private void happens(
      int second, String kind, String subject, String from, String to, String detail) {
    events.add(
        Event.of(
            events.size(),
            START.plusSeconds(second),
            new Event.Subject(kind, "live/a", subject),
            new Event.Move(from, to, "", detail)));
  }

  private List<String> told() {
    return StateSpan.of(events).stream().map(StateSpanTest::text).toList();
  }

  private static String text(StateSpan span) {
    Instant until = span.until();
    String end = until == null ? "now" : "" + (until.getEpochSecond() - START.getEpochSecond());
    long begin = span.since().getEpochSecond() - START.getEpochSecond();
    String state = span.kind() + " " + span.subject() + ": " + span.state();
    return (state + " " + begin + ".." + end + " " + span.detail()).strip();
  }
}
