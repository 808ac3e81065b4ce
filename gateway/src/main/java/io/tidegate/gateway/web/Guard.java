package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.gateway.web.Permissions.Reach;
import io.tidegate.gateway.web.Permissions.Right;
import io.tidegate.gateway.web.Permissions.Row;
import io.tidegate.gateway.web.Permissions.Rule;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Stands before the API: who calls, and whether he may. Event loops; a password is looked at
/// elsewhere meanwhile.
///
/// While there is no user, whoever calls from this machine may do everything. Then every call needs
/// a token (Bearer), a user with his password (Basic), or the cookie of a log-in; a change by
/// cookie also the token of that log-in, which pages of other sites do not know.
public final class Guard {
  static final String CSRF_HEADER = "X-CSRF-Token";

  private static final String ROW = Guard.class.getName() + ".row";
  private static final String KEY = Guard.class.getName() + ".key";
  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /// What proxies add: the address is theirs then, and not that of who asks.
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

  private static final Principal LOCAL =
      new Principal(Principal.Kind.LOCAL, "local", "local", Role.ADMINISTRATOR, Scope.ALL, null);

  private final Accounts accounts;
  private final OpenCalls openCalls;

  public Guard(Accounts accounts, OpenCalls openCalls) {
    this.accounts = accounts;
    this.openCalls = openCalls;
  }

  /// How somebody is turned away: each API has its form.
  @FunctionalInterface
  interface Form {
    void refuse(RoutingContext context, int status, String detail);
  }

  /// Before `/api/*`, by the same patterns as what is answered there.
  void mount(Router router) {
    for (Row row : Permissions.TABLE) {
      router
          .route(row.route())
          .setName("guard of " + row.path())
          .handler(context -> match(context, row));
    }
    router.route("/api/*").handler(this::api);
  }

  private static void match(RoutingContext context, Row row) {
    if (context.get(ROW) == null) {
      context.put(ROW, row);
      if (row.path().contains("{app}/{name}")) {
        context.put(KEY, context.pathParam("app") + "/" + context.pathParam("name"));
      }
    }
    context.next();
  }

  private void api(RoutingContext context) {
    Row row = context.get(ROW);
    Rule rule = row == null ? Permissions.OTHER_METHOD : rule(row, context.request().method());
    if (rule.right() == Right.OPEN) {
      context.next();
      return;
    }
    admit(
        context,
        row == null ? new Rule(Right.SELF, Reach.NOTHING) : rule,
        Replies::problem,
        () -> {
          if (row == null) {
            Replies.problem(context, 404, "no such resource, see /api/v1/docs");
          } else {
            context.next();
          }
        });
  }

  private static Rule rule(Row row, HttpMethod method) {
    Rule rule = row.rules().get(method.equals(HttpMethod.HEAD) ? "GET" : method.name());
    if (rule != null) {
      return rule;
    }
    return method.equals(HttpMethod.OPTIONS)
        ? new Rule(Right.SELF, Reach.NOTHING)
        : Permissions.OTHER_METHOD;
  }

  /// Goes on with `next` when the caller may; else answers in `form`.
  void admit(RoutingContext context, Rule rule, Form form, Runnable next) {
    Consumer<Caller> known =
        caller -> {
          caller.attach(context);
          String missing = missing(context, caller, rule);
          if (missing != null) {
            form.refuse(context, 403, missing);
            return;
          }
          if (context.request().method().equals(HttpMethod.GET)
              || context.normalizedPath().equals("/api/v1/probe")) {
            openCalls.watch(context, caller);
          }
          next.run();
        };
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      byHeader(context, header, form, known);
      return;
    }
    Caller caller = withoutHeader(context.request());
    if (caller == null) {
      unknown(context, form, accounts.hasUsers() ? "log in" : null);
    } else {
      known.accept(caller);
    }
  }

  private void byHeader(RoutingContext context, String header, Form form, Consumer<Caller> known) {
    String secret = BasicCredentials.bearer(header);
    if (secret != null) {
      Principal principal = accounts.ofToken(secret);
      if (principal == null) {
        unknown(context, form, "this token is none, revoked or expired");
      } else {
        known.accept(new Caller(principal, Caller.Means.TOKEN, null));
      }
      return;
    }
    BasicCredentials basic = BasicCredentials.parse(header);
    if (basic == null) {
      unknown(context, form, "Authorization: expected Bearer or Basic");
      return;
    }
    HttpServerRequest request = context.request();
    Context loop = context.vertx().getOrCreateContext();
    request.pause();
    var _ =
        accounts
            .ofPassword(basic.user(), basic.password(), host(request))
            .whenComplete((found, failure) ->
                loop.runOnContext(_ -> {
                  if (failure != null) {
                    later(context, failure, form);
                  } else {
                    byPassword(context, found, form, known);
                  }
                  request.resume();
                }));
  }

  private static void byPassword(
      RoutingContext context, Optional<Principal> found, Form form, Consumer<Caller> known) {
    if (found.isPresent()) {
      known.accept(new Caller(found.get(), Caller.Means.PASSWORD, null));
    } else {
      unknown(context, form, "user or password is wrong");
    }
  }

  private static void later(RoutingContext context, Throwable failure, Form form) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TryLaterException later) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(later.waitSeconds()));
      form.refuse(context, 429, String.valueOf(later.getMessage()));
    } else {
      context.fail(failure);
    }
  }

  /// By cookie, or as one on this machine; null for nobody.
  private @Nullable Caller withoutHeader(HttpServerRequest request) {
    Cookie cookie = request.getCookie(cookieName(request));
    Accounts.LoggedIn login = cookie == null ? null : accounts.ofCookie(cookie.getValue());
    if (login != null) {
      return new Caller(login.principal(), Caller.Means.COOKIE, login);
    }
    return accounts.hasUsers() || !isLocal(request)
        ? null
        : new Caller(LOCAL, Caller.Means.LOCAL, null);
  }

  /// What a caller lacks, as a sentence; null for nothing.
  private static @Nullable String missing(RoutingContext context, Caller caller, Rule rule) {
    Accounts.LoggedIn login = caller.login();
    if (login != null && !READS.contains(context.request().method())) {
      String token = context.request().getHeader(CSRF_HEADER);
      if (token == null || !SecretText.same(token, login.csrf())) {
        return "a change by cookie needs the header " + CSRF_HEADER + ", which /api/v1/me tells";
      }
    }
    if (!rule.right().isHeldBy(caller.principal().role())) {
      return "this needs " + rule.right().needed();
    }
    return switch (rule.reach()) {
      case NOTHING, COVERED -> null;
      case EVERYTHING ->
          caller.scope().isAll() ? null : "this needs rights on every stream, not on some";
      case KEY -> {
        String key = context.get(KEY);
        yield key == null || caller.sees(key) || !isKey(key)
            ? null
            : "this needs rights on " + key + ", not only on " + caller.scope();
      }
    };
  }

  /// What is none is not found, whoever asks.
  private static boolean isKey(String text) {
    try {
      StreamKey.parsePattern(text);
      return true;
    } catch (IllegalArgumentException notAKey) {
      return false;
    }
  }

  /// @param problem with what was shown; null while nobody can show anything
  private static void unknown(RoutingContext context, Form form, @Nullable String problem) {
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"tidegate\"");
    form.refuse(
        context,
        401,
        problem == null
            ? "nobody is set up yet: POST /api/v1/setup with the code from the log or from"
                + " setup-code in the data folder; until then only 127.0.0.1, ::1 and localhost"
                + " are answered, without a proxy"
            : problem);
  }

  /// From this machine, asked for as such, and by nobody in between.
  ///
  /// A page of another site may give its own name the address 127.0.0.1 and ask from within a
  /// browser on this machine; the name gives it away.
  static boolean isLocal(HttpServerRequest request) {
    return FORWARDED.stream().noneMatch(request.headers()::contains)
        && ApiRoutes.isLoopback(request.remoteAddress())
        && ApiRoutes.isLoopbackName(request.authority());
  }

  /// The address alone.
  static String host(HttpServerRequest request) {
    return request.remoteAddress() == null
        ? ""
        : String.valueOf(request.remoteAddress().hostAddress());
  }

  /// With the prefix no page of another host or of plain HTTP can set it.
  static String cookieName(HttpServerRequest request) {
    return request.isSSL() ? "__Host-tidegate" : "tidegate";
  }
}
