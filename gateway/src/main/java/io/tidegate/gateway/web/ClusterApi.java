package io.tidegate.gateway.web;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.join.JoinRefusedException;
import io.tidegate.cluster.join.JoinToken;
import io.tidegate.cluster.join.JoinTokens;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.ClusterWatch;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.media.Nullable;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/v1/cluster`: the nodes, and how this one becomes one of them. Event loops; what waits does
/// so on virtual threads.
public final class ClusterApi {
  private static final Logger log = LoggerFactory.getLogger(ClusterApi.class);
  private static final String PATH = "/api/v1/cluster";
  private static final String OF_TOKENS = "GET, HEAD, OPTIONS, POST";
  private static final long MAX_HOURS = JoinTokens.MAX_VALIDITY.toHours();

  /// `[2001:db8::1]:5702`, `192.0.2.1`, `gateway-1:5702`
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:._-]{1,253}");
  private static final int MAX_PORT = 65_535;

  private final ClusterPlane plane;
  private final ClusterWatch watch;
  private final String version;

  /// @param version of this gateway
  public ClusterApi(ClusterPlane plane, ClusterWatch watch, String version) {
    this.plane = plane;
    this.watch = watch;
    this.version = version;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH, this::show);
    router.route(PATH + "/found").handler(context -> post(context, this::found));
    router.route(PATH + "/join").handler(context -> post(context, this::join));
    router.route(PATH + "/leave").handler(context -> post(context, this::leave));
    router.route(PATH + "/tokens").handler(this::tokens);
    router.route(PATH + "/tokens/:id").handler(context -> delete(context, this::revokeToken));
    router.route(PATH + "/nodes/:number").handler(context -> delete(context, this::revokeNode));
  }

  private void show(RoutingContext context) {
    Replies.json(context, ClusterJson.cluster(plane, watch, version));
  }

  private static void post(RoutingContext context, AccessApi.Body body) {
    if (context.request().method().name().equals("POST")) {
      AccessApi.read(context, body);
    } else {
      Replies.methodNotAllowed(context, "POST");
    }
  }

  private static void delete(RoutingContext context, Consumer<RoutingContext> order) {
    if (context.request().method().name().equals("DELETE")) {
      order.accept(context);
    } else {
      Replies.methodNotAllowed(context, "DELETE");
    }
  }

  private void found(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("host"));
    String host = host(fields);
    fields.check();
    when(context, plane.found(host), _ -> show(context));
  }

  private void join(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("address", "token", "host"));
    InetSocketAddress relay = address(fields);
    JoinToken token = JoinToken.parse(fields.text("token")).orElse(null);
    if (token == null) {
      fields.wrong("token", "expected a join token: tgjoin1-…");
    }
    String host = host(fields);
    fields.check();
    if (relay != null && token != null) {
      when(context, plane.join(relay, token, host), _ -> show(context));
    }
  }

  /// Empty where none is said.
  private static String host(Fields fields) {
    String host = fields.optionalText("host");
    if (host != null && !HOST.matcher(host).matches()) {
      fields.wrong("host", "expected an address or host name by which other nodes reach this one");
    }
    return host == null ? "" : host;
  }

  /// Not resolved here, on an event loop.
  private static @Nullable InetSocketAddress address(Fields fields) {
    Matcher parts = ADDRESS.matcher(fields.text("address").strip());
    int port =
        parts.matches() && parts.group(3) != null
            ? Integer.parseInt(parts.group(3))
            : ClusterPlane.PORT;
    if (!parts.matches() || port < 1 || port > MAX_PORT) {
      fields.wrong("address", "expected a node's address with or without its port: 192.0.2.1:5702");
      return null;
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return InetSocketAddress.createUnresolved(host, port);
  }

  private void leave(RoutingContext context, JsonObject body) throws ConfigException {
    new Fields(body, Set.of()).check();
    when(context, plane.leave(), _ -> show(context));
  }

  private void tokens(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> list(context);
      case "POST" -> AccessApi.read(context, this::create);
      case "OPTIONS" -> UsersApi.options(context, OF_TOKENS);
      default -> Replies.methodNotAllowed(context, OF_TOKENS);
    }
  }

  /// None where no token can be made: a node without a cluster has none either.
  private void list(RoutingContext context) {
    JsonArray items = new JsonArray();
    plane
        .node()
        .flatMap(ClusterNode::tokens)
        .ifPresent(tokens -> tokens.all().forEach(one -> items.add(ClusterJson.token(one))));
    Replies.json(context, new JsonObject().put("items", items).putNull("next"));
  }

  private void create(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("name", "hours"));
    String name = fields.text("name").strip();
    long hours = fields.number("hours", 1, 1, MAX_HOURS);
    fields.check();
    when(
        context,
        later(() -> {
          JoinToken made = desk().create(name, Duration.ofHours(hours));
          return desk().all().stream()
              .filter(one -> one.id().equals(made.id()))
              .map(one -> ClusterJson.token(one).put("token", made.text()))
              .findFirst()
              .orElseThrow();
        }),
        made -> {
          context.response().setStatusCode(201);
          Replies.json(context, made);
        });
  }

  /// @throws IllegalStateException at a node that cannot make any
  private JoinTokens desk() {
    ClusterNode node = member();
    return node.tokens()
        .orElseThrow(() -> {
          String name = node.find(node.authority()).map(peer -> peer.name()).orElse("");
          return new IllegalStateException(
              "join tokens are made and revoked at node "
                  + node.authority()
                  + " ("
                  + name
                  + "), which holds the cluster's authority");
        });
  }

  private ClusterNode member() {
    return plane.node().orElseThrow(() -> new IllegalStateException("this node is in no cluster"));
  }

  private void revokeToken(RoutingContext context) {
    String id = context.pathParam("id");
    when(
        context,
        later(() -> desk().revoke(id)),
        known -> {
          if (known) {
            context.response().setStatusCode(204).end();
          } else {
            Replies.problem(context, 404, "no join token that could still be used");
          }
        });
  }

  private void revokeNode(RoutingContext context) {
    String text = context.pathParam("number");
    int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    when(
        context,
        later(() -> revoke(number)),
        known -> {
          if (known) {
            context.response().setStatusCode(204).end();
          } else {
            Replies.problem(context, 404, "no such node");
          }
        });
  }

  private boolean revoke(int number) throws IOException {
    ClusterNode node = plane.node().orElse(null);
    if (node == null) {
      return false;
    }
    if (number == node.number()) {
      throw new IllegalStateException("a node does not remove itself: let it leave");
    }
    if (number == node.authority()) {
      throw new IllegalStateException(
          "this node holds the cluster's authority: without it no node joins");
    }
    return node.revoke(number);
  }

  private static <T> CompletableFuture<T> later(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("cluster-order")
        .start(() -> {
          try {
            result.complete(task.call());
          } catch (Exception failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }

  private static <T> void when(
      RoutingContext context, CompletableFuture<T> answer, Consumer<T> use) {
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        answer.whenComplete((value, failure) ->
            loop.runOnContext(_ -> {
              if (failure == null) {
                use.accept(value);
              } else {
                refuse(context, failure);
              }
            }));
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    switch (cause) {
      case JoinRefusedException refused ->
          problem(
              context,
              status(refused),
              String.valueOf(refused.getMessage()),
              refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      case IllegalStateException conflict ->
          problem(context, 409, String.valueOf(conflict.getMessage()), "conflict");
      case IllegalArgumentException wrong ->
          problem(context, 422, String.valueOf(wrong.getMessage()), "invalid");
      case IOException away -> unreachable(context, away);
      default -> {
        log.error("an order to the cluster failed", cause);
        Replies.problem(context, 500, "a bug in the server; its log says more");
      }
    }
  }

  private static int status(JoinRefusedException refused) {
    return switch (refused.reason()) {
      case WRONG_TOKEN, TOKEN_USED, TOKEN_REVOKED, TOKEN_EXPIRED, OTHER_RELEASE -> 409;
      case NOT_UNDERSTOOD -> 422;
      case BUSY, NO_AUTHORITY, FULL, NOT_SAVED -> 503;
    };
  }

  private static void unreachable(RoutingContext context, IOException away) {
    for (Throwable cause = away; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException stranger) {
        problem(context, 502, String.valueOf(stranger.getMessage()), "other-cluster");
        return;
      }
    }
    String words =
        switch (away) {
          case SocketTimeoutException _ -> "nobody answers there within ten seconds";
          case ConnectException _ -> "nobody listens there: " + away.getMessage();
          default -> "no cluster answers there: " + away.getMessage();
        };
    problem(context, 502, words, "unreachable");
  }

  private static void problem(RoutingContext context, int status, String detail, String code) {
    Replies.problem(context, status, detail, new JsonObject().put("code", code));
  }
}
