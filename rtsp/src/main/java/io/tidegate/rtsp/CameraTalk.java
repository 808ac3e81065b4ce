package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.rtsp.sdp.SessionDescription;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Connects and asks what there is: OPTIONS and DESCRIBE, wherever redirects lead. RFC 2326 §10.1,
/// §10.2, §11.3. Loop-confined.
final class CameraTalk {
  /// More are a circle.
  static final int MAX_REDIRECTS = 5;

  private final Vertx vertx;
  private final Dialer dialer;
  private final RtspPullTarget target;
  private final RtspClient.Listener listener;
  private @Nullable RtspClient client;
  private boolean closed;

  CameraTalk(Vertx vertx, Dialer dialer, RtspPullTarget target, RtspClient.Listener listener) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.listener = listener;
  }

  /// What a camera offers, and how to go on talking to it.
  ///
  /// @param offered the value of `Public`, null without
  record Described(
      RtspClient client, @Nullable String offered, MediaPlan plan, CameraIdentity camera) {}

  Future<Described> describe() {
    return describe(target.url(), MAX_REDIRECTS);
  }

  /// Why there is no session yet, in words.
  String late() {
    String asked = client == null ? "" : client.waitsFor();
    return asked.isEmpty() ? "no connection" : asked + " was not answered";
  }

  void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }

  private Future<Described> describe(RtspUrl url, int redirects) {
    return dialer
        .dial(url, target)
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
          return ask(fresh, url, redirects);
        });
  }

  /// The answer to OPTIONS counts for its `Public` alone: some cameras refuse it.
  private Future<Described> ask(RtspClient asking, RtspUrl url, int redirects) {
    String uri = url.requestUri();
    return asking
        .request(Method.OPTIONS, uri, Headers.NONE)
        .compose(answer -> {
          String offered = answer.headers().first("Public");
          return asking
              .request(Method.DESCRIBE, uri, Headers.NONE.with("Accept", "application/sdp"))
              .compose(description -> described(asking, offered, url, description, redirects));
        });
  }

  private Future<Described> described(
      RtspClient asking,
      @Nullable String offered,
      RtspUrl url,
      RtspResponse answer,
      int redirects) {
    String location = answer.headers().first("Location");
    try {
      if (answer.status() / 100 == 3 && location != null && redirects > 0) {
        asking.close();
        return describe(redirected(url, location), redirects - 1);
      }
      checkStatus(Method.DESCRIBE, answer);
      SessionDescription description = SessionDescription.parse(answer.body().text(UTF_8));
      String base = answer.headers().first("Content-Base");
      base = base == null ? answer.headers().first("Content-Location") : base;
      MediaPlan plan = MediaPlan.of(description, url.requestUri(), base);
      CameraIdentity camera = CameraIdentity.of(answer.headers(), description);
      return Future.succeededFuture(new Described(asking, offered, plan, camera));
    } catch (PullFailure failure) {
      return Future.failedFuture(failure);
    } catch (MalformedException broken) {
      String message = "the camera's description makes no sense: " + broken.getMessage();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
  }

  /// Name and password go to the same host alone.
  static RtspUrl redirected(RtspUrl from, String location) throws MalformedException {
    RtspUrl to = RtspUrl.parse(location.strip());
    boolean keepsLogin = to.login().isEmpty() && to.host().equalsIgnoreCase(from.host());
    return keepsLogin ? to.withLogin(from.login()) : to;
  }

  /// @throws PullFailure when it is no success
  static void checkStatus(String method, RtspResponse answer) throws PullFailure {
    if (answer.isSuccess()) {
      return;
    }
    PullFailure.Kind kind =
        switch (answer.status()) {
          case 401, 403 -> PullFailure.Kind.PASSWORD;
          case 461 -> PullFailure.Kind.TRANSPORT;
          default -> PullFailure.Kind.AGAIN;
        };
    String meaning = answer.status() == 401 ? ": name or password missing or wrong" : "";
    throw new PullFailure(kind, method + ": " + answer.statusLine() + meaning);
  }
}
