package io.tidegate.gateway.store;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.webhook.Webhook;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Webhooks as rows. Confined to the store's thread.
final class WebhookRows {
  private final Database database;
  private final SecretBox box;

  WebhookRows(Database database, SecretBox box) {
    this.database = database;
    this.box = box;
  }

  /// By id, oldest first.
  Map<String, Webhook> read() throws SQLException {
    Map<String, Webhook> all = new LinkedHashMap<>();
    try (PreparedStatement statement =
            database.statement("SELECT id, version, document, secret FROM webhook ORDER BY rowid");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String id = rows.getString(1);
        String secret = rows.getString(4);
        all.put(
            id,
            webhook(
                id,
                rows.getLong(2),
                new JsonObject(rows.getString(3)),
                secret.isEmpty() ? Token.NONE : new Token(box.open(name(id), secret))));
      }
    }
    return all;
  }

  /// Whether its secret is here, or it has none.
  boolean isReadable(Webhook webhook) {
    return !box.isStandIn(webhook.wish().secret().text());
  }

  /// What its secret is sealed for.
  static String name(String id) {
    return "webhook " + id;
  }

  private static Webhook webhook(String id, long version, JsonObject document, Token secret) {
    Webhook.Wish wish = WebhookDocuments.wish(document, secret);
    return new Webhook(
        id,
        wish,
        version,
        Instant.parse(document.getString("changed")),
        document.getString("changedBy"));
  }

  void write(Webhook webhook) throws SQLException {
    Webhook.Wish wish = webhook.wish();
    JsonObject document =
        WebhookDocuments.json(wish)
            .put("changed", webhook.changed().toString())
            .put("changedBy", webhook.changedBy());
    String secret =
        wish.secret().isEmpty() ? "" : box.seal(name(webhook.id()), wish.secret().text());
    database.update(
        "INSERT INTO webhook (id, version, document, secret) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
            + " DO UPDATE SET version = excluded.version, document = excluded.document, secret ="
            + " excluded.secret",
        webhook.id(),
        webhook.version(),
        document.encode(),
        secret);
  }

  void remove(String id) throws SQLException {
    database.update("DELETE FROM webhook WHERE id = ?", id);
  }
}
