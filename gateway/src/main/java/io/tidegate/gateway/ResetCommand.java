package io.tidegate.gateway;

import io.tidegate.gateway.account.RescueSocket;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `tidegate reset-password USER`: lets somebody in again who has lost his password or his
/// telephone, on the machine itself. A gateway that runs does it; else what is stored is changed.
/// Stateless.
final class ResetCommand {
  private static final String USAGE = "usage: tidegate reset-password USER [--config FILE]";

  private ResetCommand() {}

  /// The exit status: 0 when it is done, 1 when it cannot be, 2 when the call is wrong.
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    boolean named = arguments.size() == 3 && arguments.get(1).equals("--config");
    if (arguments.isEmpty()
        || arguments.getFirst().startsWith("-")
        || (arguments.size() != 1 && !named)) {
      err.println(USAGE);
      return 2;
    }
    try {
      String password = reset(arguments.getFirst(), named ? arguments.get(2) : null, environment);
      out.println(password);
      return 0;
    } catch (ConfigException wrong) {
      err.println("tidegate: " + wrong.getMessage());
      return 2;
    } catch (RescueSocket.RefusedException refused) {
      err.println("tidegate: " + refused.getMessage());
      return 1;
    } catch (StartException
        | StoreException
        | IOException
        | TimeoutException
        | ExecutionException problem) {
      err.println("tidegate: " + Reason.of(problem));
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static String reset(String user, @Nullable String file, Map<String, String> environment)
      throws ConfigException,
          StartException,
          StoreException,
          RescueSocket.RefusedException,
          IOException,
          ExecutionException,
          TimeoutException,
          InterruptedException {
    Settings settings = SettingsSource.read(file, environment).settings(Map.of());
    if (DataDir.isHeld(settings.dataDir())) {
      // it has all users in memory
      return RescueSocket.ask(settings.dataDir(), user);
    }
    var _ = DataDir.open(settings.dataDir());
    ControlPlane.prepare(settings.dataDir());
    String password = SecretText.typed(RescueSocket.SIGNS);
    Path database = settings.dataDir().resolve(ControlPlane.ROUTES_FILE);
    SecretBox box = SecretKeyFile.of(settings.dataDir(), settings.secretKey()).open(database);
    try (AccountStore store = AccountStore.open(database, box)) {
      var _ = UserBook.rescue(store, user, password).get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    }
    return password;
  }
}
