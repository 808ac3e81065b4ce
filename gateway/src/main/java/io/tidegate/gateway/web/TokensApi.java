package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.config.ConfigException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Set;

/// `/api/v1/tokens`: the secrets of programs, shown once. Event loops; the store waits elsewhere.
public final class TokensApi {
  private static final String LIST = "/api/v1/tokens";
  private static final String OF_LIST = "GET, HEAD, OPTIONS, POST";
  private static final String OF_ONE = "GET, HEAD, OPTIONS, DELETE";
  private static final Set<String> NAMES = Set.of("name", "role", "scope", "expires");

  private final Accounts accounts;
  private final TokenBook tokens;
  private final Clock clock;

  public TokensApi(Accounts accounts, TokenBook tokens, Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(LIST).handler(this::all);
    router.route(LIST + "/:id").handler(this::one);
  }

  private void all(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" ->
          Replies.json(
              context, AccountJson.list(tokens.list(Caller.of(context).principal()), this::json));
      case "POST" -> AccessApi.read(context, this::create);
      case "OPTIONS" -> UsersApi.options(context, OF_LIST);
      default -> Replies.methodNotAllowed(context, OF_LIST);
    }
  }

  private JsonObject json(ApiToken token) {
    return AccountJson.token(token, accounts);
  }

  private void create(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, NAMES);
    String name = fields.text("name").strip();
    if (!name.isEmpty() && !ApiToken.isName(name)) {
      fields.wrong("name", ApiToken.EXPECTED);
    }
    TokenBook.Draft draft =
        new TokenBook.Draft(
            name,
            fields.role("role"),
            fields.scope("scope"),
            fields.futureTime("expires", clock.instant()));
    fields.check();
    StoreReplies.when(
        context,
        tokens.create(Caller.of(context).principal(), draft),
        made -> {
          context.response().setStatusCode(201);
          Replies.json(context, json(made.token()).put("secret", made.secret()));
        });
  }

  private void one(RoutingContext context) {
    Caller caller = Caller.of(context);
    ApiToken token = tokens.find(caller.principal(), context.pathParam("id"));
    if (token == null) {
      Replies.problem(context, 404, "no such token");
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> Replies.json(context, json(token));
      case "DELETE" ->
          StoreReplies.when(
              context,
              tokens.remove(caller.principal(), token.id()),
              _ -> context.response().setStatusCode(204).end());
      case "OPTIONS" -> UsersApi.options(context, OF_ONE);
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }
}
