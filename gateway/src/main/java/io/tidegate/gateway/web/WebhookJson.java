package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.notify.WebhookView;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Webhooks as the API shows and takes them. A secret is never shown, only that there is one.
/// Stateless.
final class WebhookJson {
  private static final Set<String> NAMES =
      Set.of("name", "url", "events", "streams", "form", "secret", "enabled");

  /// What may be asked for.
  private static final Set<String> OCCASIONS =
      Arrays.stream(Occasion.values())
          .filter(occasion -> occasion != Occasion.TEST)
          .map(Occasion::label)
          .collect(Collectors.toUnmodifiableSet());

  private WebhookJson() {}

  static JsonObject of(WebhookView view) {
    Webhook webhook = view.webhook();
    Webhook.Wish wish = webhook.wish();
    Instant failingSince = view.failingSince();
    JsonArray events =
        new JsonArray(wish.occasions().stream().map(Occasion::label).sorted().toList());
    return new JsonObject()
        .put("id", webhook.id())
        .put("name", wish.name())
        .put("url", wish.url())
        .put("events", events)
        .put("streams", AccountJson.scope(wish.streams()))
        .put("form", wish.form().label())
        .put("secretSet", !wish.secret().isEmpty())
        .put("enabled", wish.enabled())
        .put("version", webhook.version())
        .put("changedAt", webhook.changed().toString())
        .put("changedBy", webhook.changedBy())
        .put("waiting", view.waiting())
        .put("delivered", view.receipts())
        .put("failures", view.failures())
        .put("dropped", view.dropped())
        .put("failingSince", failingSince == null ? null : failingSince.toString())
        .put("last", last(view.last()));
  }

  /// Null before the first attempt.
  static @Nullable JsonObject last(@Nullable Outcome outcome) {
    return outcome == null ? null : outcome(outcome);
  }

  static JsonObject outcome(Outcome outcome) {
    return new JsonObject()
        .put("at", outcome.at().toString())
        .put("ok", outcome.isReceipt())
        .put("status", outcome.status())
        .put("problem", outcome.problem());
  }

  /// @param before what it replaces, whose secret stays where none is said; null for none
  static Webhook.Wish wish(JsonObject body, Webhook.@Nullable Wish before) throws ConfigException {
    Fields fields = new Fields(body, NAMES);
    String name = limited(fields, "name", Webhook.MAX_NAME);
    String url = fields.text("url");
    String fault = url.isEmpty() ? null : Webhook.fault(url);
    if (fault != null) {
      fields.wrong("url", fault);
    }
    Set<Occasion> occasions =
        fields.words("events", OCCASIONS).stream()
            .map(label -> Occasion.of(label).orElseThrow())
            .collect(Collectors.toSet());
    Webhook.Form form = form(fields);
    if (form == Webhook.Form.SRS && !occasions.stream().allMatch(Occasion::isKnownToSrs)) {
      fields.wrong("events", "expected no alarms in the form srs, which has none");
    }
    Webhook.Wish wish =
        new Webhook.Wish(
            name,
            url,
            occasions,
            fields.has("streams") ? fields.scope("streams") : Scope.ALL,
            form,
            secret(fields, body, before),
            fields.flag("enabled", true));
    fields.check();
    return wish;
  }

  private static Webhook.Form form(Fields fields) {
    String text = fields.has("form") ? fields.text("form") : Webhook.Form.TIDEGATE.label();
    for (Webhook.Form form : Webhook.Form.values()) {
      if (form.label().equals(text)) {
        return form;
      }
    }
    fields.wrong(
        "form",
        "expected "
            + Arrays.stream(Webhook.Form.values())
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or ")));
    return Webhook.Form.TIDEGATE;
  }

  private static Token secret(Fields fields, JsonObject body, Webhook.@Nullable Wish before) {
    if (body.containsKey("secret") && body.getValue("secret") != null) {
      return new Token(limited(fields, "secret", Webhook.MAX_SECRET));
    }
    return body.containsKey("secret") || before == null ? Token.NONE : before.secret();
  }

  private static String limited(Fields fields, String name, int most) {
    String text = fields.text(name);
    if (text.length() > most || text.codePoints().anyMatch(Character::isISOControl)) {
      fields.wrong(name, "expected at most " + most + " characters, no control characters");
    }
    return text;
  }
}
