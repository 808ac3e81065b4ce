package io.tidegate.gateway.web;

import io.tidegate.gateway.store.AuditEntry;
import io.tidegate.gateway.store.AuditFilter;
import io.tidegate.gateway.store.AuditLog;
import io.tidegate.gateway.store.AuditVerdict;
import io.tidegate.gateway.store.EventFilter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Pattern;

/// `/api/v1/audit`: who changed what, and whether anybody altered that since. Event loops; the
/// log's thread reads.
///
/// Noted are all calls that may change something, the refused ones too, and those that give out
/// everything at once.
public final class AuditApi {
  private static final String PATH = "/api/v1/audit";
  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> GIVES_ALL =
      Set.of("/api/v1/diagnostics", "/api/v1/diagnostics/threads", "/api/v1/routes/export");
  private static final Set<String> NAMES = Set.of("limit", "before", "who", "path", "from", "to");

  private static final Pattern MARKS = Pattern.compile("/api/v1/streams/[^/]+/[^/]+/marks");

  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;

  /// Paths of ours are a third of this; what is longer is nobody's.
  private static final int MAX_TEXT = 300;

  private static final String NOTED = "[0-9]{1,12}:[0-9a-f]{64}";

  private final AuditLog audit;
  private final Clock clock;

  public AuditApi(AuditLog audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /// Before everything else below `/api/*`: what is turned away there is noted, too.
  public void watch(Router router) {
    router.route("/api/*").handler(this::watch);
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH, this::list);
    ReadOnly.mount(router, PATH + "/verify", this::verify);
  }

  private void watch(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (!READS.contains(method) || GIVES_ALL.contains(context.normalizedPath())) {
      context.addEndHandler(_ -> {
        if (!isMark(context)) {
          audit.add(act(context));
        }
      });
    }
    context.next();
  }

  /// One that was set: programs set many, and each says by whom.
  private static boolean isMark(RoutingContext context) {
    return context.response().getStatusCode() == 201
        && MARKS.matcher(context.normalizedPath()).matches();
  }

  private AuditEntry.Act act(RoutingContext context) {
    SocketAddress remote = context.request().remoteAddress();
    return new AuditEntry.Act(
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        printable(Caller.who(context)),
        remote == null ? "" : printable(String.valueOf(remote.hostAddress())),
        printable(context.request().method().name()),
        printable(context.normalizedPath()),
        context.response().getStatusCode());
  }

  /// Somebody at another node has ended a session of this one, or tried to.
  public static AuditEntry.Act ended(String who, String remote, String session, boolean ended) {
    return new AuditEntry.Act(
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        printable(who),
        printable(remote),
        "DELETE",
        printable("/api/v1/sessions/" + session),
        ended ? 204 : 404);
  }

  /// Texts of strangers.
  private static String printable(String text) {
    String cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private void list(RoutingContext context) {
    AuditFilter filter;
    try {
      filter = filter(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    int limit = filter.limit() - 1;
    StoreReplies.when(
        context,
        audit.find(filter),
        found ->
            Replies.json(
                context, NumberedPage.of(found, limit, AuditEntry::number).json(AuditApi::entry)));
  }

  /// With one more than the page has, which tells whether there is a next one.
  private static AuditFilter filter(MultiMap query) {
    RouteFilter.known(query, NAMES);
    return new AuditFilter(
        RouteFilter.number(query, "before", Integer.MAX_VALUE, 999_999_999),
        RouteFilter.number(query, "limit", USUAL_LIMIT, MAX_LIMIT) + 1,
        RouteFilter.text(query, "who"),
        RouteFilter.text(query, "path"),
        Times.instant(query, "from", Instant.EPOCH),
        Times.instant(query, "to", EventFilter.ALWAYS));
  }

  private void verify(RoutingContext context) {
    String noted;
    try {
      RouteFilter.known(context.queryParams(), Set.of("noted"));
      noted = RouteFilter.text(context.queryParams(), "noted");
      if (!noted.isEmpty() && !noted.matches(NOTED)) {
        throw new IllegalArgumentException("noted: expected NUMBER:HASH as the log has it");
      }
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    int colon = noted.indexOf(':');
    long number = colon < 0 ? 0 : Long.parseLong(noted.substring(0, colon));
    StoreReplies.when(
        context,
        audit.verify(number, noted.substring(colon + 1)),
        verdict -> Replies.json(context, verdict(verdict)));
  }

  private static JsonObject entry(AuditEntry entry) {
    return new JsonObject()
        .put("number", entry.number())
        .put("at", entry.at().toString())
        .put("who", entry.who())
        .put("remote", entry.remote())
        .put("method", entry.method())
        .put("path", entry.path())
        .put("status", entry.status())
        .put("hash", entry.hash());
  }

  private static JsonObject verdict(AuditVerdict verdict) {
    return new JsonObject()
        .put("intact", verdict.broken() == null)
        .put("broken", verdict.broken())
        .put("entries", verdict.entries())
        .put("first", verdict.first())
        .put("last", verdict.last())
        .put("head", verdict.head());
  }
}
