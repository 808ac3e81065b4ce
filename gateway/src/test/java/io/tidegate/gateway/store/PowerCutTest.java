package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.route.RouteTable;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes is killed in the middle; what it had acknowledged is there afterwards.
class PowerCutTest {
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void losesNothingThatWasAcknowledged() throws Exception {
    Random random = new Random(5);
    Path file = folder.resolve("tidegate.db");
    Map<String, Integer> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      int from = acknowledged.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
      writeUntilKilled(file, from, 20 + random.nextInt(200), acknowledged);
      assertHolds(file, acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(10);
  }

  /// Kills it after so many acknowledgements, and reads those that were under way then, too.
  private static void writeUntilKilled(
      Path file, int from, int acknowledgements, Map<String, Integer> acknowledged)
      throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process writer =
        new ProcessBuilder(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoreWriter.class.getName(),
                file.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      int seen = 0;
      String line = lines.readLine();
      while (line != null) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[2].equals("stored")) {
          acknowledged.put(words[0], Integer.parseInt(words[1]));
        }
        if (++seen == acknowledgements) {
          // as `kill -9`; that of Process would close what we read from
          writer.toHandle().destroyForcibly();
        }
        line = lines.readLine();
      }
      assertThat(seen).isGreaterThanOrEqualTo(acknowledgements);
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /// A change that was stored and not acknowledged any more may be there, too.
  private static void assertHolds(Path file, Map<String, Integer> acknowledged) throws Exception {
    try (RouteStore store = RouteStore.open(file, new RouteTable(), new RouteSetRules(List.of()))) {
      assertThat(store.unreadable()).isEmpty();
      Map<String, Long> stored = new HashMap<>();
      store
          .table()
          .routes()
          .forEach(route -> {
            Duration grace = Objects.requireNonNull(route.grace());
            stored.put(route.key().toString(), grace.toMillis());
          });
      acknowledged.forEach((key, value) ->
          assertThat(stored.get(key)).as(key).isGreaterThanOrEqualTo(value.longValue()));
    }
  }
}
