package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Scope;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/api/v1/sessions/{id}`: one session to see and to end, as `openapi.yaml` describes it. Any
/// thread.
public final class SessionsApi {
  private static final String METHODS = "GET, HEAD, OPTIONS, DELETE";

  private final StreamRegistry streams;
  private final SessionRegistry sessions;

  public SessionsApi(StreamRegistry streams, SessionRegistry sessions) {
    this.streams = streams;
    this.sessions = sessions;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/sessions/:id").handler(this::one);
  }

  private void one(RoutingContext context) {
    SessionView found = sessions.find(context.pathParam("id"));
    SessionView session = found != null && Caller.of(context).sees(found.key()) ? found : null;
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> {
        if (session == null) {
          absent(context);
        } else {
          Replies.json(context, ApiRoutes.session(session, ApiRoutes.problems(streams.views())));
        }
      }
      case "DELETE" -> {
        if (session != null && kick(session)) {
          context.response().setStatusCode(204).end();
        } else {
          absent(context);
        }
      }
      case "OPTIONS" ->
          context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  /// Ends a session of one of these streams.
  ///
  /// @return whether there is one
  public boolean end(String id, Scope scope) {
    SessionView session = sessions.find(id);
    if (session == null) {
      return false;
    }
    StreamKey key = session.key();
    return (scope.isAll() || (key != null && scope.covers(key))) && kick(session);
  }

  /// Whoever was called by us is called again, and an encoder may come back by itself.
  private boolean kick(SessionView session) {
    if (sessions.close(session.id(), CloseReason.KICKED)) {
      return true;
    }
    StreamKey key = session.key();
    return key != null
        && session.kind() == SessionView.Kind.PUBLISHER
        && streams.kick(
            key, publisher -> publisher.sessionId().equals(session.id()), CloseReason.KICKED);
  }

  private static void absent(RoutingContext context) {
    Replies.problem(context, 404, "no session " + context.pathParam("id"));
  }
}
