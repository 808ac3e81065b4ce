package io.tidegate.gateway.mail;

import io.tidegate.gateway.alarm.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Which letters are written of alarms: one each, up to so many in an hour; what is over comes
/// together in one, when there is room again. Confined to one thread, without a clock of its own.
final class MailBook {
  private static final Duration HOUR = Duration.ofHours(1);

  /// Of one letter; what is over is counted.
  static final int MAX_LINES = 200;

  private final int perHour;
  private final Duration reminder;

  /// When the letters of the last hour were written.
  private final Deque<Instant> written = new ArrayDeque<>();

  private final List<String> held = new ArrayList<>();
  private int more;
  private Instant reminded;

  /// @param perHour at least 1
  /// @param reminder zero for none
  MailBook(int perHour, Duration reminder, Instant now) {
    this.perHour = perHour;
    this.reminder = reminder;
    this.reminded = now;
  }

  /// An alarm was raised, or is over; empty when it is held back.
  Optional<Letter> alarmed(Alarm alarm, boolean raised, Instant now) {
    String what = (raised ? "" : "over: ") + alarm.kind().label() + " " + alarm.subject();
    if (held.isEmpty() && hasRoom(now)) {
      written.addLast(now);
      String text =
          what
              + "\n\n"
              + alarm.message()
              + "\n\n"
              + (raised ? alarm.kind().advice() + "\n\n" : "")
              + "since "
              + alarm.since()
              + (alarm.count() > 1 ? ", time " + alarm.count() : "")
              + "\n";
      String severity = raised ? alarm.kind().severity().label() + ": " : "";
      return Optional.of(new Letter("[Tidegate] " + severity + what, text));
    }
    if (held.size() < MAX_LINES) {
      held.add(now + " " + what + ": " + alarm.message());
    } else {
      more++;
    }
    return Optional.empty();
  }

  private boolean hasRoom(Instant now) {
    while (!written.isEmpty() && !now.isBefore(written.getFirst().plus(HOUR))) {
      written.removeFirst();
    }
    return written.size() < perHour;
  }

  /// What was held back, once there is room, and a reminder when it is time.
  ///
  /// @param open alarms
  Optional<Letter> look(List<Alarm> open, Instant now) {
    if (!held.isEmpty() && hasRoom(now)) {
      written.addLast(now);
      return Optional.of(digest());
    }
    boolean due = !reminder.isZero() && !now.isBefore(reminded.plus(reminder));
    if (!due) {
      return Optional.empty();
    }
    reminded = now;
    List<Alarm> left =
        open.stream()
            .filter(alarm -> alarm.acknowledged() == null && alarm.snoozedUntil() == null)
            .toList();
    return left.isEmpty() || !hasRoom(now) ? Optional.empty() : Optional.of(reminding(left, now));
  }

  private Letter digest() {
    String text =
        String.join("\n", held)
            + (more > 0 ? "\nand " + more + " more, see the events" : "")
            + "\n";
    Letter letter = new Letter("[Tidegate] " + (held.size() + more) + " changes of alarms", text);
    held.clear();
    more = 0;
    return letter;
  }

  private Letter reminding(List<Alarm> open, Instant now) {
    written.addLast(now);
    StringBuilder text = new StringBuilder();
    for (Alarm alarm : open.subList(0, Math.min(open.size(), MAX_LINES))) {
      text.append(alarm.kind().label())
          .append(' ')
          .append(alarm.subject())
          .append(" since ")
          .append(alarm.since())
          .append(": ")
          .append(alarm.message())
          .append('\n');
    }
    return new Letter("[Tidegate] " + open.size() + " alarms are open", text.toString());
  }
}
