package io.tidegate.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailBookTest {
  private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

  private static Alarm alarm(String subject, String message) {
    return alarm(subject, message, null, null);
  }

  private static Alarm alarm(
      String subject,
      String message,
      Alarm.@Nullable Acknowledgement taken,
      @Nullable Instant snoozed) {
    return new Alarm(1, AlarmKind.SOURCE_LOST, subject, message, NOW, 1, taken, snoozed);
  }

  private static MailBook book(int perHour, Duration reminder) {
    return new MailBook(perHour, reminder, NOW);
  }

  @Test
  void anAlarmIsALetterWithItsAdvice() {
    MailBook book = book(5, Duration.ZERO);
    Letter letter = book.alarmed(alarm("live/a", "no frames"), true, NOW).orElseThrow();
    assertThat(letter.subject()).isEqualTo("[Tidegate] critical: source-lost live/a");
    assertThat(letter.text())
        .contains("no frames", AlarmKind.SOURCE_LOST.advice(), "since 2026-01-10T12:00:00Z");
    Letter over = book.alarmed(alarm("live/a", "no frames"), false, NOW).orElseThrow();
    assertThat(over.subject()).isEqualTo("[Tidegate] over: source-lost live/a");
  }

  @Test
  void whatIsOverTheHoursCountComesTogetherWhenThereIsRoom() {
    MailBook book = book(2, Duration.ZERO);
    assertThat(book.alarmed(alarm("live/1", "x"), true, NOW)).isPresent();
    assertThat(book.alarmed(alarm("live/2", "x"), true, NOW.plusSeconds(60))).isPresent();
    for (int i = 0; i <= MailBook.MAX_LINES; i++) {
      assertThat(book.alarmed(alarm("live/more" + i, "x"), true, NOW.plusSeconds(61))).isEmpty();
    }
    Instant hour = NOW.plusSeconds(3_600);
    assertThat(book.look(List.of(), hour.minusMillis(1))).isEmpty();
    Letter digest = book.look(List.of(), hour).orElseThrow();
    assertThat(digest.subject()).isEqualTo("[Tidegate] 201 changes of alarms");
    assertThat(digest.text()).contains("source-lost live/more0: x", "and 1 more");
    assertThat(book.look(List.of(), hour)).isEmpty();
    assertThat(book.alarmed(alarm("live/3", "x"), true, hour)).isEmpty();
    assertThat(book.look(List.of(), hour.plusSeconds(60))).isPresent();
  }

  @Test
  void remindersAreOfWhatNobodyHasTakenOn() {
    Alarm taken = alarm("live/taken", "x", new Alarm.Acknowledgement("eva", NOW, ""), null);
    Alarm silent = alarm("live/silent", "x", null, NOW.plusSeconds(9_999));
    List<Alarm> open = List.of(alarm("live/open", "x"), taken, silent);
    assertThat(book(5, Duration.ZERO).look(open, NOW.plus(Duration.ofDays(9)))).isEmpty();
    MailBook book = book(5, Duration.ofHours(4));
    assertThat(book.look(open, NOW.plus(Duration.ofHours(4)).minusMillis(1))).isEmpty();
    Letter letter = book.look(open, NOW.plus(Duration.ofHours(4))).orElseThrow();
    assertThat(letter.text()).contains("live/open").doesNotContain("live/taken", "live/silent");
    assertThat(book.look(open, NOW.plus(Duration.ofHours(7)))).isEmpty();
    Optional<Letter> none = book.look(List.of(taken), NOW.plus(Duration.ofHours(8)));
    assertThat(none).isEmpty();
  }

  @Test
  void aStrangersWordsAddNoHeadersAndNoFlood() {
    Letter letter =
        new Letter("a\r\nBcc: b@example.com", "line\nnext\u0000\u202e" + "x".repeat(200_000));
    assertThat(letter.subject()).isEqualTo("a Bcc: b@example.com");
    assertThat(letter.text()).startsWith("line\nnext x").hasSizeLessThan(100_010);
    assertThat(new Letter("x".repeat(500), "").subject()).hasSize(151);
  }
}
