package io.tidegate.gateway;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.foreign.ImportCommand;
import io.tidegate.gateway.service.ServiceManager;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.media.Nullable;
import io.tidegate.srt.relay.RelayCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program `bin/tidegate`.
///
/// Exit status: 0 after a clean stop, 1 when it could not start, 2 when the configuration or the
/// command line is wrong.
public final class Main {
  private static final String HELP =
      """
      Usage: tidegate [--config FILE] [--demo]
             tidegate import FILE
             tidegate reset-password USER [--config FILE]
             tidegate rotate-key [--config FILE]
             tidegate doctor [--config FILE]
             tidegate srt-relay --help

        import FILE    print the routes of a mediamtx.yml or go2rtc.yaml as ours, see import --help
        reset-password USER
                       give the user a new password, which is printed; it may run meanwhile
        rotate-key     seal the stored secrets under a new key, while the gateway is stopped
        doctor         look whether the configuration and the machine are as the gateway needs
                       them, and say what to do; it may run meanwhile
        --config FILE  read the configuration from FILE; without it an embedded default:
                       loopback only, anybody may publish until there are users
        --demo         add the stream live/demo, a test pattern with the time of day and a tone
        --version      print the version
        --help         print this

      Every setting can be given as an environment variable too: http.port is TIDEGATE_HTTP_PORT.
      More JVM options go into JAVA_OPTS. SIGTERM and Ctrl-C stop it.\
      """;

  private Main() {}

  public static void main(String[] arguments) {
    int status = run(arguments);
    if (status >= 0) {
      System.exit(status);
    }
  }

  /// The exit status, or a negative number when the gateway runs on.
  private static int run(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("srt-relay")) {
      return RelayCommand.run(List.of(arguments).subList(1, arguments.length));
    }
    if (arguments.length > 0 && arguments[0].equals("import")) {
      // the standard output is for the routes alone
      Logging.configure(new Settings.Log(false, "error"));
      List<String> rest = List.of(arguments).subList(1, arguments.length);
      return ImportCommand.run(rest, System.out, System.err);
    }
    if (arguments.length > 0 && arguments[0].equals("reset-password")) {
      Logging.configure(new Settings.Log(false, "error"));
      List<String> rest = List.of(arguments).subList(1, arguments.length);
      return ResetCommand.run(rest, System.getenv(), System.out, System.err);
    }
    if (arguments.length > 0 && arguments[0].equals("rotate-key")) {
      Logging.configure(new Settings.Log(false, "error"));
      List<String> rest = List.of(arguments).subList(1, arguments.length);
      return RotateCommand.run(rest, System.getenv(), System.out, System.err);
    }
    if (arguments.length > 0 && arguments[0].equals("doctor")) {
      Logging.configure(new Settings.Log(false, "error"));
      List<String> rest = List.of(arguments).subList(1, arguments.length);
      return DoctorCommand.run(rest, System.getenv(), System.out, System.err);
    }
    String file = null;
    boolean demo = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--help", "-h" -> {
          System.out.println(HELP);
          return 0;
        }
        case "--version" -> {
          System.out.println("tidegate " + version());
          return 0;
        }
        case "--config" -> {
          if (++i == arguments.length) {
            return wrong("--config: expected a file");
          }
          file = arguments[i];
        }
        case "--demo" -> demo = true;
        default -> {
          return wrong(arguments[i] + ": unknown option, see --help");
        }
      }
    }
    return start(file, demo);
  }

  private static int start(@Nullable String file, boolean demo) {
    Logging.configure(new Settings.Log(false, "info")); // until it is known what is wanted
    try {
      SettingsSource source = SettingsSource.read(file, System.getenv());
      Settings written = source.settings(Map.of());
      Logging.configure(written.log());
      start(source, written, demo);
      return -1;
    } catch (ConfigException problem) {
      return wrong(String.valueOf(problem.getMessage()));
    } catch (StartException problem) {
      LoggerFactory.getLogger(Main.class).debug("start failed", problem);
      System.err.println("tidegate: cannot start: " + problem.getMessage());
      return 1;
    } catch (InterruptedException stopped) {
      return 1;
    }
  }

  /// @param written without what is stored, which lies where they say
  private static void start(SettingsSource source, Settings written, boolean demo)
      throws ConfigException, StartException, InterruptedException {
    ServiceManager manager = ServiceManager.of(System.getenv());
    DataDir dataDir = DataDir.open(written.dataDir());
    SettingsBook book = ControlPlane.settings(source, written.dataDir());
    Settings settings = book.atStart();
    Logging.configure(settings.log());
    Gateway gateway = new Gateway(book);
    Listeners listeners;
    try {
      listeners = gateway.start();
      if (demo) {
        gateway.demo();
      }
      dataDir.publish(listeners);
    } catch (StartException problem) {
      gateway.stop();
      throw problem;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(gateway, dataDir, manager), "shutdown"));
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info(
        "tidegate {} on Java {}, data in {}", version(), Runtime.version(), settings.dataDir());
    if (settings.embedded()) {
      log.warn("no --config: bound to {}; {}", settings.bind(), publishers(settings));
    }
    log.info("{}", listeners.hint());
    if (demo) {
      log.info("{}", listeners.demo());
    } else if (settings.embedded() && gateway.hasNoRoute()) {
      log.info("no camera at hand? --demo shows a test pattern");
    }
    System.out.println(listeners.readyLine());
    System.out.flush();
    manager.ready(gateway.status(listeners));
    manager.watch(gateway.loops(), () -> gateway.status(listeners));
  }

  private static String publishers(Settings settings) {
    Settings.PublishMode mode = settings.publishing().mode();
    return mode == Settings.PublishMode.AUTO
        ? "anybody may publish until there is a user"
        : "publish is " + Gateway.lower(mode);
  }

  /// After SIGTERM, SIGINT and SIGHUP.
  private static void stop(Gateway gateway, DataDir dataDir, ServiceManager manager) {
    Logger log = LoggerFactory.getLogger(Main.class);
    long start = System.nanoTime();
    log.info("stopping");
    manager.stopping("ends the streams and lets viewers go");
    try {
      dataDir.withdraw();
    } catch (IOException unusable) {
      log.warn("data-dir: {}", Reason.of(unusable));
    }
    gateway.stop();
    log.info("stopped in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static int wrong(String message) {
    System.err.println("tidegate: " + message);
    return 2;
  }

  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /// Longest wait for anything at start and stop.
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
}
