package io.tidegate.gateway.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {
  private static final StreamKey KEY = StreamKey.parse("live/door");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Instant now = START;
  private final Marks marks = new Marks(() -> now);

  private Mark add(StreamKey key, Instant at, long durationMs, String kind) {
    Mark.Finding finding =
        new Mark.Finding(Duration.ofMillis(durationMs), kind, "", null, null, "");
    return marks.add(key, at, finding, "tap x");
  }

  private Mark add(int second, String kind) {
    return add(KEY, START.plusSeconds(second), 0, kind);
  }

  private List<String> found(int from, int to) {
    return marks.find(KEY, START.plusSeconds(from), START.plusSeconds(to)).stream()
        .map(mark -> mark.finding().kind())
        .toList();
  }

  @Test
  void areFoundByTimeInWhateverOrderTheyCame() {
    add(3, "c");
    add(1, "a");
    add(2, "b");
    add(2, "b2");
    assertThat(found(0, 10)).containsExactly("a", "b", "b2", "c");
    assertThat(found(1, 3)).as("from on, and before to").containsExactly("a", "b", "b2");
    assertThat(found(4, 10)).isEmpty();
    assertThat(marks.find(StreamKey.parse("live/other"), Instant.EPOCH, Instant.MAX)).isEmpty();
  }

  @Test
  void oneThatLastsIsFoundWhileItDoes() {
    add(KEY, START, 10_000, "long");
    add(5, "short");
    assertThat(found(9, 20)).containsExactly("long");
    assertThat(found(10, 20)).as("it is over").isEmpty();
    assertThat(found(-5, 1)).containsExactly("long");
    assertThat(found(4, 6)).containsExactly("long", "short");
  }

  @Test
  void ofAStreamTheOldestGoFirstAndAreCounted() {
    for (int i = 0; i < Marks.MOST_OF_STREAM; i++) {
      add(i, "k");
    }
    assertThat(marks.dropped()).isZero();
    add(-1, "older");
    assertThat(marks.dropped()).isEqualTo(1);
    assertThat(found(-10, 1)).as("it is the oldest itself").containsExactly("k");
    assertThat(marks.size()).isEqualTo(Marks.MOST_OF_STREAM);
  }

  @Test
  void ofAllStreamsTheOldestGoFirst() {
    int streams = Marks.MOST / Marks.MOST_OF_STREAM;
    for (int s = 0; s <= streams; s++) {
      StreamKey key = StreamKey.parse("live/s" + s);
      for (int i = 0; i < Marks.MOST_OF_STREAM; i++) {
        add(key, START.plusSeconds(s), 0, "k");
      }
    }
    assertThat(marks.size()).isEqualTo(Marks.MOST);
    assertThat(marks.dropped()).isEqualTo(Marks.MOST_OF_STREAM);
    assertThat(marks.find(StreamKey.parse("live/s0"), Instant.EPOCH, Instant.MAX)).isEmpty();
    assertThat(marks.added()).isEqualTo(Marks.MOST + Marks.MOST_OF_STREAM);
  }

  @Test
  void areForgottenWhenTheyAreTooOld() {
    add(0, "old");
    now = START.plus(Marks.AGE);
    assertThat(found(0, 1)).isEmpty();
    add(KEY, now, 0, "new");
    assertThat(marks.size()).isEqualTo(1);
    assertThat(marks.dropped()).as("of age is no loss").isZero();
  }

  @Test
  void timesAreNeitherToComeNorTooLongAgo() {
    assertThat(marks.isTime(START)).isTrue();
    assertThat(marks.isTime(START.plusSeconds(60))).isTrue();
    assertThat(marks.isTime(START.plusSeconds(61))).isFalse();
    assertThat(marks.isTime(START.minus(Marks.AGE))).isFalse();
    assertThat(marks.isTime(START.minus(Marks.AGE).plusMillis(1))).isTrue();
  }

  @Test
  void idsGoOnAfterARestart() {
    Mark before = add(0, "a");
    now = START.plusMillis(2);
    Mark after =
        new Marks(() -> now)
            .add(KEY, START, new Mark.Finding(Duration.ZERO, "b", "", null, null, ""), "x");
    assertThat(after.id()).isGreaterThan(before.id());
  }

  @Test
  void observersHearOfEach() {
    List<Mark> heard = new ArrayList<>();
    marks.observe(heard::add);
    Mark mark = add(0, "a");
    assertThat(heard).containsExactly(mark);
  }
}
