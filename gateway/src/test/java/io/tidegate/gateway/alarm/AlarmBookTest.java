package io.tidegate.gateway.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmBookTest {
  private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
  private static final Finding LOST = new Finding(AlarmKind.SOURCE_LOST, "live/a", "no frames");
  private static final Finding DISK = new Finding(AlarmKind.DISK_LOW, "data", "5 % are free");

  private final List<String> told = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();
  private final AlarmBook book = new AlarmBook(new Told());
  private Instant now = START;

  private final class Told implements AlarmBook.Listener {
    @Override
    public void raised(Alarm alarm) {
      told.add("raised " + alarm.subject() + " " + alarm.count());
    }

    @Override
    public void cleared(Alarm alarm) {
      told.add("cleared " + alarm.subject() + " " + alarm.count());
    }

    @Override
    public void changed(Alarm alarm) {
      shown.add("shown " + alarm.message());
    }

    @Override
    public void gone(Alarm alarm) {
      shown.add("gone");
    }
  }

  /// So long, looked at every two seconds.
  private void go(Duration time, Finding... findings) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      book.look(List.of(findings), now);
      now = now.plusSeconds(2);
    }
  }

  @Test
  void whatLastsIsRaisedAndWhatIsWellForAWhileIsOver() {
    go(Duration.ofSeconds(10), LOST);
    assertThat(told).isEmpty();
    go(Duration.ofSeconds(2), LOST);
    assertThat(told).containsExactly("raised live/a 1");
    assertThat(book.open()).singleElement().extracting(Alarm::message).isEqualTo("no frames");
    go(Duration.ofSeconds(4));
    assertThat(told).hasSize(1);
    go(Duration.ofSeconds(4));
    assertThat(told).containsExactly("raised live/a 1", "cleared live/a 1");
    assertThat(book.open()).isEmpty();
    assertThat(shown).containsExactly("shown no frames", "gone");
  }

  @Test
  void aShortOutageIsNoneAndBeginsAnew() {
    for (int i = 0; i < 20; i++) {
      go(Duration.ofSeconds(8), LOST);
      go(Duration.ofSeconds(2));
    }
    assertThat(told).isEmpty();
  }

  @Test
  void whatFlapsIsOneLineThatIsToldLessAndLess() {
    for (int i = 0; i < 9; i++) {
      go(Duration.ofSeconds(20), LOST);
      go(Duration.ofSeconds(20));
    }
    assertThat(told)
        .containsExactly(
            "raised live/a 1",
            "cleared live/a 1",
            "raised live/a 2",
            "cleared live/a 2",
            "raised live/a 3",
            "cleared live/a 3",
            "raised live/a 4",
            "cleared live/a 4",
            "raised live/a 8",
            "cleared live/a 8");
    go(Duration.ofSeconds(20), LOST);
    assertThat(book.open()).singleElement().extracting(Alarm::id).isEqualTo(1L);
    go(AlarmBook.MEMORY.plusSeconds(4));
    go(Duration.ofSeconds(20), LOST);
    assertThat(book.open()).singleElement().extracting(Alarm::count).isEqualTo(1);
  }

  @Test
  void theWorstComesFirstThenTheNewest() {
    go(Duration.ofSeconds(70), DISK);
    go(Duration.ofSeconds(20), DISK, LOST);
    Finding other = new Finding(AlarmKind.SOURCE_LOST, "live/b", "no frames");
    go(Duration.ofSeconds(20), DISK, LOST, other);
    assertThat(book.open()).extracting(Alarm::subject).containsExactly("live/b", "live/a", "data");
  }

  @Test
  void somebodyTakesItOnUntilItIsRaisedAgain() {
    go(Duration.ofSeconds(20), LOST);
    long id = book.open().getFirst().id();
    assertThat(book.acknowledge(id + 1, by())).isNull();
    assertThat(acknowledged(book.acknowledge(id, by()))).isEqualTo(by());
    go(Duration.ofSeconds(20));
    assertThat(book.acknowledge(id, by())).isNull();
    go(Duration.ofSeconds(20), LOST);
    assertThat(acknowledged(book.open().getFirst())).isNull();
  }

  @Test
  void aSnoozeEndsByItself() {
    go(Duration.ofSeconds(20), LOST);
    long id = book.open().getFirst().id();
    assertThat(book.snooze(id, now.plusSeconds(60))).isNotNull();
    go(Duration.ofSeconds(60), LOST);
    assertThat(book.open().getFirst().snoozedUntil()).isNotNull();
    go(Duration.ofSeconds(4), LOST);
    assertThat(book.open().getFirst().snoozedUntil()).isNull();
  }

  @Test
  void otherWordsAreShown() {
    go(Duration.ofSeconds(20), LOST);
    go(Duration.ofSeconds(2), new Finding(LOST.kind(), LOST.subject(), "the password is wrong"));
    assertThat(shown).containsExactly("shown no frames", "shown the password is wrong");
    assertThat(told).hasSize(1);
  }

  @Test
  void thereIsAnEndToWhatIsKept() {
    Finding[] many = new Finding[AlarmBook.MAX_OPEN + 5];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Finding(AlarmKind.SOURCE_LOST, "live/" + i, "no frames");
    }
    go(Duration.ofSeconds(20), many);
    assertThat(book.open()).hasSize(AlarmBook.MAX_OPEN);
  }

  @Test
  void whatWasOpenBeforeARestartGoesOnAndIsOverWhenItIsWell() {
    Alarm before =
        new Alarm(
            41, LOST.kind(), LOST.subject(), "old words", START, 3, by(), now.plusSeconds(60));
    now = now.plusSeconds(30);
    book.restore(List.of(before), now);
    assertThat(book.open()).containsExactly(before);
    go(Duration.ofSeconds(4), LOST, DISK);
    assertThat(book.open()).singleElement().extracting(Alarm::since).isEqualTo(START);
    assertThat(told).isEmpty();
    go(Duration.ofSeconds(70), LOST, DISK);
    assertThat(book.open()).extracting(Alarm::id).containsExactly(41L, 42L);
    go(Duration.ofSeconds(20), DISK);
    assertThat(told).contains("cleared live/a 3");
  }

  private Alarm.Acknowledgement by() {
    return new Alarm.Acknowledgement("anna", START, "on my way");
  }

  private static Alarm.@Nullable Acknowledgement acknowledged(@Nullable Alarm alarm) {
    return alarm == null ? null : alarm.acknowledged();
  }
}
