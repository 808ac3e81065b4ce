package io.tidegate.cluster.owner;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// When a node came, as it tells the others to remember for it: one that comes again and again, as
/// it dies each time, takes no streams from those that run them for longer and longer. Immutable
/// but for what it is told; one thread at a time.
final class Comings {
  /// After the second coming within [#REMEMBERED]; twice as long after each further one.
  static final Duration REST = Duration.ofSeconds(30);

  static final Duration LONGEST = Duration.ofMinutes(10);
  static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 16;
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final Pattern TIME = Pattern.compile("\\d{1,15}");

  private final long came;
  private final NavigableSet<Long> times = new TreeSet<>();

  /// @param came this time, in milliseconds since 1970
  Comings(long came) {
    this.came = came;
    times.add(came);
  }

  /// @param told what the others remember, null for nothing
  /// @return what they are to remember
  String tell(@Nullable String told) {
    if (told != null) {
      SPACE
          .splitAsStream(told)
          .filter(TIME.asMatchPredicate())
          .map(Long::valueOf)
          .filter(time -> time < came && came - time < REMEMBERED.toMillis())
          .forEach(times::add);
    }
    while (times.size() > MOST) {
      times.removeFirst();
    }
    return times.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /// How long it takes nothing from this time on.
  Duration rest() {
    int again = times.size() - 1;
    if (again == 0) {
      return Duration.ZERO;
    }
    Duration rest = REST.multipliedBy(1L << (again - 1));
    return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
  }
}
