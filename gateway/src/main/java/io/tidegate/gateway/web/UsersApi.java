package io.tidegate.gateway.web;

import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// `/api/v1/users`: who may log in, and to do what. Event loops; the store and the hashes wait
/// elsewhere.
public final class UsersApi {
  private static final String LIST = "/api/v1/users";
  private static final String METHODS = "GET, HEAD, OPTIONS, PUT, DELETE";
  private static final Set<String> NEW = Set.of("name", "password", "role", "scope", "enabled");
  private static final Set<String> PRESENT = Set.of("password", "role", "scope", "enabled");

  private final UserBook users;

  public UsersApi(UserBook users) {
    this.users = users;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(LIST).handler(this::all);
    router.route(LIST + "/:name").handler(this::one);
    router.route(LIST + "/:name/otp").handler(this::withoutOtp);
  }

  private void all(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" ->
          Replies.json(
              context,
              AccountJson.list(users.list(Caller.of(context).principal()), AccountJson::user));
      case "POST" -> AccessApi.read(context, this::create);
      case "OPTIONS" -> options(context, "GET, HEAD, OPTIONS, POST");
      default -> Replies.methodNotAllowed(context, "GET, HEAD, OPTIONS, POST");
    }
  }

  private void one(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> {
        User user = find(context);
        if (user != null) {
          show(context, user);
        }
      }
      case "PUT" -> {
        User user = find(context);
        if (user != null) {
          AccessApi.read(context, (asked, body) -> replace(asked, user, body));
        }
      }
      case "DELETE" -> {
        User user = find(context);
        if (user != null) {
          StoreReplies.when(
              context,
              users.remove(Caller.of(context).principal(), user.name()),
              _ -> context.response().setStatusCode(204).end());
        }
      }
      case "OPTIONS" -> options(context, METHODS);
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  static void options(RoutingContext context, String methods) {
    context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, methods).end();
  }

  /// Null when it is answered that there is none.
  private @Nullable User find(RoutingContext context) {
    User user = users.find(Caller.of(context).principal(), context.pathParam("name"));
    if (user == null) {
      Replies.problem(context, 404, "no such user");
    }
    return user;
  }

  private void create(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, NEW);
    String name = name(fields, "name");
    UserBook.Draft draft =
        new UserBook.Draft(
            name,
            password(fields, name),
            fields.role("role"),
            fields.scope("scope"),
            fields.flag("enabled", true));
    fields.check();
    StoreReplies.when(
        context,
        users.create(Caller.of(context).principal(), draft),
        user -> {
          context.response().setStatusCode(201);
          Replies.json(context, AccountJson.user(user));
        });
  }

  private void replace(RoutingContext context, User user, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, PRESENT);
    UserBook.Draft draft =
        new UserBook.Draft(
            user.name(),
            fields.has("password") ? password(fields, user.name()) : null,
            fields.role("role"),
            fields.scope("scope"),
            fields.flag("enabled", true));
    fields.check();
    StoreReplies.when(
        context,
        users.replace(
            Caller.of(context).principal(),
            draft,
            now -> EntityTags.isMetBy(context.request(), now.version())),
        after -> show(context, after));
  }

  private static void show(RoutingContext context, User user) {
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(user.version()));
    Replies.json(context, AccountJson.user(user));
  }

  private void withoutOtp(RoutingContext context) {
    if (!context.request().method().name().equals("DELETE")) {
      Replies.methodNotAllowed(context, "DELETE");
      return;
    }
    User user = find(context);
    if (user != null) {
      StoreReplies.when(
          context,
          users.withoutSecondFactor(Caller.of(context).principal(), user.name()),
          _ -> context.response().setStatusCode(204).end());
    }
  }

  /// In its canonical form.
  static String name(Fields fields, String field) {
    String name = User.canonical(fields.text(field));
    if (!name.isEmpty() && !User.isName(name)) {
      fields.wrong(field, User.EXPECTED);
    }
    return name;
  }

  /// One that will do.
  static String password(Fields fields, String user) {
    String password = fields.text("password");
    String fault = password.isEmpty() ? null : UserBook.fault(user, password);
    if (fault != null) {
      fields.wrong("password", fault);
    }
    return password;
  }
}
