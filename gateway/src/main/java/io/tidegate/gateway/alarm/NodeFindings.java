package io.tidegate.gateway.alarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What is wrong with the process itself. Confined to one thread.
///
/// @param lag by how much the latest event loop was late since it was asked last
/// @param errors lines that were logged as errors in the last five minutes
public record NodeFindings(Supplier<Duration> lag, IntSupplier errors)
    implements Supplier<List<Finding>> {
  /// Viewers have buffers of a second; a quarter of it is seen in latency.
  static final Duration MOST_LAG = Duration.ofMillis(250);

  static final int MOST_ERRORS = 100;

  @Override
  public List<Finding> get() {
    List<Finding> findings = new ArrayList<>();
    Duration late = lag.get();
    if (late.compareTo(MOST_LAG) > 0) {
      // in steps, so that the words change seldom
      String words = String.format(Locale.ROOT, "up to %.1f s", late.toMillis() / 1e3);
      findings.add(new Finding(AlarmKind.LOOP_LAG, "event loops", words));
    }
    int logged = errors.getAsInt();
    if (logged > MOST_ERRORS) {
      String words = "over " + logged / MOST_ERRORS * MOST_ERRORS + " in 5 minutes";
      findings.add(new Finding(AlarmKind.LOGGED_ERRORS, "log", words));
    }
    return findings;
  }
}
