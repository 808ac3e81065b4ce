package io.tidegate.gateway.access.hook;

import io.tidegate.gateway.auth.SecretText;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Answers of the hook that it said to keep, by all that was asked but who asks now. Any thread;
/// holds no secrets.
final class AnswerCache {
  static final int MOST = 10_000;

  private final LongSupplier nanoTime;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(Admission.Settled answer, long until) {}

  AnswerCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Null where none is kept, or no longer.
  Admission.@Nullable Settled find(String question) {
    Kept found = kept.get(SecretText.hash(question));
    return found == null || nanoTime.getAsLong() - found.until() >= 0 ? null : found.answer();
  }

  /// Without effect when there is no room.
  void keep(String question, Admission.Settled answer, Duration time) {
    if (time.isZero()) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (kept.size() >= MOST) {
      kept.values().removeIf(one -> now - one.until() >= 0);
    }
    if (kept.size() < MOST) {
      kept.put(SecretText.hash(question), new Kept(answer, now + time.toNanos()));
    }
  }
}
