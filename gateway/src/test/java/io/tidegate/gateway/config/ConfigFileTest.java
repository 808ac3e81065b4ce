package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that are odd or hostile: one line that says what, soon.
@Timeout(60)
class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void readsNothingOfAFileWithNothingInIt() throws Exception {
    for (String nothing : new String[] {"", "\n", "# words\n", "---\n", "~\n", "\uFEFF"}) {
      assertThat(read(nothing).values()).isEmpty();
    }
  }

  @Test
  void readsAFileWithAByteOrderMarkAndOtherLineEnds() throws Exception {
    ConfigFile file = read("\uFEFFbind: ::1\r\nhttp:\r\n  port: 1\r\n");
    assertThat(file.values().values())
        .extracting(Value::text, value -> value.where().replaceAll(".*yaml", ""))
        .containsExactlyInAnyOrder(tuple("::1", ":1: bind"), tuple("1", ":3: http.port"));
  }

  @Test
  void namesTheLineThatIsNotUtf8() throws Exception {
    refuses("bind: a\n# b\u00e4r\n".getBytes(StandardCharsets.ISO_8859_1), ":2: expected text in");
    refuses("bind: a\n".getBytes(StandardCharsets.UTF_16), ":1: expected text in UTF-8");
  }

  @Test
  void namesTheLineOfACharacterThatYamlHasNot() throws Exception {
    refuses("bind: a\n# \u0000\n", ":2: not YAML: the character U+0000");
    refuses("# \ud83c\udf0a\n\u0007", ":2: not YAML: the character U+0007");
  }

  @Test
  void namesTheLineOfATab() throws Exception {
    refuses("http:\n\tport: 1\n", ":2: not YAML: found character", "\\t");
  }

  @Test
  void namesTheLineOfWhatIsWrittenTwice() throws Exception {
    refuses("bind: a\nbind: b\n", ":2: bind: written twice");
    refuses("http: {port: 1}\nrtmp: {port: 2}\nhttp: {port: 3}\n", ":3: http: written twice");
    refuses("rtmp:\n  port: 1\n  port: 1\n", ":3: rtmp.port: written twice");
    refuses("routes:\n- key: a\n  key: b\n", ":3: routes[0].key: expected each key once");
    refuses("routes: []\nroutes: []\n", ":2: routes: written twice");
  }

  @Test
  void namesTheLineOfASecondDocument() throws Exception {
    refuses("bind: a\n---\nbind: b\n", ":2: not YAML");
  }

  @Test
  void namesTheLineOfAListWhereKeysBelong() throws Exception {
    refuses("- bind\n", ":1: the file: expected keys and values");
    refuses("http: 8080\n", ":1: http: expected keys and values");
    refuses("bind: [a]\n", ":1: bind: expected a single value");
    refuses("? [a]\n: b\n", ":1:");
    refuses("routes: {key: a}\n", ":1: routes: expected a list");
  }

  @Test
  void readsWhatAnchorsStandFor() throws Exception {
    ConfigFile file =
        read(
            """
            routes:
            - {key: a, outputs: &web {hls: true, rtmp: false}}
            - {key: b, outputs: *web}
            """);
    assertThat(file.routes().get(1).outputs()).isEqualTo(file.routes().get(0).outputs());
    assertThat(file.routes().get(1).outputs()).hasSize(2);
  }

  @Test
  void refusesAnchorsThatGrowAndThoseInsideThemselves() throws Exception {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String item = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [");
      bomb.append((item + ", ").repeat(9)).append(item).append("]\n");
    }
    refuses(bomb.toString(), "");
    refuses("http: &a {port: *a}\n", ":1: http.port: expected a single value");
    refuses("&a http: *a\n", "http");
    refuses("&a {http: *a}\n", "http.http: unknown key");
    refuses("routes: &a [*a]\n", "routes[0]: expected keys and values");
    refuses("routes: [&a {key: *a}]\n", "routes[0].key: expected a single value");
  }

  @Test
  void refusesDeepNestingOnTheBoundary() throws Exception {
    int levels = YamlText.MAX_DEPTH;
    refuses("[".repeat(levels) + "]".repeat(levels), "the file: expected keys and values");
    refuses("[".repeat(levels + 1) + "]".repeat(levels + 1), ":1: expected no more than 32 levels");
    refuses("[".repeat(2_000_000), ":1: expected no more than 32 levels");
    refuses("{a: ".repeat(500_000), ":1: expected no more than 32 levels");
    refuses("- ".repeat(1_000_000), ":1: expected no more than 32 levels");
  }

  @Test
  void refusesAFileLargerThanTheLimit() throws Exception {
    byte[] most = comments(ConfigFile.MAX_BYTES);
    assertThat(ConfigFile.read(write(most)).values()).isEmpty();
    byte[] more = comments(ConfigFile.MAX_BYTES + 1);
    refuses(more, "larger than " + ConfigFile.MAX_BYTES + " bytes");
    assertThatThrownBy(() -> ConfigFile.read("/dev/zero"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/dev/zero: expected a readable file: larger than");
  }

  /// In lines: a single one of megabytes takes the parser many seconds.
  private static byte[] comments(int bytes) {
    byte[] text = new byte[bytes];
    Arrays.fill(text, (byte) '#');
    for (int i = 99; i < bytes; i += 100) {
      text[i] = '\n';
    }
    return text;
  }

  @Test
  void readsThousandsOfRoutesAtOnce() throws Exception {
    StringBuilder text = new StringBuilder("routes:\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("- {key: live/cam" + i + ", take-over: true, outputs: {hls: off}}\n");
    }
    assertThat(read(text.toString()).routes()).hasSize(10_000);
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    assertThatThrownBy(() -> ConfigFile.read(folder.toString())).hasMessageContaining("a folder");
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("absent").toString()))
        .hasMessageContaining("absent: expected a readable file: no such file");
    assertThatThrownBy(() -> ConfigFile.read("a\0b"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a?b: expected a readable file: not a path here");
  }

  private ConfigFile read(String text) throws Exception {
    return ConfigFile.read(write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String write(byte[] content) throws Exception {
    return Files.write(folder.resolve("t.yaml"), content).toString();
  }

  private void refuses(String text, String... words) throws Exception {
    refuses(text.getBytes(StandardCharsets.UTF_8), words);
  }

  private void refuses(byte[] content, String... words) throws Exception {
    String file = write(content);
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  /// The library reads in pieces of 1,025 characters, and fails where a pair of surrogates is cut.
  @Test
  void aLetterOfTwoHalvesMayBeAnywhere() throws Exception {
    for (int before = 1_000; before < 1_060; before++) {
      String text = "#" + "x".repeat(before) + "\uD83C\uDF0A\nbind: 127.0.0.1\n";
      assertThat(YamlText.compose("t", text)).isNotNull();
    }
  }
}
