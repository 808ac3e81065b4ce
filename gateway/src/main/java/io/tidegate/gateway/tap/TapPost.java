package io.tidegate.gateway.tap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// One picture on its way, until all of the answer has come, or more than anybody reads. Any
/// thread.
///
/// 1. [#send] once;
/// 2. [#giveUp] when it takes too long.
final class TapPost {
  /// What is said to a picture.
  ///
  /// @param body one byte more than [TapAnswer#MAX_BYTES] at most
  record Answer(int status, Buffer body) {}

  private final HttpClient client;
  private final RequestOptions options;
  private final Buffer body;
  private final Promise<Answer> done = Promise.promise();
  private final AtomicReference<HttpClientRequest> request = new AtomicReference<>();

  TapPost(HttpClient client, RequestOptions options, Buffer body) {
    this.client = client;
    this.options = options;
    this.body = body;
  }

  /// @param to where it may go, the next one where nobody can be connected to; empty for wherever
  ///   the name leads
  /// @param patience for all of them
  Future<Answer> send(Future<List<SocketAddress>> to, Duration patience) {
    to.compose(
            addresses -> {
              options.setConnectTimeout(patience.toMillis() / Math.max(1, addresses.size()));
              return addresses.isEmpty() ? client.request(options) : connect(addresses, 0);
            })
        .compose(this::post)
        .onComplete(this::read, done::tryFail);
    return done.future();
  }

  private Future<HttpClientRequest> connect(List<SocketAddress> addresses, int index) {
    Future<HttpClientRequest> asked =
        client.request(new RequestOptions(options).setServer(addresses.get(index)));
    boolean isLast = index == addresses.size() - 1 || done.future().isComplete();
    return isLast ? asked : asked.recover(_ -> connect(addresses, index + 1));
  }

  private Future<HttpClientResponse> post(HttpClientRequest connected) {
    request.set(connected);
    if (done.future().isComplete()) {
      var _ = connected.reset();
    }
    return connected.send(body);
  }

  private void read(HttpClientResponse response) {
    Buffer said = Buffer.buffer();
    response.handler(piece -> {
      int most = TapAnswer.MAX_BYTES + 1 - said.length();
      said.appendBuffer(piece, 0, Math.min(piece.length(), most));
      if (said.length() > TapAnswer.MAX_BYTES) {
        end(new Answer(response.statusCode(), said));
      }
    });
    response
        .end()
        .onComplete(_ -> done.tryComplete(new Answer(response.statusCode(), said)), done::tryFail);
  }

  private void end(Answer answer) {
    if (done.tryComplete(answer)) {
      reset();
    }
  }

  /// Fails with `why`, where it has not ended.
  void giveUp(String why) {
    if (done.tryFail(why)) {
      reset();
    }
  }

  private void reset() {
    HttpClientRequest open = request.get();
    if (open != null) {
      var _ = open.reset();
    }
  }
}
