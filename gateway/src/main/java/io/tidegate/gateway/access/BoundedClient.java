package io.tidegate.gateway.access;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Asks servers of others over HTTP, for so long and for so much: a server that is slow, talks
/// without end or sends somebody elsewhere costs no more than one that is good. Any thread.
public final class BoundedClient implements AutoCloseable {
  /// Requests that wait for one of the connections.
  private static final int MOST_WAITING = 500;

  private final Vertx vertx;
  private final HttpClient client;
  private final Limits limits;

  /// @param time for the whole of it, from the connection to the last byte
  /// @param bytes of a body
  /// @param connections at once
  public record Limits(Duration time, int bytes, int connections) {}

  /// @param body empty where there is none
  public record Question(HttpMethod method, String url, Map<String, String> headers, Buffer body) {}

  /// Whatever the status; redirects are not followed.
  ///
  /// @param challenges the values of `WWW-Authenticate`
  public record Answer(int status, String contentType, List<String> challenges, Buffer body) {}

  public BoundedClient(Vertx vertx, Limits limits) {
    this(vertx, limits, true);
  }

  /// @param verifyTls whether certificates of `https` must be ones that this machine trusts
  public BoundedClient(Vertx vertx, Limits limits, boolean verifyTls) {
    this.vertx = vertx;
    this.limits = limits;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(limits.time().toMillis()))
                .setTrustAll(!verifyTls)
                .setVerifyHost(verifyTls)
                .setDecompressionSupported(false),
            new PoolOptions()
                .setHttp1MaxSize(limits.connections())
                .setMaxWaitQueueSize(MOST_WAITING));
  }

  /// Fails when there is no answer within the limits; the message holds nothing of what was asked.
  public Future<Answer> ask(Question question) {
    Promise<Answer> told = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(_ -> begin(question, told));
    return told.future();
  }

  private void begin(Question question, Promise<Answer> told) {
    long patience = limits.time().toMillis();
    long timer =
        vertx.setTimer(patience, _ -> told.tryFail("no answer within " + patience + " ms"));
    var _ = told.future().onComplete(_ -> vertx.cancelTimer(timer));
    RequestOptions options =
        new RequestOptions()
            .setMethod(question.method())
            .setAbsoluteURI(question.url())
            .setFollowRedirects(false);
    question.headers().forEach(options::putHeader);
    var _ =
        client
            .request(options)
            .compose(request -> send(request, question.body(), told))
            .onFailure(failure -> told.tryFail(String.valueOf(failure.getMessage())));
  }

  private Future<HttpClientResponse> send(
      HttpClientRequest request, Buffer body, Promise<Answer> told) {
    var _ = told.future().onFailure(_ -> request.reset());
    if (told.future().isComplete()) {
      return Future.failedFuture("too late");
    }
    // the response has to be taken within the call that tells of it
    return request.send(body).onSuccess(response -> collect(response, told));
  }

  private void collect(HttpClientResponse response, Promise<Answer> told) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(failure -> told.tryFail(String.valueOf(failure.getMessage())));
    response.handler(piece -> {
      if (body.length() + piece.length() > limits.bytes()) {
        told.tryFail("an answer of more than " + limits.bytes() + " bytes");
      } else {
        body.appendBuffer(piece);
      }
    });
    String type = response.getHeader("Content-Type");
    List<String> challenges = response.headers().getAll("WWW-Authenticate");
    response.endHandler(_ ->
        told.tryComplete(
            new Answer(response.statusCode(), type == null ? "" : type, challenges, body)));
  }

  @Override
  public void close() {
    var _ = client.close();
  }
}
