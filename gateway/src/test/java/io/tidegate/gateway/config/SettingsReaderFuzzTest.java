package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged configurations: settings, or one clear line that begins with the file; soon.
class SettingsReaderFuzzTest {
  private static final String ROUTES =
      """
      routes:
      - key: live/cam1
        enabled: true
        sources: [{type: rtmp-publish}, {type: srt-call, url: 'srt://h:1?streamid=x'}]
        srt: {latency-ms: 200, passphrase: correcthorse, key-length: 32, policy: deadline}
        outputs: &web {http-flv: true, ws-flv: off, hls: true}
        take-over: true
        grace-ms: 15000
      - {key: cam2, outputs: *web}
      """;

  /// What people and editors put where it does not belong.
  private static final String[] SCRAPS = {
    "\t",
    ":",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "*web",
    "!!int ",
    "!x ",
    "|\n",
    ">\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    "\"",
    "\\",
    "\"\\0\"",
    "%",
    "@",
    "#",
    "---\n",
    "...\n",
    "\uFEFF",
    "\u0085",
    "null",
    "~",
    "<<: *web\n",
    "off",
    "-1",
    "99999999999999999999",
    "1e9",
    "0x10",
    "\uD83C\uDF0A",
    "\r",
    "\n",
    "\n  ",
    "http:\n",
    "routes:\n"
  };

  @TempDir Path folder;

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void damagedBytesAreSettingsOrOneLine() throws Exception {
    Bytes good = Bytes.wrap(good().getBytes(StandardCharsets.UTF_8));
    SeededFuzz.run(11, 1_000, random -> read(SeededFuzz.mutate(good, random).toByteArray()));
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void damagedTextIsSettingsOrOneLine() throws Exception {
    String good = good();
    SeededFuzz.run(
        12, 1_000, random -> read(damaged(good, random).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void lettersOfYamlAreSettingsOrOneLine() throws Exception {
    SeededFuzz.run(
        13,
        1_000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(40); i > 0; i--) {
            text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
          }
          read(text.toString().getBytes(StandardCharsets.UTF_8));
        });
  }

  private static String good() throws Exception {
    String shipped = Files.readString(Path.of("src/main/dist/conf/tidegate.yaml"));
    return shipped.replaceAll("(?m)^#.*\n", "").replace("routes: []\n", ROUTES);
  }

  /// Lines lost, doubled, moved, and scraps put in.
  private static String damaged(String good, Random random) {
    List<String> lines = new ArrayList<>(good.lines().toList());
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      switch (random.nextInt(5)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(random.nextInt(lines.size()), line);
        case 2 -> lines.set(at, " ".repeat(random.nextInt(4)) + line);
        default -> {
          int column = random.nextInt(line.length() + 1);
          String scrap = SCRAPS[random.nextInt(SCRAPS.length)];
          lines.set(at, line.substring(0, column) + scrap + line.substring(column));
        }
      }
    }
    return String.join("\n", lines);
  }

  private void read(byte[] content) throws Exception {
    String file = Files.write(folder.resolve("t.yaml"), content).toString();
    try {
      assertThat(SettingsReader.read(file, Map.of())).isNotNull();
    } catch (ConfigException refused) {
      assertThat(refused.getMessage())
          .matches("(?s)\\Q" + file + "\\E:\\d+: .+")
          .doesNotContain("\n")
          .doesNotContain("Exception");
    }
  }
}
