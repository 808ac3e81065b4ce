package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Finds the stream that a request is for, and waits for one that does not run yet. Any loop.
final class StreamRequests {
  private static final String APP_AND_NAME = "/(?<app>[^/]+)/(?<name>[^/]+)";

  private final HlsPackaging packaging;
  private final StreamRegistry streams;
  private final AdmissionPolicy policy;
  private final ViewerGate gate;

  /// @param gate for those who make a stream start
  StreamRequests(
      HlsPackaging packaging, StreamRegistry streams, AdmissionPolicy policy, ViewerGate gate) {
    this.packaging = packaging;
    this.streams = streams;
    this.policy = policy;
    this.gate = gate;
  }

  /// Answers a request for a stream that exists.
  @FunctionalInterface
  interface Reply {
    void to(HlsStream stream, RoutingContext request);
  }

  /// Adds the route by which viewers say that they leave. Players of pages call it as the page goes
  /// (`navigator.sendBeacon`), so it is a POST without a body that does no harm twice.
  void addLeaving(Router router, String path) {
    router
        .postWithRegex(APP_AND_NAME + path)
        .handler(context -> dispatch(context, false, StreamRequests::leave));
  }

  private static void leave(HlsStream stream, RoutingContext context) {
    String token = ViewerGate.token(context.request());
    if (token == null) {
      HttpReplies.failure(context.request(), 400, "s: expected the token of a viewer");
      return;
    }
    stream.viewers(Protocol.HLS).left(token);
    stream.viewers(Protocol.DASH).left(token);
    HttpReplies.done(context.request());
  }

  /// Adds a route.
  ///
  /// @param rest of the path after the key, an expression
  /// @param awaits whether a stream that does not run yet is waited for
  void add(Router router, String rest, boolean awaits, Reply reply) {
    router
        .routeWithRegex(APP_AND_NAME + rest)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .method(HttpMethod.OPTIONS)
        .handler(context -> dispatch(context, awaits, reply));
  }

  private void dispatch(RoutingContext context, boolean awaits, Reply reply) {
    StreamKey asked;
    try {
      asked = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next(); // /api/v1/… and the like
      return;
    }
    if (asked.isPattern()) {
      HttpReplies.failure(context.request(), 404, "a pattern is no stream");
      return;
    }
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      HttpReplies.preflight(context.request());
      return;
    }
    StreamKey key = streams.players().resolve(asked);
    if (!awaits && packaging.find(key) == null && isOfAnotherNode(key, context)) {
      PlayRequest play = gate.playRequest(key, context.request());
      streams
          .players()
          .find(play.admitted(Admission.Granted.INSTANCE), new Sought(key, context, reply));
      return;
    }
    if (awaits && streams.find(key) == null && policy.awaits(key)) {
      PlayRequest play = gate.playRequest(key, context.request());
      switch (viewerOfSource(key, context)) {
        case null -> streams.players().find(play, new Sought(key, context, reply));
        case Admission.Granted by ->
            streams.players().find(play.admitted(by), new Sought(key, context, reply));
        case Admission.Refused no -> ViewerGate.refuse(context.request(), no);
      }
    } else {
      answer(key, context, reply);
    }
  }

  /// Whether `file` is one of a stream that another node has: whoever knows its name was let in
  /// there.
  private boolean isOfAnotherNode(StreamKey key, RoutingContext context) {
    String file = context.pathParam("file");
    return file != null
        && policy.isElsewhere(key)
        && file.startsWith(packaging.context().continuity().numberings().of(key).token() + "-");
  }

  /// What is known of a viewer of the source who asks for a rendition that does not run.
  private Admission.@Nullable Settled viewerOfSource(StreamKey rendition, RoutingContext context) {
    StreamKey origin = packaging.context().renditions().sourceOf(rendition);
    HlsStream source = origin == null ? null : packaging.find(origin);
    String token = ViewerGate.tokenOfSource(context.request());
    return source == null || token == null ? null : source.viewers(Protocol.HLS).known(token);
  }

  private void answer(StreamKey key, RoutingContext context, Reply reply) {
    HlsStream stream = packaging.find(key);
    if (stream == null) {
      HttpReplies.failure(context.request(), 404, "no such stream, or it has no HLS and no DASH");
    } else {
      reply.to(stream, context);
    }
  }

  /// What a player asked for that does not run yet.
  private final class Sought implements WaitingPlayers.Answer {
    private final StreamKey key;
    private final RoutingContext context;
    private final Reply reply;

    Sought(StreamKey key, RoutingContext context, Reply reply) {
      this.key = key;
      this.context = context;
      this.reply = reply;
    }

    /// It is packaged from its first moment on, where it is.
    @Override
    public void found(StreamHub hub, Admission.Granted by) {
      answer(key, context, reply);
    }

    /// An ended stream is played to its end.
    @Override
    public void refused(Refusal refusal, String message) {
      if (refusal == Refusal.NOT_FOUND && packaging.find(key) != null) {
        answer(key, context, reply);
      } else {
        HttpReplies.failure(context.request(), ViewerGate.status(refusal), message);
      }
    }

    @Override
    public void waits(Runnable leave) {
      context.response().closeHandler(_ -> leave.run());
    }
  }
}
