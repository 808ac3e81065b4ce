package io.tidegate.gateway;

import io.tidegate.gateway.backup.Backups;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.util.Objects;

/// What a backup holds: put together by hand. Stateless.
final class BackupWiring {
  private BackupWiring() {}

  /// After [ControlPlane#tell].
  ///
  /// @param book null where nothing of the settings is stored
  static Backups of(
      @Nullable SettingsBook book,
      ControlPlane control,
      MediaPlane media,
      CertificateWatch certificates) {
    Backups.Stores stores =
        new Backups.Stores(
            control.store(),
            control.accounts().store(),
            media.access().keys(),
            control.spaces().store(),
            control.storage(),
            Objects.requireNonNull(control.notifications(), "opened").webhooks(),
            certificates,
            book,
            media.load().switches().orElse(null));
    return new Backups(stores, control::note, Clock.systemUTC(), Main.version());
  }
}
