package io.tidegate.gateway.config;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Reads whom the gateway believes.
final class TrustReader {
  private final Map<String, Value> values;

  /// @param values checked one by one
  TrustReader(Map<String, Value> values) {
    this.values = values;
  }

  Settings.Trust read() throws ConfigException {
    return new Settings.Trust(Duration.ofMillis(number("clock-skew-ms")), jwt(), hook(), proxies());
  }

  private List<Network> proxies() throws ConfigException {
    try {
      return AddressRules.networks(text("trusted-proxies"));
    } catch (IllegalArgumentException notOnes) {
      throw problem(
          "trusted-proxies", "networks with commas between them: " + notOnes.getMessage());
    }
  }

  private Settings.Jwt jwt() throws ConfigException {
    String file = text("jwt.keys");
    if (!file.isEmpty() && !text("jwt.jwks-url").isEmpty()) {
      throw problem("jwt.jwks-url", "one of jwt.keys and jwt.jwks-url, not both");
    }
    if (!file.isEmpty() && !isReadable(file)) {
      throw problem("jwt.keys", "a readable file with keys, not '" + file + "'");
    }
    return new Settings.Jwt(
        Secrets.read("jwt.secret", values),
        file,
        text("jwt.jwks-url"),
        text("jwt.algorithm"),
        text("jwt.issuer"),
        text("jwt.audience"),
        text("jwt.claim"),
        Duration.ofSeconds(number("jwt.refresh-s")),
        Duration.ofSeconds(number("jwt.retry-s")));
  }

  private Settings.Hook hook() throws ConfigException {
    return new Settings.Hook(
        text("auth-hook.url"),
        Secrets.read("auth-hook.secret", values),
        Duration.ofMillis(number("auth-hook.timeout-ms")),
        text("auth-hook.failure").equals("open"),
        number("auth-hook.connections"));
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isReadable(Path.of(file));
    } catch (InvalidPathException notAPath) {
      return false;
    }
  }

  private ConfigException problem(String path, String expected) {
    return values.getOrDefault(path, new Value("", "configuration: " + path)).expected(expected);
  }

  private int number(String path) {
    return Integer.parseInt(text(path));
  }

  private String text(String path) {
    Value value = values.get(path);
    if (value != null) {
      return value.text();
    }
    Key key = Keys.byPathMap().get(path);
    if (key == null) {
      throw new IllegalStateException("no key " + path);
    }
    return key.fallback();
  }
}
