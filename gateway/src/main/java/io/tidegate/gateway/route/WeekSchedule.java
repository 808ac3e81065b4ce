package io.tidegate.gateway.route;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of the week in UTC: `mon-fri 08:00-18:00, sat 22:00-02:00`; empty for always. Immutable.
///
/// @param text as it was written
/// @param windows one for each day of each part
public record WeekSchedule(String text, List<Window> windows) {
  public static final WeekSchedule ALWAYS = new WeekSchedule("", List.of());

  /// What a text has to be.
  public static final String EXPECTED = "hours in UTC such as mon-fri 08:00-18:00, sat 22:00-02:00";

  private static final String TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
  private static final Pattern PART =
      Pattern.compile(
          "(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? "
              + TIME
              + "-(?:"
              + TIME
              + "|(24:00))");

  /// More than anybody keeps in mind.
  private static final int MAX_LENGTH = 500;

  private static final int DAY = 24 * 60;
  private static final int WEEK = 7 * DAY;

  /// @param from minutes since Monday, 0:00
  /// @param length minutes; may reach into the next week
  public record Window(int from, int length) {}

  public WeekSchedule {
    windows = List.copyOf(windows);
  }

  /// @throws IllegalArgumentException when `text` is no schedule
  public static WeekSchedule parse(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    if (stripped.isEmpty()) {
      return ALWAYS;
    }
    if (stripped.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(EXPECTED);
    }
    List<Window> windows = new ArrayList<>();
    for (String part : stripped.split("\\s*,\\s*", -1)) {
      Matcher matcher = PART.matcher(part.replaceAll("\\s+", " "));
      if (!matcher.matches()) {
        throw new IllegalArgumentException(EXPECTED);
      }
      add(windows, matcher);
    }
    return new WeekSchedule(stripped, windows);
  }

  private static void add(List<Window> windows, Matcher part) {
    int first = day(part.group(1));
    int last = part.group(2) == null ? first : day(part.group(2));
    int from = minutes(part.group(3), part.group(4));
    int to = part.group(7) != null ? DAY : minutes(part.group(5), part.group(6));
    int length = to > from ? to - from : to + DAY - from;
    for (int day = first; ; day = (day + 1) % 7) {
      windows.add(new Window(day * DAY + from, length));
      if (day == last) {
        return;
      }
    }
  }

  private static int day(String name) {
    return List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun").indexOf(name);
  }

  private static int minutes(String hour, String minute) {
    return Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
  }

  /// Whether `at` lies within.
  public boolean covers(Instant at) {
    if (windows.isEmpty()) {
      return true;
    }
    LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    int day = time.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue();
    int now = day * DAY + time.getHour() * 60 + time.getMinute();
    return windows.stream()
        .anyMatch(window -> Math.floorMod(now - window.from(), WEEK) < window.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
