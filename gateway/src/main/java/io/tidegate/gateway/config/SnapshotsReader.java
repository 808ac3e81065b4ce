package io.tidegate.gateway.config;

import io.tidegate.gateway.snapshot.SnapshotOptions;
import java.time.Duration;

/// Reads how pictures of streams are made. Stateless.
final class SnapshotsReader {
  private SnapshotsReader() {}

  static SnapshotOptions read(SettingsReader settings) {
    return new SnapshotOptions(
        Duration.ofMillis(settings.number("snapshots.cache-ms")),
        settings.number("snapshots.quality"),
        settings.number("snapshots.max-width"),
        settings.number("snapshots.concurrency"),
        settings.text("snapshots.wake").equals("true"),
        Duration.ofSeconds(settings.number("snapshots.stale-s")),
        settings.text("snapshots.private-webhooks").equals("true"));
  }
}
