package io.tidegate.gateway.load;

import java.util.Locale;

/// How loaded this process is, over the time between two looks. Immutable.
///
/// @param cpu of all cores, 0 to 1
/// @param lagMs by how much the latest timer of an event loop was late
/// @param tasks that wait on the event loops now
public record Signals(double cpu, double lagMs, long tasks) {
  /// Nothing is known.
  public static final Signals NONE = new Signals(0, 0, 0);

  /// How near the worst of them is to what it may be: 1 is there.
  double pressure(BrownoutRules rules) {
    double byCpu = cpu * 100 / rules.cpuPercent();
    double byLag = lagMs / rules.lagMs();
    double byTasks = (double) tasks / rules.tasks();
    return Math.max(byCpu, Math.max(byLag, byTasks));
  }

  /// For events and whoever is refused.
  String words(BrownoutRules rules) {
    return String.format(
        Locale.ROOT,
        "%.0f %% CPU of %d, loops late by %.0f ms of %d, %d tasks of %d wait",
        cpu * 100,
        rules.cpuPercent(),
        lagMs,
        rules.lagMs(),
        tasks,
        rules.tasks());
  }
}
