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
    return copy(document, replaced, SecretParameters::map);
  }

  /// A copy of `document` with what [#map] replaced replaced again.
  public static JsonObject mapBack(JsonObject document, UnaryOperator<String> replaced) {
    return copy(document, replaced, SecretParameters::mapBack);
  }

  /// How the secrets of a longer text are replaced.
  private interface Walk {
    String map(SecretParameters kind, String text, UnaryOperator<String> replaced);
  }

  private static JsonObject copy(JsonObject document, UnaryOperator<String> replaced, Walk walk) {
    JsonObject copy = new JsonObject();
    document.forEach(member ->
        copy.put(member.getKey(), copy(member.getKey(), member.getValue(), replaced, walk)));
    return copy;
  }

  private static @Nullable Object copy(
      String name, @Nullable Object value, UnaryOperator<String> replaced, Walk walk) {
    return switch (value) {
      case JsonObject object -> copy(object, replaced, walk);
      case JsonArray array -> {
        JsonArray copy = new JsonArray();
        array.forEach(element -> copy.add(copy(name, element, replaced, walk)));
        yield copy;
      }
      case String text when NAMES.contains(name) -> replaced.apply(text);
      case String text -> {
        SecretParameters holder = HOLDERS.get(name);
        yield holder == null ? text : walk.map(holder, text, replaced);
      }
      case null, default -> value;
    };
  }
}
