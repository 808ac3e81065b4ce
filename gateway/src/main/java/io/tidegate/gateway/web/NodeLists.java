package io.tidegate.gateway.web;

import io.tidegate.cluster.registry.RowKind;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.cluster.SessionPages;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// The lists of what lives now with `node=all` or `node=N`: of all nodes of a cluster, or one.
/// Without `node` they are this node's own ([LiveLists] and others), to which this leaves the call.
/// Also `DELETE /api/v1/sessions/{id}?node=N`. Event loops; what waits does so on virtual threads.
public final class NodeLists {
  private static final String NODE = "node";
  private static final String ALL = "all";

  /// Of a gateway in no cluster.
  private static final String LOCAL = "local";

  /// Ids of sessions are numbers in figures and letters: the shorter one is the lower.
  private static final Comparator<String> BY_LENGTH =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private static final Map<RowKind, Set<String>> FILTERS =
      Map.of(
          RowKind.SESSION, Set.of(NODE, "key", "kind", "protocol"),
          RowKind.STREAM, Set.of(NODE, "app", "state"),
          RowKind.LINK, Set.of(NODE, "key", "kind"),
          RowKind.WORKER, Set.of(NODE));

  private static final Map<RowKind, String> PATHS =
      Map.of(
          RowKind.SESSION, "/api/v1/sessions",
          RowKind.STREAM, "/api/v1/streams",
          RowKind.LINK, "/api/v1/srt/links",
          RowKind.WORKER, "/api/v1/workers");

  private final SessionPages pages;
  private final Supplier<JsonObject> workers;

  /// A place in the list over all nodes.
  private record At(int node, String id) {}

  /// @param workers the answer about those of this node
  public NodeLists(SessionPages pages, Supplier<JsonObject> workers) {
    this.pages = pages;
    this.workers = workers;
  }

  /// Behind whoever turns away those who may not, and before the lists of this node.
  public void mount(Router router) {
    PATHS.forEach((kind, path) ->
        router
            .route(path)
            .handler(context -> {
              if (context.queryParams().contains(NODE)) {
                ReadOnly.answer(context, asked -> list(asked, kind));
              } else {
                context.next();
              }
            }));
    router.delete("/api/v1/sessions/:id").handler(this::kick);
  }

  /// Whose rows; null for all nodes.
  ///
  /// @throws IllegalArgumentException whose message begins with the parameter
  private @Nullable Integer node(RoutingContext context) {
    String text = RouteFilter.text(context.queryParams(), NODE);
    if (text.equals(ALL)) {
      return null;
    }
    if (text.equals(LOCAL)) {
      return pages.number();
    }
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException("node: expected all, or the number of a node");
    }
    return Integer.valueOf(text);
  }

  private void list(RoutingContext context, RowKind kind) {
    try {
      Integer node = node(context);
      if (node != null && node != pages.number() && !pages.isKnown(node)) {
        Replies.problem(context, 404, "no such node");
        return;
      }
      ListQuery query = ListQuery.of(context, FILTERS.getOrDefault(kind, Set.of()));
      At after = after(query.after());
      IntPredicate nodes = number -> node == null || number == node;
      answer(context, () -> page(kind, query, after, nodes), Replies::json);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
    }
  }

  private static At after(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      return new At(-1, "");
    }
    if (colon < 1 || !text.substring(0, colon).matches("\\d{1,5}")) {
      throw new IllegalArgumentException("after: expected the next of the page before");
    }
    return new At(Integer.parseInt(text.substring(0, colon)), text.substring(colon + 1));
  }

  private static Comparator<At> order(RowKind kind) {
    Comparator<String> ids =
        switch (kind) {
          case SESSION, LINK -> BY_LENGTH;
          case STREAM, WORKER -> Comparator.naturalOrder();
        };
    return Comparator.comparingInt(At::node).thenComparing(At::id, ids);
  }

  /// No more rows are kept than the page has, and one.
  private JsonObject page(RowKind kind, ListQuery query, At after, IntPredicate nodes) {
    Comparator<At> order = order(kind);
    int limit = query.limit();
    TreeMap<At, JsonObject> rows = new TreeMap<>(order);
    int[] total = {0};
    BiConsumer<At, JsonObject> take =
        (at, row) -> {
          if (takes(kind, query, at.id(), row)) {
            total[0]++;
            if (order.compare(at, after) > 0) {
              rows.put(at, row);
              if (rows.size() > limit + 1) {
                rows.pollLastEntry();
              }
            }
          }
        };
    int own = pages.number();
    if (nodes.test(own)) {
      pages.here(kind).forEach(row -> take.accept(new At(own, SessionPages.id(kind, row)), row));
    }
    pages.read(kind, nodes, (node, id, row) -> take.accept(new At(node, id), row));
    boolean more = rows.size() > limit;
    if (more) {
      rows.pollLastEntry();
    }
    JsonArray items = new JsonArray();
    rows.forEach((at, row) -> items.add(row.put(NODE, name(at.node()))));
    At last = more ? rows.lastKey() : null;
    JsonObject answer = kind == RowKind.WORKER ? workers.get() : new JsonObject();
    return answer
        .put("items", items)
        .put("next", last == null ? null : last.node() + ":" + last.id())
        .put("total", total[0]);
  }

  private static String name(int node) {
    return node == 0 ? LOCAL : Integer.toString(node);
  }

  private static boolean takes(RowKind kind, ListQuery query, String id, JsonObject row) {
    String key = row.getString("key", "");
    String known = key == null ? "" : key;
    return switch (kind) {
      case SESSION ->
          query.sees(known)
              && isOf(query, known)
              && query.takes("kind", row.getString("kind", ""))
              && query.takes("protocol", row.getString("protocol", ""))
              && query.says(id, row.getString("remote", ""), known);
      case STREAM ->
          query.sees(known)
              && query.takes("app", known.substring(0, Math.max(known.indexOf('/'), 0)))
              && query.takes("state", row.getString("state", ""))
              && query.says(known);
      case LINK ->
          query.sees(known)
              && isOf(query, known)
              && query.takes("kind", row.getString("kind", ""))
              && query.says(known, row.getString("remote", ""), id);
      case WORKER -> query.says(id, row.getString("purpose", ""));
    };
  }

  private static boolean isOf(ListQuery query, String key) {
    StreamKey wanted = query.key("key");
    return wanted == null || wanted.toString().equals(key);
  }

  private void kick(RoutingContext context) {
    if (!context.queryParams().contains(NODE)) {
      context.next();
      return;
    }
    Integer node;
    try {
      node = node(context);
      if (node == null) {
        throw new IllegalArgumentException("node: expected the number of a node");
      }
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    if (node == pages.number()) {
      context.next();
    } else if (pages.isKnown(node)) {
      kickThere(context, node);
    } else {
      Replies.problem(context, 404, "no such node");
    }
  }

  private void kickThere(RoutingContext context, int node) {
    String id = context.pathParam("id");
    String who = Caller.who(context);
    String remote = String.valueOf(context.request().remoteAddress().hostAddress());
    Scope scope = Caller.of(context).scope();
    answer(
        context,
        () -> pages.kick(node, id, who, remote, scope),
        (asked, ended) -> {
          if (ended) {
            asked.response().setStatusCode(204).end();
          } else {
            Replies.problem(asked, 404, "no session " + id + " at node " + node);
          }
        });
  }

  private static <T> void answer(
      RoutingContext context, Callable<T> task, BiConsumer<RoutingContext, T> then) {
    Context loop = context.vertx().getOrCreateContext();
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("cluster-list")
        .start(() -> {
          try {
            result.complete(task.call());
          } catch (Exception failed) {
            result.completeExceptionally(failed);
          }
        });
    var _ =
        result.whenComplete((answer, failure) ->
            loop.runOnContext(_ -> {
              if (failure == null) {
                then.accept(context, answer);
              } else {
                fail(context, failure);
              }
            }));
  }

  private static void fail(RoutingContext context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof IOException || cause instanceof IllegalStateException) {
      Replies.problem(context, 503, "the other node does not answer");
    } else {
      context.fail(cause);
    }
  }
}
