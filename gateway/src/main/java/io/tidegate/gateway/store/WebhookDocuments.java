package io.tidegate.gateway.store;

import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.gateway.webhook.Webhook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Webhooks as they are stored, and as a backup has them. Stateless.
public final class WebhookDocuments {
  private WebhookDocuments() {}

  /// Without its secret.
  static JsonObject json(Webhook.Wish wish) {
    return new JsonObject()
        .put("name", wish.name())
        .put("url", wish.url())
        .put(
            "events",
            new JsonArray(wish.occasions().stream().map(Occasion::label).sorted().toList()))
        .put("streams", new JsonArray(wish.streams().texts()))
        .put("form", wish.form().label())
        .put("enabled", wish.enabled());
  }

  /// What [#json] has written; what this release is not told of is left out.
  static Webhook.Wish wish(JsonObject document, Token secret) {
    Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
    texts(document, "events").forEach(label -> Occasion.of(label).ifPresent(occasions::add));
    return new Webhook.Wish(
        document.getString("name"),
        document.getString("url"),
        occasions,
        Scope.parse(texts(document, "streams")),
        Webhook.Form.valueOf(document.getString("form").toUpperCase(Locale.ROOT)),
        secret,
        document.getBoolean("enabled"));
  }

  private static List<String> texts(JsonObject document, String name) {
    return document.getJsonArray(name).stream().map(String.class::cast).toList();
  }

  /// With its secret.
  public static String of(Webhook.Wish wish) {
    return json(wish).put("secret", wish.secret().text()).encode();
  }

  /// What [#of] has written.
  ///
  /// @throws RuntimeException when it has not
  public static Webhook.Wish wish(String document) {
    JsonObject json = new JsonObject(document);
    String secret = json.getString("secret");
    Webhook.Wish wish = wish(json, secret.isEmpty() ? Token.NONE : new Token(secret));
    String fault = Webhook.fault(wish.url());
    if (fault != null) {
      throw new IllegalArgumentException("url: " + fault);
    }
    if (wish.name().isEmpty() || wish.name().length() > Webhook.MAX_NAME) {
      throw new IllegalArgumentException("name: expected 1 to " + Webhook.MAX_NAME + " characters");
    }
    if (secret.length() > Webhook.MAX_SECRET) {
      throw new IllegalArgumentException("secret: too long");
    }
    return wish;
  }
}
