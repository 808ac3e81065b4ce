package io.tidegate.gateway.web;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.cluster.owner.NodeShares;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.StreamPlaces;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// `/api/v1/cluster/nodes/{number}/drain` and `/resume`: a node hands over what it has, any node
/// may be asked. Event loops; what waits does so on virtual threads.
public final class DrainApi {
  private static final String NODE = "/api/v1/cluster/nodes/:number";
  private static final String METHODS = "GET, HEAD, OPTIONS, POST";

  /// Of publishers that are named.
  private static final int MOST = 1_000;

  private final ClusterPlane plane;
  private final StreamPlaces places;

  public DrainApi(ClusterPlane plane, StreamPlaces places) {
    this.plane = plane;
    this.places = places;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(NODE + "/drain").handler(this::drain);
    router.route(NODE + "/resume").handler(this::resume);
  }

  private void drain(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> show(context, number(context));
      case "POST" -> AccessApi.read(context, (_, body) -> order(context, body, NodeShares::drain));
      case "OPTIONS" -> UsersApi.options(context, METHODS);
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void resume(RoutingContext context) {
    if (context.request().method().name().equals("POST")) {
      AccessApi.read(context, (_, body) -> order(context, body, NodeShares::resume));
    } else {
      Replies.methodNotAllowed(context, "POST");
    }
  }

  /// 0 of what is no number.
  private static int number(RoutingContext context) {
    String text = context.pathParam("number");
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  private void order(RoutingContext context, JsonObject body, BiConsumer<NodeShares, Integer> what)
      throws ConfigException {
    new Fields(body, Set.of()).check();
    int number = number(context);
    Optional<NodeShares> shares = places.shares();
    if (shares.isEmpty()) {
      Replies.problem(context, 409, "this node is in no cluster");
      return;
    }
    if (!isKnown(number)) {
      Replies.problem(context, 404, "no such node");
      return;
    }
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        CompletableFuture.runAsync(
                () -> what.accept(shares.get(), number),
                task -> Thread.ofVirtual().name("cluster-drain").start(task))
            .whenComplete((_, failure) ->
                loop.runOnContext(_ -> {
                  if (failure == null) {
                    show(context, number);
                  } else {
                    Replies.problem(context, 409, "this node has just left the cluster");
                  }
                }));
  }

  private boolean isKnown(int number) {
    @Nullable ClusterNode node = plane.node().orElse(null);
    return node != null
        && (number == node.number()
            || node.known().stream().anyMatch(peer -> peer.number() == number));
  }

  private void show(RoutingContext context, int number) {
    Optional<StreamDirectory> directory = places.directory();
    Optional<NodeShares> shares = places.shares();
    if (directory.isEmpty() || shares.isEmpty() || !isKnown(number)) {
      Replies.problem(context, 404, "no such node");
      return;
    }
    Map<StreamKey, Place> its = new TreeMap<>();
    directory
        .get()
        .all()
        .forEach((key, place) -> {
          if (place.node() == number) {
            its.put(key, place);
          }
        });
    List<String> published =
        its.entrySet().stream()
            .filter(entry -> entry.getValue().fixed())
            .map(entry -> entry.getKey().toString())
            .toList();
    int moving = its.size() - published.size();
    Replies.json(
        context,
        new JsonObject()
            .put("number", number)
            .put("draining", shares.get().isDraining(number))
            .put("since", shares.get().drainingSince(number).map(Object::toString).orElse(null))
            .put("left", its.size())
            .put("moving", moving)
            .put("published", new JsonArray(published.stream().limit(MOST).toList()))
            .put("done", its.isEmpty()));
  }
}
