package io.tidegate.gateway;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.store.DesiredStore;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// `tidegate rotate-key`: seals the stored secrets under a new key, while the gateway is stopped.
/// Stateless.
final class RotateCommand {
  private static final String USAGE = "usage: tidegate rotate-key [--config FILE]";

  private RotateCommand() {}

  /// The exit status: 0 when it is done, 1 when it cannot be, 2 when the call is wrong.
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    boolean named = arguments.size() == 2 && arguments.getFirst().equals("--config");
    if (!arguments.isEmpty() && !named) {
      err.println(USAGE);
      return 2;
    }
    try {
      SecretKeyFile.Rotation done = rotate(named ? arguments.get(1) : null, environment);
      out.println("secrets are sealed under the key " + done.key());
      done.lost().forEach(record -> err.println("cannot be read, left as it was: " + record));
      return 0;
    } catch (ConfigException wrong) {
      err.println("tidegate: " + wrong.getMessage());
      return 2;
    } catch (StartException | StoreException | IOException problem) {
      err.println("tidegate: " + Reason.of(problem));
      return 1;
    }
  }

  private static SecretKeyFile.Rotation rotate(
      @Nullable String file, Map<String, String> environment)
      throws ConfigException, StartException, StoreException, IOException {
    Settings settings = SettingsSource.read(file, environment).settings(Map.of());
    // a gateway that runs seals under the key that it has read
    var _ = DataDir.open(settings.dataDir());
    ControlPlane.prepare(settings.dataDir());
    SecretKeyFile.Rotation done =
        SecretKeyFile.of(settings.dataDir(), settings.secretKey())
            .rotate(settings.dataDir().resolve(ControlPlane.ROUTES_FILE));
    DesiredStore.delete(settings.dataDir()); // a node takes it from the others
    return done;
  }
}
