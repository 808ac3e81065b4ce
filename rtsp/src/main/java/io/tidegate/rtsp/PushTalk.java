package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.rtsp.message.SessionHeader;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Asks another server to record: OPTIONS, ANNOUNCE, SETUP of each track, RECORD, wherever
/// redirects lead; then keeps the session alive. RFC 2326 §10.1, §10.3, §10.4, §10.11.
/// Loop-confined.
///
/// 1. [#record];
/// 2. [#keepAlive] twice a second or so;
/// 3. [#close].
final class PushTalk {
  private static final int SESSION_NOT_FOUND = 454;

  private final Vertx vertx;
  private final Dialer dialer;
  private final RtspPushTarget target;
  private final PlayDescription description;
  private final RtspClient.Listener listener;
  private final InterleavedChannels channels;
  private RtspUrl url;
  private @Nullable RtspClient client;
  private @Nullable SessionHeader session;
  private @Nullable KeepAlive keepAlive;
  private long lastKeepAliveNanos;
  private boolean underWay;
  private boolean closed;

  PushTalk(
      Vertx vertx,
      Dialer dialer,
      RtspPushTarget target,
      PlayDescription description,
      RtspClient.Listener listener) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.description = description;
    this.listener = listener;
    this.url = target.url();
    this.channels = new InterleavedChannels(description.tracks().size());
  }

  /// The connection to send over, from here on.
  Future<RtspClient> record() {
    return announced(CameraTalk.MAX_REDIRECTS)
        .compose(_ -> setUp(0))
        .compose(_ -> ask(Method.RECORD, uri(), Headers.NONE.with("Range", "npt=0.000-")))
        .map(_ -> {
          lastKeepAliveNanos = System.nanoTime();
          return current();
        });
  }

  /// Which channels the server wants.
  InterleavedChannels channels() {
    return channels;
  }

  /// Why it does not record yet, in words.
  String late() {
    String asked = client == null ? "" : client.waitsFor();
    return asked.isEmpty() ? "no connection" : asked + " was not answered";
  }

  private String uri() {
    return url.requestUri();
  }

  private RtspClient current() {
    RtspClient open = client;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  private Future<Void> announced(int redirects) {
    return dialer
        .dial(url, target.verifyTls(), target.dial())
        .compose(connection -> {
          if (closed) {
            connection.close();
            return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, "closed"));
          }
          Authenticator login = new Authenticator(url.login(), ClientNonce::next);
          RtspClient fresh =
              new RtspClient(vertx, connection, login, target.dial().connect(), listener);
          client = fresh;
          fresh.start();
          return fresh.request(Method.OPTIONS, uri(), Headers.NONE);
        })
        .compose(this::announce)
        .compose(answer -> announced(answer, redirects));
  }

  /// The answer to OPTIONS counts for its `Public` alone.
  private Future<RtspResponse> announce(RtspResponse options) {
    keepAlive = new KeepAlive(options.headers().first("Public"));
    Bytes body = Bytes.of(description.sdp(target.key().name()), UTF_8);
    Headers type = Headers.NONE.with("Content-Type", "application/sdp");
    return current().request(Method.ANNOUNCE, uri(), type, body);
  }

  private Future<Void> announced(RtspResponse answer, int redirects) {
    String location = answer.headers().first("Location");
    try {
      if (answer.status() / 100 == 3 && location != null && redirects > 0) {
        current().close();
        url = CameraTalk.redirected(url, location);
        return announced(redirects - 1);
      }
      accepted(Method.ANNOUNCE, answer);
      return Future.succeededFuture();
    } catch (PullFailure refused) {
      return Future.failedFuture(refused);
    } catch (MalformedException broken) {
      String message = "the redirection makes no sense: " + broken.getMessage();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
  }

  private Future<Void> setUp(int media) {
    if (media == description.tracks().size()) {
      return session == null
          ? Future.failedFuture(
              new PullFailure(PullFailure.Kind.AGAIN, "the server names no session"))
          : Future.succeededFuture();
    }
    TransportHeader offer = TransportHeader.tcp(InterleavedChannels.usual(media), true);
    String control = "trackID=" + description.tracks().get(media).id();
    Headers headers = Headers.NONE.with("Transport", offer.toString());
    return ask(Method.SETUP, RtspUrl.control(uri(), control), headers)
        .compose(answer -> agreed(media, answer))
        .compose(_ -> setUp(media + 1));
  }

  private Future<Void> agreed(int media, RtspResponse answer) {
    try {
      String named = answer.headers().first("Session");
      session = named == null ? session : SessionHeader.parse(named);
      String transport = answer.headers().first("Transport");
      TransportHeader agreed = transport == null ? null : TransportHeader.first(transport);
      if (agreed != null && (!agreed.isTcp() || !agreed.isPlain())) {
        String message = "the server answers " + agreed.profile() + " to TCP";
        return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
      }
      PortPair chosen = agreed == null ? null : agreed.interleaved();
      channels.put(media, chosen == null ? InterleavedChannels.usual(media) : chosen);
      return Future.succeededFuture();
    } catch (MalformedException broken) {
      String message = "the answer to SETUP makes no sense: " + broken.getMessage();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
  }

  /// A request of the session; fails when it is refused.
  private Future<RtspResponse> ask(String method, String uri, Headers more) {
    return current()
        .request(method, uri, inSession(more))
        .compose(answer -> {
          try {
            accepted(method, answer);
            return Future.succeededFuture(answer);
          } catch (PullFailure refused) {
            return Future.failedFuture(refused);
          }
        });
  }

  private Headers inSession(Headers headers) {
    SessionHeader named = session;
    return named == null ? headers : headers.with("Session", named.id());
  }

  private static void accepted(String method, RtspResponse answer) throws PullFailure {
    CameraTalk.checkStatus(method, answer);
  }

  /// Keeps the session alive when it is due.
  ///
  /// @return fails with a [PullFailure] when the session is over
  Future<Void> keepAlive(long nowNanos) {
    SessionHeader agreed = session;
    KeepAlive how = keepAlive;
    if (agreed == null || how == null || underWay) {
      return Future.succeededFuture();
    }
    if (nowNanos - lastKeepAliveNanos < KeepAlive.interval(agreed.timeout()).toNanos()) {
      return Future.succeededFuture();
    }
    lastKeepAliveNanos = nowNanos;
    underWay = true;
    String method = how.method();
    return current()
        .request(method, uri(), inSession(Headers.NONE))
        .transform(result -> {
          underWay = false;
          RtspResponse answer = result.succeeded() ? result.result() : null;
          if (answer != null && answer.status() == SESSION_NOT_FOUND) {
            String message = method + ": " + answer.statusLine();
            return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
          }
          if (answer == null || !answer.isSuccess()) {
            how.refused(method);
          }
          return Future.succeededFuture();
        });
  }

  /// Says goodbye, and ends the connection when that has left.
  void close() {
    closed = true;
    RtspClient open = client;
    if (open != null) {
      if (session != null) {
        open.request(Method.TEARDOWN, uri(), inSession(Headers.NONE));
      }
      open.close();
    }
  }

  /// Ends the connection, whatever waits to leave.
  void cut() {
    if (client != null) {
      client.connection().cut();
    }
  }
}
