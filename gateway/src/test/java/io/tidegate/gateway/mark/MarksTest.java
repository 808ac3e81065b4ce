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

  private void fill(String app, int streams, int each) {
    for (int s = 0; s < streams; s++) {
      StreamKey key = StreamKey.parse(app + "/s" + s);
      for (int i = 0; i < each; i++) {
        add(key, START.plusMillis(i), 0, "k");
      }
    }
  }

  private int of(String key) {
    return marks.find(StreamKey.parse(key), Instant.EPOCH, Instant.MAX).size();
  }

  @Test
  void whoeverHasMostMakesRoomForOthers() {
    add(StreamKey.parse("quiet/door"), START.minusSeconds(60), 0, "the oldest of all");
    fill("noisy", 12, Marks.MOST_OF_STREAM);
    assertThat(of("quiet/door")).isEqualTo(1);
    assertThat(marks.size()).isBetween(Marks.MOST - 200, Marks.MOST);
    assertThat(marks.dropped()).isEqualTo(marks.added() - marks.size());
    for (int i = 0; i < 12; i++) {
      assertThat(of("noisy/s" + i)).as("stream %d", i).isGreaterThan(1_500);
    }
  }

  @Test
  void ofAnAppTheLoudestStreamMakesRoom() {
    fill("live", 9, Marks.MOST_OF_STREAM);
    fill("few", 10, 150);
    fill("live", 1, 1); // 19,501
    StreamKey small = StreamKey.parse("live/small");
    for (int i = 0; i < 700; i++) {
      add(small, START.plusMillis(i), 0, "k");
    }
    assertThat(of("live/small")).isEqualTo(700);
    assertThat(of("few/s0")).isEqualTo(150);
    assertThat(marks.dropped()).isPositive();
  }

  @Test
  void whatIsDroppedIsTold() {
    List<Mark> gone = new ArrayList<>();
    marks.observeDropped(gone::add);
    Mark first = add(0, "first");
    for (int i = 1; i <= Marks.MOST_OF_STREAM; i++) {
      add(i, "k");
    }
    assertThat(gone).containsExactly(first);
  }

  @Test
  void nothingIsLeftOfStreamsWithoutMarks() {
    for (int i = 0; i < 1_000; i++) {
      add(StreamKey.parse("live/random" + i), START, 0, "k");
    }
    assertThat(marks.streams()).isEqualTo(1_000);
    now = START.plus(Marks.AGE);
    add(KEY, now, 0, "new");
    assertThat(marks.streams()).isEqualTo(1);
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
