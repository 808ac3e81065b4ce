package io.tidegate.gateway.event;

import io.tidegate.gateway.event.LiveBoard.EntityId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Whether a move is worth keeping: a camera that is off is called every few seconds, and would
/// fill the history by itself. Confined to one thread.
///
/// Of moves between states that do not work the same one counts once in [#AGAIN], until it works.
public final class Retries {
  private static final Duration AGAIN = Duration.ofHours(1);

  /// Different ones in that time: whoever fails in ever new words is cut short.
  private static final int MAX_KEPT = 20;

  private static final Set<String> CALLED = Set.of("pull", "push", "call");
  private static final Set<String> FAILING = Set.of("connecting", "disconnected", "idle");

  private final Map<EntityId, Outage> outages = new HashMap<>();
  private final LongSupplier nanoTime;

  /// @param nanoTime the monotonic clock
  public Retries(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// What was kept of one that does not work.
  private static final class Outage {
    final Set<Event.Move> kept = new HashSet<>();
    long sinceNanos;
  }

  /// @param of what moved
  public boolean isNews(EntityId of, Event.Move move) {
    if (!CALLED.contains(of.entity())) {
      return true;
    }
    if (!FAILING.contains(move.from()) || !FAILING.contains(move.to())) {
      outages.remove(of);
      return true;
    }
    Outage outage = outages.computeIfAbsent(of, _ -> new Outage());
    long now = nanoTime.getAsLong();
    if (outage.kept.isEmpty() || now - outage.sinceNanos >= AGAIN.toNanos()) {
      outage.kept.clear();
      outage.sinceNanos = now;
    }
    return outage.kept.size() < MAX_KEPT && outage.kept.add(move);
  }
}
