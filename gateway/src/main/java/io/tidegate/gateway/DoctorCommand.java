package io.tidegate.gateway;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.selftest.Check;
import io.tidegate.gateway.selftest.MachineChecks;
import io.tidegate.gateway.selftest.StartChecks;
import io.tidegate.gateway.selftest.Verdict;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// `tidegate doctor`: looks whether configuration and machine are as the gateway needs them, and
/// says what to do. Beside a gateway that runs it asks that for its health; else it tries whether
/// one could start. Stateless; writes nothing.
final class DoctorCommand {
  private static final String USAGE = "usage: tidegate doctor [--config FILE]";

  private DoctorCommand() {}

  /// The exit status: 0 when nothing has failed, 1 when something has, 2 when the call is wrong.
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    boolean named = arguments.size() == 2 && arguments.getFirst().equals("--config");
    if (!arguments.isEmpty() && !named) {
      err.println(USAGE);
      return 2;
    }
    List<Check> checks = look(named ? arguments.get(1) : null, environment);
    checks.forEach(check -> print(check, out));
    long failed = count(checks, Verdict.FAILED);
    long warnings = count(checks, Verdict.WARNING);
    out.printf(
        "%d looked at: %s%n",
        checks.size(),
        failed + warnings == 0 ? "all well" : failed + " failed, " + warnings + " to look after");
    return failed == 0 ? 0 : 1;
  }

  private static List<Check> look(@Nullable String file, Map<String, String> environment) {
    Clock clock = Clock.systemUTC();
    List<Check> checks = new ArrayList<>();
    String from = file == null ? "none: the embedded default" : file;
    try {
      Settings settings = SettingsSource.read(file, environment).settings(Map.of());
      checks.add(Check.ok("configuration", Map.of("file", from)));
      checks.addAll(
          DataDir.isHeld(settings.dataDir())
              ? RunningProcess.of(settings.dataDir()).checks()
              : new StartChecks(settings, clock).run());
      checks.addAll(MachineChecks.of(settings, clock).run());
    } catch (ConfigException wrong) {
      checks.add(
          Check.failed(
              "configuration",
              Map.of("file", from),
              wrong.getMessage() + " (docs/configuration.md has all keys)"));
    } catch (IOException unreadable) {
      checks.add(
          Check.failed(
              "data-dir",
              Map.of("reason", Reason.of(unreadable)),
              "run it as the service's user or as root"));
    }
    return checks;
  }

  private static long count(List<Check> checks, Verdict verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  private static void print(Check check, PrintStream out) {
    String values =
        check.values().entrySet().stream()
            .filter(value -> value.getValue() != null)
            .map(value -> value.getKey() + " " + value.getValue())
            .collect(Collectors.joining(", "));
    String verdict = check.verdict().name().toLowerCase(Locale.ROOT);
    out.printf("%-8s %-19s %s%n", verdict, check.id(), values);
    if (check.advice() != null) {
      out.printf("%-8s -> %s%n", "", check.advice());
    }
  }
}
