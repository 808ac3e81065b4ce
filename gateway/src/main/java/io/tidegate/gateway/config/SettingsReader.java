package io.tidegate.gateway.config;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.hls.HlsOptions;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Builds [Settings] of a file and the environment, which wins.
public final class SettingsReader {
  private static final String PREFIX = "TIDEGATE_";

  /// For the test programs; the gateway does not look at these.
  private static final String TEST_PREFIX = "TIDEGATE_TEST_";

  private final Map<String, ConfigFile.Value> values;
  private final List<RouteSpec> routes;
  private final boolean embedded;

  private SettingsReader(
      Map<String, ConfigFile.Value> values, List<RouteSpec> routes, boolean embedded) {
    this.values = values;
    this.routes = routes;
    this.embedded = embedded;
  }

  /// @param file the configuration, null for the embedded default
  /// @param environment usually `System.getenv()`
  public static Settings read(@Nullable Path file, Map<String, String> environment)
      throws ConfigException {
    Map<String, ConfigFile.Value> values = new HashMap<>();
    List<RouteSpec> routes = List.of();
    if (file != null) {
      ConfigFile parsed = ConfigFile.parse(file.toString(), textOf(file));
      values.putAll(parsed.values());
      routes = parsed.routes();
    }
    values.putAll(overrides(environment));
    for (Key key : Keys.ALL) {
      check(key, values.get(key.path()));
    }
    return new SettingsReader(values, routes, file == null).settings();
  }

  private static Map<String, ConfigFile.Value> overrides(Map<String, String> environment)
      throws ConfigException {
    Map<String, Key> byVariable = new HashMap<>();
    Keys.ALL.forEach(key -> byVariable.put(key.variable(), key));
    Map<String, ConfigFile.Value> overrides = new HashMap<>();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX) || name.startsWith(TEST_PREFIX)) {
        continue;
      }
      Key key = byVariable.get(name);
      if (key == null) {
        throw new ConfigException(
            "environment: "
                + name
                + ": unknown variable, expected the path of a key in capitals such as"
                + " TIDEGATE_HTTP_PORT");
      }
      String where = "environment: " + name;
      overrides.put(key.path(), new ConfigFile.Value(variable.getValue(), where));
    }
    dropOtherForm(overrides);
    return overrides;
  }

  /// A token in the environment replaces a token file of the configuration, and the other way.
  private static void dropOtherForm(Map<String, ConfigFile.Value> overrides) {
    ConfigFile.Value none = new ConfigFile.Value("", "environment");
    if (overrides.containsKey("publish-token")) {
      overrides.putIfAbsent("publish-token-file", none);
    } else if (overrides.containsKey("publish-token-file")) {
      overrides.put("publish-token", none);
    }
  }

  private static void check(Key key, ConfigFile.@Nullable Value value) throws ConfigException {
    if (value == null || key.kind().accepts(value.text())) {
      return;
    }
    String prefix = value.where();
    String name = prefix.endsWith(key.variable()) ? "" : key.path() + ": ";
    String shown = key.path().contains("token") ? "" : ", not '" + oneLine(value.text()) + "'";
    throw new ConfigException(prefix + ": " + name + "expected " + key.kind().expected() + shown);
  }

  private Settings settings() throws ConfigException {
    return new Settings(
        text("bind"),
        Path.of(text("data-dir")).toAbsolutePath().normalize(),
        embedded,
        publishing(),
        new Settings.Http(
            port("http.port"),
            port("http.tls-port"),
            tls("http"),
            DataSize.parse(text("http.send-buffer")),
            millis("http.flv-batch-ms"),
            number("http.max-viewers"),
            number("http.max-viewers-per-stream")),
        new Settings.Rtmp(
            port("rtmp.port"),
            port("rtmp.tls-port"),
            tls("rtmp"),
            millis("rtmp.handshake-timeout-ms"),
            millis("rtmp.idle-timeout-ms")),
        port("metrics.port"),
        hls(),
        new Settings.Log(text("log.format").equals("json"), text("log.level")),
        routes);
  }

  private Settings.Publishing publishing() throws ConfigException {
    Settings.PublishMode mode =
        Settings.PublishMode.valueOf(text("publish").toUpperCase(Locale.ROOT));
    String token = text("publish-token");
    if (!text("publish-token-file").isEmpty()) {
      if (!token.isEmpty()) {
        throw problem("publish-token", "either publish-token or publish-token-file");
      }
      token = secret("publish-token-file");
    }
    if (mode == Settings.PublishMode.TOKEN && token.isEmpty()) {
      throw problem(
          "publish", "with token a publish-token (TIDEGATE_PUBLISH_TOKEN) or publish-token-file");
    }
    return new Settings.Publishing(
        mode, token, text("streams.take-over").equals("true"), millis("streams.grace-ms"));
  }

  private HlsOptions hls() throws ConfigException {
    try {
      return new HlsOptions(
          HlsOptions.Container.valueOf(text("hls.container").toUpperCase(Locale.ROOT)),
          number("hls.segment-ms"),
          number("hls.part-ms"),
          number("hls.window-segments"),
          DataSize.parse(text("hls.memory")));
    } catch (IllegalArgumentException doesNotFit) {
      throw problem("hls.part-ms", String.valueOf(doesNotFit.getMessage()));
    }
  }

  private Settings.@Nullable Tls tls(String section) throws ConfigException {
    if (port(section + ".tls-port") == Settings.OFF) {
      return null;
    }
    return new Settings.Tls(pem(section + ".tls-cert"), pem(section + ".tls-key"));
  }

  private Path pem(String path) throws ConfigException {
    Path file = Path.of(text(path));
    if (text(path).isEmpty() || !Files.isReadable(file)) {
      throw problem(path, "a readable PEM file for the tls-port");
    }
    return file;
  }

  private String secret(String path) throws ConfigException {
    try {
      return Files.readString(Path.of(text(path))).strip();
    } catch (IOException unreadable) {
      throw problem(path, "a readable file: " + unreadable);
    }
  }

  private static String textOf(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new ConfigException(file + ": expected a readable file: " + unreadable);
    }
  }

  private ConfigException problem(String path, String expected) {
    ConfigFile.Value value = values.get(path);
    String where = value == null ? "configuration" : value.where();
    return new ConfigException(where + ": " + path + ": expected " + expected);
  }

  private String text(String path) {
    ConfigFile.Value value = values.get(path);
    if (value != null) {
      return value.text();
    }
    Key key = Keys.byPathMap().get(path);
    if (key == null) {
      throw new IllegalStateException("no key " + path);
    }
    return key.fallback();
  }

  private int number(String path) {
    return Integer.parseInt(text(path));
  }

  private int port(String path) {
    return text(path).equals("off") ? Settings.OFF : number(path);
  }

  private Duration millis(String path) {
    return Duration.ofMillis(number(path));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
