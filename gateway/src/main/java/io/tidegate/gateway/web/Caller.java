package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;

/// Who makes a call, and how he has shown it. Immutable.
///
/// @param login of a browser, null for other means
record Caller(Principal principal, Means means, Accounts.@Nullable LoggedIn login) {
  private static final String NAME = Caller.class.getName();

  /// How somebody shows who he is.
  enum Means {
    /// On this machine, before there are users.
    LOCAL,
    TOKEN,
    PASSWORD,
    COOKIE
  }

  /// Of a call that the guard has let in.
  static Caller of(RoutingContext context) {
    return Objects.requireNonNull(context.get(NAME), "nobody has looked at this call");
  }

  void attach(RoutingContext context) {
    context.put(NAME, this);
  }

  /// For histories: the name, or the address of whoever has none, or was turned away.
  static String who(RoutingContext context) {
    Caller caller = context.get(NAME);
    return caller == null || caller.means == Means.LOCAL
        ? "api " + context.request().remoteAddress().hostAddress()
        : caller.principal.toString();
  }

  Scope scope() {
    return principal.scope();
  }

  boolean is(Role role) {
    return principal.role() == role;
  }

  boolean sees(@Nullable StreamKey key) {
    return scope().isAll() || (key != null && scope().covers(key));
  }

  /// The same of a text; empty for what belongs to no stream.
  boolean sees(String key) {
    if (scope().isAll()) {
      return true;
    }
    try {
      return scope().covers(StreamKey.parsePattern(key));
    } catch (IllegalArgumentException notAKey) {
      return false;
    }
  }

  /// Those of `items` whose `member` is the key of a stream that is seen.
  List<JsonObject> seen(List<JsonObject> items, String member) {
    return scope().isAll()
        ? items
        : items.stream()
            .filter(item -> item.getValue(member) instanceof String key && sees(key))
            .toList();
  }
}
