package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Which members of a route's document are secrets, or hold some, at whatever depth. Stateless.
public final class SecretFields {
  /// As the API writes them.
  public static final Set<String> NAMES = Set.of("password", "passphrase", "streamKey", "secret");

  /// Those that may hold secrets among other things, and how they are written.
  private static final Map<String, SecretParameters> HOLDERS =
      Map.of(
          "url", SecretParameters.URL,
          "webhook", SecretParameters.URL,
          "streamId", SecretParameters.STREAM_ID);

  private SecretFields() {}

  /// Whether it is worth looking for secrets in a document.
  public static boolean mayBeIn(String document) {
    return NAMES.stream().anyMatch(document::contains)
        || HOLDERS.keySet().stream().anyMatch(document::contains);
  }

  /// A copy of `document` with each of its secrets replaced.
  public static JsonObject map(JsonObject document, UnaryOperator<String> replaced) {
    JsonObject copy = new JsonObject();
    document.forEach(
        member -> copy.put(member.getKey(), map(member.getKey(), member.getValue(), replaced)));
    return copy;
  }

  private static @Nullable Object map(
      String name, @Nullable Object value, UnaryOperator<String> replaced) {
    return switch (value) {
      case JsonObject object -> map(object, replaced);
      case JsonArray array -> {
        JsonArray copy = new JsonArray();
        array.forEach(element -> copy.add(map(name, element, replaced)));
        yield copy;
      }
      case String text when NAMES.contains(name) -> replaced.apply(text);
      case String text -> {
        SecretParameters holder = HOLDERS.get(name);
        yield holder == null ? text : holder.map(text, replaced);
      }
      case null, default -> value;
    };
  }
}
