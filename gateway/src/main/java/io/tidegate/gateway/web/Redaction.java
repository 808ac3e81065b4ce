package io.tidegate.gateway.web;

import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Takes known secrets out of any text: what shows them masked already is one fence, this is the
/// other. Any thread.
public final class Redaction {
  /// A shorter word is found where it is no secret. Such a one is masked where it stands alone.
  private static final int MIN_LENGTH = 6;

  private final Supplier<? extends Collection<String>> settings;
  private final Supplier<? extends Collection<RouteSpec>> routes;

  /// @param settings secrets among them
  /// @param routes with theirs
  public Redaction(
      Supplier<? extends Collection<String>> settings,
      Supplier<? extends Collection<RouteSpec>> routes) {
    this.settings = settings;
    this.routes = routes;
  }

  /// `text` without the secrets of the moment.
  String apply(String text) {
    String clean = text;
    for (String secret : secrets()) {
      clean = clean.replace(secret, Token.MASK);
    }
    return clean;
  }

  /// The longest first: one may be the beginning of another.
  private List<String> secrets() {
    Set<String> secrets = new TreeSet<>(settings.get());
    for (RouteSpec route : routes.get()) {
      collect(RouteDocuments.write(route, true), RouteDocuments.write(route, false), secrets);
    }
    return secrets.stream()
        .filter(secret -> secret.length() >= MIN_LENGTH)
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  /// A secret is what is shown otherwise than it is stored.
  private static void collect(
      @Nullable Object stored, @Nullable Object shown, Set<String> secrets) {
    switch (stored) {
      case JsonObject object -> {
        JsonObject other = shown instanceof JsonObject same ? same : new JsonObject();
        object.forEach(entry -> collect(entry.getValue(), other.getValue(entry.getKey()), secrets));
      }
      case JsonArray array -> {
        JsonArray other = shown instanceof JsonArray same ? same : new JsonArray();
        for (int i = 0; i < array.size(); i++) {
          collect(array.getValue(i), i < other.size() ? other.getValue(i) : null, secrets);
        }
      }
      case String secret when !secret.equals(shown) -> {
        secrets.add(secret);
        secrets.addAll(SecretParameters.URL.values(secret));
        secrets.addAll(SecretParameters.STREAM_ID.values(secret));
      }
      case null, default -> {
        // a number or a switch is no secret
      }
    }
  }
}
