package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.access.AddressRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  @TempDir Path folder;

  @Test
  void hasDefaultsWithoutAFile() throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    assertThat(settings.http().port()).isEqualTo(8080);
    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.publishing().mode()).isEqualTo(Settings.PublishMode.AUTO);
    assertThat(settings.access())
        .isEqualTo(new Settings.Access(Settings.PlayMode.AUTO, AddressRules.NONE));
  }

  @Test
  void environmentWinsOverTheFile() throws Exception {
    Path file = file("http: {port: 1}\n");
    Settings settings =
        SettingsReader.read(
            file.toString(),
            Map.of("TIDEGATE_HTTP_PORT", "0", "TIDEGATE_TEST_X", "1", "HOME", "/"));
    assertThat(settings.http().port()).isZero();
  }

  @Test
  void acceptsTheNamesThatScriptsRelyOn() throws Exception {
    Map<String, String> environment =
        Map.of(
            "TIDEGATE_SRT_PORT", "0",
            "TIDEGATE_RTSP_PORT", "0",
            "TIDEGATE_HLS_CONTAINER", "ts",
            "TIDEGATE_HLS_SEGMENT_MS", "1000",
            "TIDEGATE_HLS_PART_MS", "0",
            "TIDEGATE_HLS_WINDOW_SEGMENTS", "5",
            "TIDEGATE_PUBLISH", "token",
            "TIDEGATE_PUBLISH_TOKEN", "x",
            "TIDEGATE_METRICS_PORT", "0",
            "TIDEGATE_BIND", "::1");
    Settings settings = SettingsReader.read(null, environment);
    assertThat(settings.hls().segmentMs()).isEqualTo(1000);
    assertThat(settings.publishing().token().text()).isEqualTo("x");
  }

  @Test
  void readsATokenFromAFile() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    Map<String, String> environment =
        Map.of("TIDEGATE_PUBLISH", "token", "TIDEGATE_PUBLISH_TOKEN_FILE", token.toString());
    assertThat(SettingsReader.read(null, environment).publishing().token().text())
        .isEqualTo("secret");
  }

  @Test
  void namesFileLineAndKeyOfAnUnknownKey() throws Exception {
    refuses("bind: x\nhttp:\n  prot: 1\n", ":3: http.prot: unknown key, expected one of");
  }

  @Test
  void namesWhatWasExpected() throws Exception {
    refuses("http:\n  port: 65536\n", ":2: http.port: expected a port, 0 (any free one) to 65535");
    refuses("addresses: {deny: '192.0.2.0/33'}\n", "addresses.deny: expected networks with");
    refuses("play: anybody\n", "play: expected");
    refuses("publish: token\n", ":1: publish: expected with token a publish-token");
    refuses(
        "hls: {segment-ms: 1000, part-ms: 900}\n",
        "hls.part-ms: expected a part that fits: part-ms is");
    refuses("a: [\n", "not YAML");
    refuses("bind: a\nbind: b\n", ":2: bind: written twice");
    refuses(
        "routes:\n- {key: live/a/b}\n",
        ":2: routes[0].key: expected a stream key: a stream key has");
    refuses(
        "routes:\n- {key: a, sources: [{type: x}]}\n", "sources[0].type: expected rtmp-publish");
    refuses("routes:\n- {key: a}\n- {key: live/a}\n", ":3: routes[1].key");
  }

  @Test
  void refusesAnUnknownVariable() {
    assertThatThrownBy(() -> SettingsReader.read(null, Map.of("TIDEGATE_HTTP_PROT", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TIDEGATE_HTTP_PROT: unknown variable");
  }

  @Test
  void theDistributedFileHasEveryKeyWithItsDefault() throws Exception {
    Path shipped = Path.of("src/main/dist/conf/tidegate.yaml");
    ConfigFile file = ConfigFile.parse("tidegate.yaml", Files.readString(shipped));
    for (Key key : Keys.ALL) {
      Value shippedValue = Objects.requireNonNull(file.values().get(key.path()), key.path());
      assertThat(shippedValue.text()).as(key.path()).isEqualTo(key.fallback());
    }
  }

  @Test
  void theDocumentationHasEveryKeyAndNoOther() throws Exception {
    String text = Files.readString(Path.of("../docs/configuration.md"));
    var documented = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
        .matcher(text)
        .results()
        .forEach(row -> documented.add(row.group(1)));
    assertThat(documented).isEqualTo(new TreeSet<>(Keys.byPathMap().keySet()));
  }

  private void refuses(String text, String message) throws Exception {
    Path file = file(text);
    assertThatThrownBy(() -> SettingsReader.read(file.toString(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("t.yaml"), text);
  }
}
