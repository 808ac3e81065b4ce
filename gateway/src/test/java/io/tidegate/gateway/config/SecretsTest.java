package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every secret, in every place and form it may stand in.
class SecretsTest {
  /// Long enough for a passphrase.
  private static final String SECRET = "a-secret-of-tests";

  @TempDir Path folder;

  @Test
  void everySecretHasAFileForm() {
    assertThat(Keys.secrets()).extracting(Key::path).contains("publish-token", "metrics.token");
    for (Key key : Keys.secrets()) {
      assertThat(Keys.ALL)
          .filteredOn(other -> other.path().equals(key.path() + "-file"))
          .extracting(Key::variable)
          .containsExactly(key.variable() + "_FILE");
    }
  }

  @Test
  void readsEitherFormOfTheFileAndOfTheEnvironment() throws Exception {
    Path held = write("held", ("\uFEFF" + SECRET + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (Key key : Keys.secrets()) {
      String path = key.path();
      String variable = key.variable();
      assertThat(secret(key, path + ": " + SECRET, Map.of())).isEqualTo(SECRET);
      assertThat(secret(key, path + "-file: " + held, Map.of())).isEqualTo(SECRET);
      assertThat(secret(key, "", Map.of(variable, SECRET))).isEqualTo(SECRET);
      assertThat(secret(key, "", Map.of(variable + "_FILE", held.toString()))).isEqualTo(SECRET);
      assertThat(secret(key, path + ": a", Map.of(variable + "_FILE", held.toString())))
          .isEqualTo(SECRET);
      assertThat(secret(key, path + "-file: /nowhere", Map.of(variable, SECRET))).isEqualTo(SECRET);
      assertThat(secret(key, path + ": a", Map.of(variable, ""))).isEmpty();
    }
  }

  @Test
  void refusesBothFormsInOnePlace() throws Exception {
    Path held = write("held", SECRET.getBytes(StandardCharsets.UTF_8));
    refuses(
        "publish-token: a\npublish-token-file: " + held + "\n",
        Map.of(),
        "t.yaml:2: publish-token-file: expected a secret or its file, not both; the secret is at ",
        "t.yaml:1: publish-token");
    refuses(
        "",
        Map.of("TIDEGATE_METRICS_TOKEN", "a", "TIDEGATE_METRICS_TOKEN_FILE", held.toString()),
        "environment: TIDEGATE_METRICS_TOKEN_FILE: expected",
        "the secret is at environment: TIDEGATE_METRICS_TOKEN");
  }

  @Test
  void saysWhyAFileWillNotDo() throws Exception {
    refusesFile(folder.resolve("absent"), "a readable file", "no such file");
    refusesFile(folder, "a readable file", "it is a folder");
    refusesFile(write("empty", new byte[0]), "a file with a secret in it", "is empty");
    refusesFile(write("blank", " \n\n".getBytes(StandardCharsets.UTF_8)), "is empty");
    refusesFile(write("lines", "a\nb\n".getBytes(StandardCharsets.UTF_8)), "one line in it");
    refusesFile(write("huge", new byte[(64 << 10) + 1]), "larger than 65536 bytes");
    refusesFile(write("latin1", new byte[] {'a', '\n', (byte) 0xE4}), "not UTF-8 in line 2");
    refusesFile(Path.of("/dev/zero"), "larger than 65536 bytes");
  }

  @Test
  void doesNotRepeatASecretThatWillNotDo() throws Exception {
    assertThatThrownBy(
            () -> SettingsReader.read(file("publish-token: \"hush\\nhush\"\n"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("t.yaml:1: publish-token: expected a secret of one line")
        .hasMessageNotContaining("hush");
  }

  @Test
  void metricsLeaveTheMachineWithATokenAlone() throws Exception {
    for (String loopback : new String[] {"127.0.0.1", "127.9.9.9", "'::1'", "localhost"}) {
      SettingsReader.read(file("metrics: {bind: " + loopback + "}\n"), Map.of());
    }
    for (String open : new String[] {"0.0.0.0", "'::'", "192.0.2.1", "example.org"}) {
      refuses(
          "metrics:\n  bind: " + open + "\n",
          Map.of(),
          "t.yaml:2: metrics.bind: expected a loopback address, or a metrics.token");
      SettingsReader.read(file("metrics: {bind: " + open + ", token: x}\n"), Map.of());
      SettingsReader.read(file("metrics: {bind: " + open + ", port: off}\n"), Map.of());
    }
    refuses(
        "",
        Map.of("TIDEGATE_METRICS_BIND", "0.0.0.0"),
        "environment: TIDEGATE_METRICS_BIND: expected");
  }

  private String secret(Key key, String yaml, Map<String, String> environment) throws Exception {
    Map<String, String> whole = new HashMap<>(environment);
    whole.put("TIDEGATE_MAIL_HOST", "mail.example.com");
    whole.put("TIDEGATE_MAIL_FROM", "gate@example.com");
    whole.put("TIDEGATE_MAIL_TO", "eva@example.com");
    Settings settings = SettingsReader.read(file(nested(yaml)), whole);
    return switch (key.path()) {
      case "publish-token" -> settings.publishing().token().text();
      case "srt.passphrase" -> Objects.toString(settings.srt().profile().passphrase(), "");
      case "metrics.token" -> settings.metrics().token().text();
      case "mail.password" -> Objects.requireNonNull(settings.mail()).password().text();
      case "jwt.secret" -> settings.trust().jwt().secret().text();
      case "auth-hook.secret" -> settings.trust().hook().secret().text();
      case "setup-code" -> settings.setupCode().text();
      default -> throw new IllegalStateException("say where the settings have " + key.path());
    };
  }

  /// `a.b: c` as YAML writes it.
  private static String nested(String line) {
    int dot = line.indexOf('.');
    int colon = line.indexOf(':');
    return dot >= 0 && dot < colon
        ? line.substring(0, dot) + ":\n  " + line.substring(dot + 1) + "\n"
        : line + "\n";
  }

  private void refusesFile(Path held, String... words) throws Exception {
    for (Key key : Keys.secrets()) {
      Map<String, String> environment = Map.of(key.variable() + "_FILE", held.toString());
      refuses("", environment, words);
    }
  }

  private void refuses(String yaml, Map<String, String> environment, String... words)
      throws Exception {
    String file = file(yaml);
    assertThatThrownBy(() -> SettingsReader.read(file, environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  private String file(String text) throws Exception {
    return write("t.yaml", text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Path write(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content);
  }
}
