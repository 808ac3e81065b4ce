package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Login;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.User;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Users, tokens and log-ins as the API shows them: without secrets. Stateless.
final class AccountJson {
  private AccountJson() {}

  static <T> JsonObject list(List<T> items, Function<T, JsonObject> form) {
    return new JsonObject()
        .put("items", new JsonArray(items.stream().map(form).toList()))
        .putNull("next");
  }

  static JsonObject user(User user) {
    return new JsonObject()
        .put("name", user.name())
        .put("role", user.role().label())
        .put("scope", scope(user.scope()))
        .put("enabled", user.enabled())
        .put("created", user.created().toString())
        .put("lastLogin", text(user.lastLogin()))
        .put("otp", user.otp() != null)
        .put("version", user.version());
  }

  static JsonObject token(ApiToken token, Accounts accounts) {
    return new JsonObject()
        .put("id", token.id())
        .put("name", token.name())
        .put("prefix", token.prefix())
        .put("role", token.role().label())
        .put("scope", scope(token.scope()))
        .put("created", token.created().toString())
        .put("createdBy", token.by())
        .put("expires", text(token.expires()))
        .put("lastUsed", text(accounts.lastUsed(token)));
  }

  static JsonObject login(Login login, Accounts accounts, Caller caller) {
    Accounts.LoggedIn own = caller.login();
    return new JsonObject()
        .put("id", login.id())
        .put("user", login.user())
        .put("since", login.created().toString())
        .put("lastSeen", accounts.lastSeen(login).toString())
        .put("remote", login.remote())
        .put("agent", login.agent())
        .put("current", own != null && own.login().id().equals(login.id()));
  }

  static JsonObject me(Principal principal, Accounts.@Nullable LoggedIn login, boolean otp) {
    return new JsonObject()
        .put("kind", principal.kind().label())
        .put("name", principal.name())
        .put("role", principal.role().label())
        .put("scope", scope(principal.scope()))
        .put("until", text(principal.until()))
        .put("otp", otp)
        .put("login", login == null ? null : login.login().id())
        .put("csrf", login == null ? null : login.csrf());
  }

  static JsonArray scope(Scope scope) {
    return scope.isAll() ? JsonArray.of("*") : new JsonArray(scope.texts());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
