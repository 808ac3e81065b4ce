package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.Logins;
import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.Login;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.store.StoreException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/setup`, `/login`, `/logout` and `/logins`: who comes and goes. Event loops.
public final class AccessApi {
  private static final String BASE = "/api/v1";

  /// Name, password and code, each as long as it may be.
  static final int MAX_BYTES = 4 << 10;

  private static final String OF_SETUP = "GET, HEAD, POST, OPTIONS";
  private static final Set<String> TYPES = Set.of(RequestBody.JSON);

  private final Accounts accounts;
  private final UserBook users;
  private final Logins logins;
  private final Setup setup;

  public AccessApi(Accounts accounts, UserBook users, Logins logins, Setup setup) {
    this.accounts = accounts;
    this.users = users;
    this.logins = logins;
    this.setup = setup;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(BASE + "/setup").handler(this::setup);
    router.route(BASE + "/login").handler(context -> post(context, this::logIn));
    router.route(BASE + "/logout").handler(this::logOut);
    ReadOnly.mount(router, BASE + "/logins", this::list);
    router.route(BASE + "/logins/:id").handler(this::end);
  }

  /// Takes what was sent.
  @FunctionalInterface
  interface Body {
    /// @throws ConfigException when members are wrong
    void take(RoutingContext context, JsonObject body) throws ConfigException;
  }

  static void post(RoutingContext context, Body use) {
    if (context.request().method().name().equals("POST")) {
      read(context, use);
    } else {
      Replies.methodNotAllowed(context, "POST");
    }
  }

  static void read(RoutingContext context, Body use) {
    RequestBody.json(
        context,
        MAX_BYTES,
        TYPES,
        body -> {
          try {
            use.take(context, body);
          } catch (ConfigException wrong) {
            StoreReplies.invalid(context, wrong);
          }
        });
  }

  private void setup(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" ->
          Replies.json(context, new JsonObject().put("needed", !accounts.hasUsers()));
      case "POST" -> read(context, this::setUp);
      case "OPTIONS" -> UsersApi.options(context, OF_SETUP);
      default -> Replies.methodNotAllowed(context, OF_SETUP);
    }
  }

  private void setUp(RoutingContext context, JsonObject body) throws ConfigException {
    if (accounts.hasUsers()) {
      StoreReplies.when(
          context,
          CompletableFuture.failedFuture(StoreException.conflict("it is set up already: log in")),
          _ -> {});
      return;
    }
    Fields fields = new Fields(body, Set.of("code", "user", "password"));
    String code = fields.text("code");
    String name = UsersApi.name(fields, "user");
    String password = UsersApi.password(fields, name);
    fields.check();
    StoreReplies.when(
        context,
        setup.make(
            code,
            new UserBook.Draft(name, password, Role.ADMINISTRATOR, Scope.ALL, true),
            Guard.host(context.request())),
        made ->
            made.ifPresentOrElse(
                user -> {
                  context.response().setStatusCode(201);
                  Replies.json(context, AccountJson.user(user));
                },
                () -> Replies.problem(context, 403, "this is not the code of the set-up")));
  }

  private void logIn(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("user", "password", "otp"));
    String name = fields.text("user");
    String password = fields.text("password");
    String code = fields.optionalText("otp");
    fields.check();
    HttpServerRequest request = context.request();
    String agent = request.getHeader("User-Agent");
    Logins.Attempt attempt =
        new Logins.Attempt(name, password, code, Guard.host(request), agent == null ? "" : agent);
    StoreReplies.when(context, logins.logIn(attempt), result -> answer(context, result));
  }

  private static void answer(RoutingContext context, Logins.Result result) {
    switch (result) {
      case Logins.Result.In in -> {
        context.response().addCookie(cookie(context.request(), in.secret()));
        Replies.json(context, AccountJson.me(in.who().principal(), in.who(), in.otp()));
      }
      case Logins.Result.Wrong _ -> refuse(context, "user, password or code is wrong", false);
      case Logins.Result.NeedsCode _ ->
          refuse(context, "a one-time code is needed: send it as otp", true);
    }
  }

  /// Without a challenge: a browser would ask with a window of its own.
  private static void refuse(RoutingContext context, String detail, boolean otp) {
    Replies.problem(context, 401, detail, new JsonObject().put("otp", otp));
  }

  /// Of no use to scripts of the page, nor to other sites.
  private static Cookie cookie(HttpServerRequest request, String secret) {
    return Cookie.cookie(Guard.cookieName(request), secret)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(request.isSSL())
        .setSameSite(CookieSameSite.STRICT)
        .setMaxAge(Login.LIFE.toSeconds());
  }

  private void logOut(RoutingContext context) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    Accounts.LoggedIn login = Caller.of(context).login();
    if (login == null) {
      Replies.problem(context, 409, "there is no log-in to end: this call has no cookie");
      return;
    }
    StoreReplies.when(
        context,
        logins.end(login.login().id(), login.login().user()),
        _ -> {
          context.response().addCookie(cookie(context.request(), "").setMaxAge(0));
          context.response().setStatusCode(204).end();
        });
  }

  private void list(RoutingContext context) {
    Caller caller = Caller.of(context);
    List<Login> seen =
        logins.list(null).stream().filter(login -> sees(caller, login.user())).toList();
    Replies.json(
        context, AccountJson.list(seen, login -> AccountJson.login(login, accounts, caller)));
  }

  private void end(RoutingContext context) {
    if (!context.request().method().name().equals("DELETE")) {
      Replies.methodNotAllowed(context, "DELETE");
      return;
    }
    String id = context.pathParam("id");
    Login login = accounts.directory().logins().get(id);
    Caller caller = Caller.of(context);
    if (login == null || !sees(caller, login.user())) {
      Replies.problem(context, 404, "no such log-in");
      return;
    }
    StoreReplies.when(
        context,
        logins.end(login.id(), Caller.who(context)),
        _ -> context.response().setStatusCode(204).end());
  }

  /// One's own; an administrator those of the users that he sees.
  private boolean sees(Caller caller, String name) {
    Principal principal = caller.principal();
    boolean own = principal.kind() == Principal.Kind.USER && principal.name().equals(name);
    return own || (caller.is(Role.ADMINISTRATOR) && users.find(principal, name) != null);
  }
}
