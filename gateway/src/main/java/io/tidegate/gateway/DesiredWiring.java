package io.tidegate.gateway;

import io.tidegate.gateway.cluster.desired.DesiredState;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Clock;

/// What is stored here and wanted at every node of a cluster: put together by hand. Stateless.
final class DesiredWiring {
  private DesiredWiring() {}

  /// @param book null where nothing of the settings is stored
  static DesiredState of(
      Settings settings, @Nullable SettingsBook book, ControlPlane control, MediaPlane media)
      throws StartException {
    Path folder = settings.dataDir();
    DesiredState.Stores stores =
        new DesiredState.Stores(
            control.store(),
            control.accounts(),
            media.access().keys(),
            control.spaces().store(),
            control.storage(),
            book,
            media.load().switches().orElse(null));
    try {
      return new DesiredState(
          folder,
          SecretKeyFile.of(folder, settings.secretKey())
              .open(folder.resolve(ControlPlane.ROUTES_FILE)),
          stores,
          control::note,
          Clock.systemUTC());
    } catch (StoreException unusable) {
      throw new StartException("data-dir: " + unusable.getMessage(), unusable);
    }
  }
}
