package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.UploadsView;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What waits for storage profiles and how they fare, by name. Any thread.
public record StorageMetrics(Supplier<List<StorageBook.View>> profiles, Clock clock)
    implements MultiCollector {
  public StorageMetrics(Supplier<List<StorageBook.View>> profiles) {
    this(profiles, Clock.systemUTC());
  }

  /// A profile that is used.
  private record Used(String name, UploadsView uploads) {}

  @Override
  public MetricSnapshots collect() {
    List<Used> used =
        profiles.get().stream()
            .filter(view -> view.uploads() != null)
            .map(view -> new Used(view.spec().name(), view.uploads()))
            .toList();
    return Family.of(
        Family.gauge("tidegate_storage_queue", "Files that wait for a storage profile.")
            .each(used, StorageMetrics::labels, one -> one.uploads().waiting()),
        Family.gauge("tidegate_storage_queue_bytes", "What waits for a storage profile.")
            .each(used, StorageMetrics::labels, one -> one.uploads().waitingBytes()),
        Family.gauge(
                "tidegate_storage_oldest_seconds", "How long the first file in the queue waits.")
            .each(used, StorageMetrics::labels, one -> age(one.uploads().oldest())),
        Family.gauge("tidegate_storage_failing", "1 while a storage profile takes nothing.")
            .each(
                used, StorageMetrics::labels, one -> one.uploads().failingSince() == null ? 0 : 1),
        Family.counter("tidegate_storage_stored", "Files that a storage profile has, compared.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().stored()),
        Family.counter("tidegate_storage_stored_bytes", "What a storage profile has, compared.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().storedBytes()),
        Family.counter(
                "tidegate_storage_sent_bytes",
                "What went out to a storage profile, broken uploads among it.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().sentBytes()),
        Family.counter("tidegate_storage_failures", "Uploads that were broken off.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().failures()),
        Family.counter(
                "tidegate_storage_refused", "Files that found no room in the queue of a profile.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().refused()),
        Family.counter("tidegate_storage_lost", "Files that were gone before they were stored.")
            .each(used, StorageMetrics::labels, one -> one.uploads().counts().lost()));
  }

  private double age(@Nullable Instant oldest) {
    return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1_000.0;
  }

  private static Labels labels(Used one) {
    return Labels.of("profile", one.name());
  }
}
