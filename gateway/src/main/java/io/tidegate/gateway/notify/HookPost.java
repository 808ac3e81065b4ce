package io.tidegate.gateway.notify;

import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Signature;
import io.tidegate.gateway.webhook.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/// Brings one message to one target over HTTP, once. Event loops.
///
/// Redirects are not followed: a signed message is for whom it was made. An answer that takes
/// longer than the patience is none, and of its body only the beginning is read.
final class HookPost {
  /// SRS' receipt is one character; JSON with words fits.
  private static final int MAX_ANSWER_BYTES = 4 << 10;

  /// What is kept of a reason.
  private static final int MAX_PROBLEM = 200;

  private static final int NONE = 0;

  private final Vertx vertx;
  private final HttpClientAgent client;
  private final Duration patience;
  private final Clock clock;

  /// @param patience for one attempt, from its name's look-up to the end of the answer
  HookPost(Vertx vertx, Duration patience, Clock clock) {
    this.vertx = vertx;
    this.patience = patience;
    this.clock = clock;
    // a target waits for itself alone, whoever else is at the same address
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(10).setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(Webhook.MAX_WEBHOOKS));
  }

  /// @param id of the delivery
  /// @param occasion label of what happened
  Future<Outcome> send(Webhook.Wish wish, String id, String occasion, String body) {
    Promise<Outcome> done = Promise.promise();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(wish.url())
            .setFollowRedirects(false)
            .setConnectTimeout(patience.toMillis())
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", "Tidegate")
            .putHeader("Idempotency-Key", id)
            .putHeader("X-Tidegate-Event", occasion);
    if (!wish.secret().isEmpty()) {
      long seconds = clock.instant().getEpochSecond();
      options.putHeader(Signature.HEADER, Signature.of(wish.secret().text(), seconds, body));
    }
    var _ =
        client
            .request(options)
            .onFailure(failure -> done.tryComplete(failed(failure)))
            .onSuccess(request -> exchange(wish.form(), request, body, done));
    return done.future();
  }

  private void exchange(
      Webhook.Form form, HttpClientRequest request, String body, Promise<Outcome> done) {
    long timer =
        vertx.setTimer(
            patience.toMillis(),
            _ -> {
              done.tryComplete(outcome(NONE, "no answer within " + patience.toSeconds() + " s"));
              var _ = request.reset();
            });
    var _ = done.future().onComplete(_ -> vertx.cancelTimer(timer));
    var _ =
        request
            .send(body)
            .onFailure(failure -> done.tryComplete(failed(failure)))
            .onSuccess(response -> read(form, request, response, done));
  }

  private void read(
      Webhook.Form form,
      HttpClientRequest request,
      HttpClientResponse response,
      Promise<Outcome> done) {
    Buffer start = Buffer.buffer();
    int status = response.statusCode();
    response.exceptionHandler(failure -> done.tryComplete(failed(failure)));
    response.handler(piece -> {
      start.appendBuffer(piece);
      if (start.length() > MAX_ANSWER_BYTES) {
        response.handler(null);
        done.tryComplete(judged(form, status, ""));
        var _ = request.reset();
      }
    });
    response.endHandler(
        _ -> done.tryComplete(judged(form, status, start.toString(StandardCharsets.UTF_8))));
  }

  private Outcome judged(Webhook.Form form, int status, String answer) {
    if (status < 200 || status > 299) {
      String moved = status >= 300 && status < 400 ? ": redirects are not followed" : "";
      return outcome(status, "status " + status + moved);
    }
    return switch (form) {
      case TIDEGATE -> outcome(status, "");
      case SRS ->
          status == 200 && isSrsReceipt(answer.strip())
              ? outcome(status, "")
              : outcome(status, "status " + status + " without SRS' receipt, the body 0");
    };
  }

  private static boolean isSrsReceipt(String answer) {
    if (!answer.startsWith("{")) {
      return answer.equals("0");
    }
    try {
      return Integer.valueOf(0).equals(new JsonObject(answer).getValue("code"));
    } catch (DecodeException notJson) {
      return false;
    }
  }

  private Outcome failed(Throwable failure) {
    String words = failure.getMessage();
    String problem = words == null ? failure.getClass().getSimpleName() : words;
    String line = problem.replaceAll("\\p{Cntrl}+", " ");
    return outcome(NONE, line.substring(0, Math.min(line.length(), MAX_PROBLEM)));
  }

  private Outcome outcome(int status, String problem) {
    return new Outcome(clock.instant(), status, problem);
  }
}
