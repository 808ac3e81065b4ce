package io.tidegate.gateway.store;

import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.User;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// Users and tokens as documents for other nodes: without what each node knows for itself, such as
/// when they were last here. Stateless. What cannot be read is an [IllegalArgumentException], a
/// [ClassCastException], a [NullPointerException] or a [java.time.DateTimeException].
public final class AccountDocuments {
  private AccountDocuments() {}

  /// @return holds secrets
  public static String of(User user) {
    SecondFactor otp = user.otp();
    JsonObject json =
        new JsonObject()
            .put("id", user.id())
            .put("password", user.password())
            .put("role", user.role().label())
            .put("scope", new JsonArray(user.scope().texts()))
            .put("enabled", user.enabled())
            .put("created", user.created().toString());
    if (otp != null) {
      json.put("otpSecret", otp.secret()).put("otpRecovery", new JsonArray(otp.recovery()));
    }
    return json.encode();
  }

  /// @param before what this node knows of him, null for nothing
  public static User user(String name, String document, @Nullable User before) {
    JsonObject json = new JsonObject(document);
    String secret = json.getString("otpSecret");
    return new User(
        name,
        text(json, "id"),
        text(json, "password"),
        role(json),
        scope(json),
        json.getBoolean("enabled"),
        Instant.parse(text(json, "created")),
        before == null ? null : before.lastLogin(),
        secret == null
            ? null
            : new SecondFactor(
                secret, lastStep(before, secret), texts(json.getJsonArray("otpRecovery"))));
  }

  /// A code that was used here is not good again.
  private static long lastStep(@Nullable User before, String secret) {
    SecondFactor otp = before == null ? null : before.otp();
    return otp != null && otp.secret().equals(secret) ? otp.lastStep() : 0;
  }

  /// @return holds the hash of its secret
  public static String of(ApiToken token) {
    Instant expires = token.expires();
    JsonObject json =
        new JsonObject()
            .put("name", token.name())
            .put("hash", token.hash())
            .put("prefix", token.prefix())
            .put("role", token.role().label())
            .put("scope", new JsonArray(token.scope().texts()))
            .put("created", token.created().toString())
            .put("by", token.by());
    if (expires != null) {
      json.put("expires", expires.toString());
    }
    return json.encode();
  }

  /// @param before what this node knows of it, null for nothing
  public static ApiToken token(String id, String document, @Nullable ApiToken before) {
    JsonObject json = new JsonObject(document);
    String expires = json.getString("expires");
    return new ApiToken(
        id,
        text(json, "name"),
        text(json, "hash"),
        text(json, "prefix"),
        role(json),
        scope(json),
        Instant.parse(text(json, "created")),
        text(json, "by"),
        expires == null ? null : Instant.parse(expires),
        before == null ? null : before.lastUsed());
  }

  private static String text(JsonObject json, String key) {
    String text = json.getString(key);
    if (text == null) {
      throw new IllegalArgumentException("no " + key);
    }
    return text;
  }

  private static Role role(JsonObject json) {
    String label = text(json, "role");
    return Role.of(label)
        .orElseThrow(() -> new IllegalArgumentException("no role " + label + " in this release"));
  }

  private static Scope scope(JsonObject json) {
    return Scope.parse(texts(json.getJsonArray("scope")));
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }
}
