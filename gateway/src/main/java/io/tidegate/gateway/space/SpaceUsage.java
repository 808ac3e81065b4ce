package io.tidegate.gateway.space;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// What spaces use at the moment. Any thread; [#sample] on one.
public final class SpaceUsage {
  /// Of the rate: as long as a segment or two of HLS, which viewers load at once.
  private static final double NANOS_OF_AVERAGE = 5e9;

  private static final double BITS = 8e9;

  private final SessionRegistry sessions;
  private final LongSupplier nanoTime;

  /// Bytes of each session when it was last looked at; of [#sample] alone.
  private final Map<String, Long> bytes = new HashMap<>();

  private long last;
  private volatile Map<String, Double> rates = Map.of();

  public SpaceUsage(SessionRegistry sessions, LongSupplier nanoTime) {
    this.sessions = sessions;
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /// Of one space, now.
  ///
  /// @param egressBps averaged over some seconds
  public record View(long publishers, long viewers, long egressBps) {}

  /// As the sessions say by themselves: a look at each of them.
  public View of(String space) {
    return new View(
        count(space, SessionView.Kind.PUBLISHER, ""),
        count(space, SessionView.Kind.VIEWER, ""),
        egressBps(space));
  }

  /// @param but a session that does not count
  long count(String space, SessionView.Kind kind, String but) {
    return sessions.views().stream()
        .filter(view -> view.kind() == kind && !view.id().equals(but))
        .map(SessionView::key)
        .filter(key -> key != null && key.app().equals(space))
        .count();
  }

  /// Bits per second that go out, averaged over some seconds.
  long egressBps(String space) {
    return Math.round(rates.getOrDefault(space, 0.0));
  }

  /// About once a second.
  public void sample() {
    long now = nanoTime.getAsLong();
    long elapsed = Math.max(1, now - last);
    last = now;
    Map<String, Long> sent = sentSince();
    double weight = Math.min(1, elapsed / NANOS_OF_AVERAGE);
    Map<String, Double> next = new HashMap<>();
    rates.forEach((space, rate) -> next.put(space, rate * (1 - weight)));
    sent.forEach((space, count) -> next.merge(space, weight * count * BITS / elapsed, Double::sum));
    next.values().removeIf(rate -> rate < 1);
    rates = Map.copyOf(next);
  }

  private Map<String, Long> sentSince() {
    Map<String, Long> sent = new HashMap<>();
    List<SessionView> views = sessions.views();
    Map<String, Long> seen = new HashMap<>();
    for (SessionView view : views) {
      StreamKey key = view.key();
      if (key != null && view.kind() != SessionView.Kind.PUBLISHER) {
        seen.put(view.id(), view.bytes());
        long before = bytes.getOrDefault(view.id(), 0L);
        sent.merge(key.app(), Math.max(0, view.bytes() - before), Long::sum);
      }
    }
    bytes.clear();
    bytes.putAll(seen);
    return sent;
  }
}
