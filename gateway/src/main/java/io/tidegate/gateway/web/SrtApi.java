package io.tidegate.gateway.web;

import io.tidegate.gateway.srt.SrtPortView;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.arq.DecisionLog;
import io.tidegate.srt.arq.DecisionRecord;
import io.tidegate.srt.lib.SrtCapabilities;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.relay.Drill;
import io.tidegate.srt.relay.RelayPeer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// `/api/v1/srt`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class SrtApi {
  private static final String LINKS = "/api/v1/srt/links";
  private static final Set<String> OF_LINKS = Set.of("key", "kind", "node");

  /// Records of one answer; the log keeps four times as many.
  private static final int MOST_DECISIONS = 1_000;

  private final SrtServer srt;
  private final Vertx vertx;

  public SrtApi(SrtServer srt, Vertx vertx) {
    this.srt = srt;
    this.vertx = vertx;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LINKS, this::links);
    ReadOnly.mount(router, "/api/v1/srt/ports", this::ports);
    new CallList<SrtCaller>(
            caller -> caller.target().key(),
            caller -> caller.target().toString(),
            SrtApi::state,
            SrtApi::call)
        .mount(router, "/api/v1/srt/calls", srt::callers);
    CallList.pushes(SrtPushView::key, SrtPushView::target, SrtPushView::state, SrtApi::push)
        .mount(router, "/api/v1/srt/pushes", srt::placedPushes);
    ReadOnly.mount(router, "/api/v1/srt/capabilities", this::capabilities);
    ReadOnly.mount(router, LINKS + "/:id", context -> withLink(context, this::link));
    ReadOnly.mount(router, LINKS + "/:id/decisions", context -> withLink(context, this::decisions));
    ReadOnly.mount(
        router, LINKS + "/:id/decisions/stream", context -> withLink(context, this::stream));
    router.route(LINKS + "/:id/drill").handler(context -> withLink(context, this::drill));
  }

  private interface LinkHandler {
    void handle(RoutingContext context, SrtLinkView link);
  }

  private void withLink(RoutingContext context, LinkHandler handler) {
    String id = context.pathParam("id");
    find(id)
        .filter(link -> Caller.of(context).sees(link.key()))
        .ifPresentOrElse(
            link -> handler.handle(context, link),
            () -> Replies.problem(context, 404, "no such SRT link"));
  }

  private Optional<SrtLinkView> find(@Nullable String id) {
    return srt.links().links().stream().filter(link -> link.sessionId().equals(id)).findFirst();
  }

  private void links(RoutingContext context) {
    ListQuery.answer(context, OF_LINKS, this::links);
  }

  private JsonObject links(ListQuery query) {
    StreamKey key = query.key("key");
    long after = LiveLists.number(query.after());
    Predicate<SrtLinkView> takes =
        link ->
            query.sees(link.key())
                && (key == null || key.equals(link.key()))
                && query.takes("kind", SrtLinkJson.kind(link))
                && query.says(link.key().toString(), link.remote(), link.sessionId());
    return new ListPage<SrtLinkView>(
            query.limit(),
            takes,
            link -> LiveLists.number(link.sessionId()) > after,
            SrtLinkView::sessionId)
        .of(
            srt.links().links().stream()
                .sorted(Comparator.comparingLong(link -> LiveLists.number(link.sessionId())))
                .toList(),
            this::json);
  }

  private void link(RoutingContext context, SrtLinkView link) {
    Replies.json(context, json(link));
  }

  private JsonObject json(SrtLinkView link) {
    return SrtLinkJson.link(link, srt.relayed(link.remote()).map(RelayPeer::view).orElse(null));
  }

  private void ports(RoutingContext context) {
    Caller caller = Caller.of(context);
    // shared ones are nobody's
    List<JsonObject> seen =
        srt.ports().stream()
            .filter(port -> port.key() == null || caller.sees(port.key()))
            .map(SrtApi::port)
            .toList();
    Replies.json(context, new JsonObject().put("items", new JsonArray(seen)).putNull("next"));
  }

  static JsonObject port(SrtPortView port) {
    return new JsonObject()
        .put("name", port.name())
        .put("key", port.key() == null ? null : port.key().toString())
        .put("address", port.address() == null ? null : SrtServer.text(port.address()))
        .put("state", port.state().name().toLowerCase(Locale.ROOT))
        .put("relayWanted", port.relayWanted())
        .put("problem", port.problem());
  }

  private static String state(SrtCaller caller) {
    return (caller.isConnected() ? SessionState.STREAMING : SessionState.CONNECTING).label();
  }

  static JsonObject call(SrtCaller caller) {
    return new JsonObject()
        .put("key", caller.target().key().toString())
        .put("target", caller.target().toString())
        .put("state", state(caller))
        .put("connected", caller.isConnected())
        .put("attempts", caller.attempts())
        .put("lastFailure", caller.lastFailure());
  }

  static JsonObject push(SrtPushView push) {
    return PeerJson.of(
            push.key(),
            push.target(),
            push.state(),
            push.since(),
            push.attempts(),
            push.lastFailure())
        .put("bytes", push.bytes());
  }

  private void capabilities(RoutingContext context) {
    JsonObject body =
        srt.capabilities()
            .map(SrtApi::capabilities)
            .orElseGet(() ->
                new JsonObject()
                    .put("available", false)
                    .put("reason", srt.missing().orElse("SRT is switched off")));
    Replies.json(context, body);
  }

  private static JsonObject capabilities(SrtCapabilities capabilities) {
    return new JsonObject()
        .put("available", true)
        .put("library", capabilities.fileName())
        .put("version", capabilities.version())
        .put("bonding", capabilities.bonding())
        .put("aesGcm", capabilities.aesGcm())
        .put(
            "options",
            new JsonArray(capabilities.options().stream().sorted().map(SrtOption::name).toList()))
        .put(
            "absent",
            new JsonArray(
                capabilities.absent().stream()
                    .map(absence ->
                        new JsonObject()
                            .put("feature", absence.feature())
                            .put("cost", absence.cost()))
                    .toList()));
  }

  private void decisions(RoutingContext context, SrtLinkView link) {
    long from = from(context, context.request().getParam("from"));
    if (from < 0) {
      return;
    }
    DecisionLog log = log(link);
    List<DecisionRecord> records = log == null ? List.of() : log.since(from, MOST_DECISIONS);
    long next = records.isEmpty() ? from : records.getLast().position() + 1;
    Replies.json(
        context,
        new JsonObject()
            .put("items", new JsonArray(records.stream().map(SrtLinkJson::decision).toList()))
            .put("next", next)
            .put("kept", log != null)
            .put("forgotten", log == null ? 0 : log.forgotten()));
  }

  private void stream(RoutingContext context, SrtLinkView link) {
    String last = context.request().getHeader("Last-Event-ID");
    String asked = context.request().getParam("from");
    long from = from(context, asked == null && last != null ? last : asked);
    if (from < 0) {
      return;
    }
    long start = asked == null && last != null ? from + 1 : from;
    if (context.request().method().equals(HttpMethod.HEAD)) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, DecisionStream.CONTENT_TYPE).end();
      return;
    }
    String id = link.sessionId();
    new DecisionStream(vertx, context.response(), () -> find(id).isPresent(), () -> log(link))
        .start(start);
  }

  /// The position that was asked for, or a negative number when the answer is given.
  private static long from(RoutingContext context, @Nullable String text) {
    if (text == null) {
      return 0;
    }
    if (!text.matches("\\d{1,18}")) {
      Replies.problem(context, 400, "from: expected a position, 0 or more");
      return -1;
    }
    return Long.parseLong(text);
  }

  private @Nullable DecisionLog log(SrtLinkView link) {
    RelayPeer peer = srt.relayed(link.remote()).orElse(null);
    if (peer == null) {
      return null;
    }
    return link.publishes() ? peer.inboundDecisions() : peer.outboundDecisions();
  }

  private void drill(RoutingContext context, SrtLinkView link) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      context.response().putHeader(HttpHeaders.ALLOW, "POST");
      Replies.problem(context, 405, "a drill is begun with POST");
      return;
    }
    RelayPeer peer = srt.relayed(link.remote()).orElse(null);
    if (peer == null) {
      Replies.problem(
          context, 409, "no relay before this link: give its port or route a policy but stock");
      return;
    }
    // a page of another site can send text, but no JSON without asking first
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      Replies.problem(context, 415, "expected application/json");
      return;
    }
    DrillRequest.read(
        context,
        drill -> {
          begin(peer, drill);
          context.response().setStatusCode(202);
          Replies.json(context, new JsonObject().put("link", link.sessionId()));
        });
  }

  private static void begin(RelayPeer peer, Drill drill) {
    var _ = peer.drill(drill);
  }
}
