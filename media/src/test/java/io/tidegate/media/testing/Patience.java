package io.tidegate.media.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// How long tests wait for what happens on other threads and in other processes. Any thread.
///
/// Nothing that is waited for takes a second on an idle machine. The limits tell "never" from
/// "late" on one with two cores and ten things to do.
public final class Patience {
  /// For what happens in this process.
  public static final Duration LIMIT = Duration.ofSeconds(60);

  /// For programs that have to start first.
  public static final Duration FOR_PROGRAMS = Duration.ofMinutes(2);

  private Patience() {}

  /// Waits for a condition until [#LIMIT].
  public static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }

  /// The same; `what` is named when it does not come.
  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LIMIT);
  }
}
