package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Programs of the system, by their names alone, without a shell and with an environment of their
/// own. Stateless; blocks.
final class Programs {
  /// Of what one says; the rest is thrown away.
  private static final int MOST_OUTPUT_BYTES = 64 << 10;

  private static final List<String> FOLDERS = List.of("usr/bin", "usr/sbin", "bin", "sbin");

  private final HostTree tree;
  private final Duration patience;

  /// @param patience for one program; what takes longer is killed
  Programs(HostTree tree, Duration patience) {
    this.tree = tree;
    this.patience = patience;
  }

  /// What a program has said, on both its outputs.
  record Outcome(int status, String output) {}

  /// Null where it is not installed.
  @Nullable
  Path find(String program) {
    return FOLDERS.stream()
        .map(folder -> tree.path(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /// Runs it to its end.
  ///
  /// @throws HostException where it is not installed, or takes too long
  Outcome run(String program, String... arguments) throws HostException {
    Path file = find(program);
    if (file == null) {
      throw HostException.unavailable("this machine has no " + program);
    }
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LC_ALL", "C.UTF-8");
    try {
      Process process = builder.start();
      String output = ended(process, program);
      return new Outcome(process.exitValue(), output);
    } catch (IOException unusable) {
      throw HostException.failed(program + ": " + unusable.getMessage());
    }
  }

  /// What it has said when it has ended.
  private String ended(Process process, String program) throws HostException, IOException {
    AtomicBoolean late = new AtomicBoolean();
    Thread killer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                  late.set(true);
                  process.destroyForcibly();
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    try (InputStream said = process.getInputStream()) {
      byte[] output = said.readNBytes(MOST_OUTPUT_BYTES);
      said.transferTo(OutputStream.nullOutputStream());
      process.waitFor();
      if (late.get()) {
        throw late(program);
      }
      return new String(output, StandardCharsets.UTF_8);
    } catch (IOException cut) {
      if (late.get()) {
        throw late(program);
      }
      throw cut;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw HostException.failed(program + ": stopped");
    } finally {
      killer.interrupt();
    }
  }

  private HostException late(String program) {
    return HostException.failed(program + ": takes longer than " + patience.toSeconds() + " s");
  }

  /// Runs it, and takes any status but 0 for a failure.
  String must(String program, String... arguments) throws HostException {
    Outcome outcome = run(program, arguments);
    if (outcome.status() != 0) {
      String said = outcome.output().strip();
      throw HostException.failed(
          program + ": " + (said.isEmpty() ? "status " + outcome.status() : lastLine(said)));
    }
    return outcome.output();
  }

  private static String lastLine(String said) {
    return said.substring(said.lastIndexOf('\n') + 1).replaceAll("\\p{Cntrl}", " ");
  }
}
