package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.Totp;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/// `/api/v1/me`: who one is, one's password and one-time passwords. Event loops.
public final class MeApi {
  private static final String ME = "/api/v1/me";

  private final Accounts accounts;
  private final UserBook users;

  public MeApi(Accounts accounts, UserBook users) {
    this.accounts = accounts;
    this.users = users;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, ME, this::show);
    router.route(ME + "/password").handler(this::password);
    router.route(ME + "/otp").handler(this::otp);
  }

  private void show(RoutingContext context) {
    Caller caller = Caller.of(context);
    Principal principal = caller.principal();
    User user = accounts.directory().users().get(principal.name());
    boolean otp = principal.kind() == Principal.Kind.USER && user != null && user.otp() != null;
    Replies.json(context, AccountJson.me(principal, caller.login(), otp));
  }

  private void password(RoutingContext context) {
    if (!context.request().method().name().equals("PUT")) {
      Replies.methodNotAllowed(context, "PUT");
    } else if (isUser(context)) {
      AccessApi.read(context, this::changePassword);
    }
  }

  private void changePassword(RoutingContext context, JsonObject body) throws ConfigException {
    Caller caller = Caller.of(context);
    Fields fields = new Fields(body, Set.of("old", "password"));
    String old = fields.text("old");
    String password = UsersApi.password(fields, caller.principal().name());
    fields.check();
    Accounts.LoggedIn login = caller.login();
    withPassword(
        context,
        old,
        () ->
            StoreReplies.when(
                context,
                users.ownPassword(
                    caller.principal(), password, login == null ? null : login.login().id()),
                _ -> context.response().setStatusCode(204).end()));
  }

  private void otp(RoutingContext context) {
    if (!isUser(context)) {
      return;
    }
    switch (context.request().method().name()) {
      case "POST" -> AccessApi.read(context, this::offer);
      case "PUT" -> AccessApi.read(context, this::confirm);
      case "DELETE" -> AccessApi.read(context, this::turnOff);
      default -> Replies.methodNotAllowed(context, "POST, PUT, DELETE");
    }
  }

  /// A secret for the telephone; nothing is kept of it until a code shows that it has arrived.
  private void offer(RoutingContext context, JsonObject body) throws ConfigException {
    new Fields(body, Set.of()).check();
    String secret = Totp.secret();
    String name = Caller.of(context).principal().name();
    Replies.json(
        context, new JsonObject().put("secret", secret).put("url", Totp.url(name, secret)));
  }

  private void confirm(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("secret", "code", "password"));
    String secret = fields.text("secret");
    String code = fields.text("code");
    String password = fields.text("password");
    if (!Totp.isSecret(secret)) {
      fields.wrong("secret", "expected one that POST has answered");
    }
    fields.check();
    List<String> recovery = SecondFactor.newRecoveryCodes();
    withPassword(
        context,
        password,
        () ->
            StoreReplies.when(
                context,
                users.secondFactor(Caller.of(context).principal(), secret, code, recovery),
                right -> {
                  if (right) {
                    Replies.json(
                        context, new JsonObject().put("recoveryCodes", new JsonArray(recovery)));
                  } else {
                    Replies.problem(context, 403, "this code is not of that secret and of now");
                  }
                }));
  }

  private void turnOff(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("password"));
    String password = fields.text("password");
    fields.check();
    Principal who = Caller.of(context).principal();
    withPassword(
        context,
        password,
        () ->
            StoreReplies.when(
                context,
                users.withoutSecondFactor(who, who.name()),
                _ -> context.response().setStatusCode(204).end()));
  }

  /// Whoever sits at somebody's open browser does not have his password.
  private void withPassword(RoutingContext context, String password, Runnable use) {
    StoreReplies.when(
        context,
        users.isPasswordOf(Caller.of(context).principal(), password, Guard.host(context.request())),
        right -> {
          if (right) {
            use.run();
          } else {
            Replies.problem(context, 403, "the password is wrong");
          }
        });
  }

  /// False when it is answered that he is none.
  private static boolean isUser(RoutingContext context) {
    boolean user = Caller.of(context).principal().kind() == Principal.Kind.USER;
    if (!user) {
      Replies.problem(context, 409, "only users have passwords");
    }
    return user;
  }
}
