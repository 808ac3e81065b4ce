package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests to a camera or another server and their answers: numbers, log-in, time limits.
/// Loop-confined.
///
/// 1. [#request], any number of them;
/// 2. [#close]. Requests that are not answered by then fail.
final class RtspClient implements RtspConnection.Receiver {
  static final String USER_AGENT = "Tidegate";

  private static final int UNAUTHORISED = 401;
  private static final int NOT_IMPLEMENTED = 501;

  private final Vertx vertx;
  private final RtspConnection connection;
  private final Authenticator authenticator;
  private final Duration timeout;
  private final Listener listener;
  private final RtspReader reader = new RtspReader(this::message);
  private final Map<Integer, Pending> pending = new LinkedHashMap<>();
  private int lastNumber;
  private boolean closed;

  /// What comes without being asked for.
  interface Listener {
    void packet(Interleaved packet);

    /// All that came at once is handed over.
    void read();

    /// The connection is over; not after [RtspClient#close].
    void ended(String why);
  }

  /// A request under way.
  private record Pending(
      String method,
      String uri,
      Headers headers,
      Bytes body,
      Promise<RtspResponse> answer,
      long timer) {
    Pending until(long newTimer) {
      return new Pending(method, uri, headers, body, answer, newTimer);
    }
  }

  RtspClient(
      Vertx vertx,
      RtspConnection connection,
      Authenticator authenticator,
      Duration timeout,
      Listener listener) {
    this.vertx = vertx;
    this.connection = connection;
    this.authenticator = authenticator;
    this.timeout = timeout;
    this.listener = listener;
  }

  /// Begins to read.
  void start() {
    connection.receive(this);
  }

  /// The answer whatever its status, but 401 only when there is no further way to log in.
  Future<RtspResponse> request(String method, String uri, Headers headers) {
    return request(method, uri, headers, Bytes.EMPTY);
  }

  /// The same with a body.
  Future<RtspResponse> request(String method, String uri, Headers headers, Bytes body) {
    Promise<RtspResponse> answer = Promise.promise();
    send(new Pending(method, uri, headers, body, answer, -1));
    return answer.future();
  }

  /// What has not been answered yet, in words; empty when nothing waits.
  String waitsFor() {
    return pending.isEmpty() ? "" : pending.values().iterator().next().method();
  }

  /// A packet of ours.
  void packet(int channel, Bytes payload) {
    if (!connection.isCongested()) {
      connection.send(RtspWriter.bytes(new Interleaved(channel, payload)));
    }
  }

  RtspConnection connection() {
    return connection;
  }

  /// What was sent before leaves first.
  void close() {
    if (!closed) {
      closed = true;
      connection.close();
      failPending("closed");
    }
  }

  private void send(Pending asked) {
    if (closed) {
      asked.answer().fail(new PullFailure(PullFailure.Kind.AGAIN, "closed"));
      return;
    }
    lastNumber++;
    int number = lastNumber;
    Headers all = Headers.NONE.with("CSeq", Integer.toString(number));
    all = all.with("User-Agent", USER_AGENT);
    String authorization = authenticator.authorization(asked.method(), asked.uri());
    if (authorization != null) {
      all = all.with("Authorization", authorization);
    }
    for (Map.Entry<String, String> header : asked.headers().fields()) {
      all = all.with(header.getKey(), header.getValue());
    }
    long timer = vertx.setTimer(timeout.toMillis(), _ -> timedOut(number));
    pending.put(number, asked.until(timer));
    connection.send(
        RtspWriter.bytes(new RtspRequest(asked.method(), asked.uri(), all, asked.body())));
  }

  private void timedOut(int number) {
    Pending late = pending.remove(number);
    if (late != null) {
      String message = late.method() + " was not answered in " + DialOptions.inWords(timeout);
      late.answer().fail(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
  }

  @Override
  public void received(Bytes bytes) {
    if (closed) {
      return;
    }
    try {
      reader.accept(bytes);
      listener.read();
    } catch (MalformedException broken) {
      over("what the other end sent is not RTSP: " + broken.getMessage());
    }
  }

  @Override
  public void ended(String why) {
    over(why);
  }

  private void over(String why) {
    if (!closed) {
      closed = true;
      connection.close();
      failPending(why);
      listener.ended(why);
    }
  }

  private void failPending(String why) {
    for (Pending each : List.copyOf(pending.values())) {
      vertx.cancelTimer(each.timer());
      each.answer().tryFail(new PullFailure(PullFailure.Kind.AGAIN, why));
    }
    pending.clear();
  }

  private void message(RtspMessage message) {
    if (closed) {
      return;
    }
    switch (message) {
      case Interleaved packet -> listener.packet(packet);
      case RtspResponse response -> answered(response);
      case RtspRequest request -> answer(request);
    }
  }

  private void answered(RtspResponse response) {
    if (response.status() < 200) {
      return; // the answer proper follows
    }
    Pending asked = take(response.cseq());
    if (asked == null) {
      return; // too late
    }
    vertx.cancelTimer(asked.timer());
    if (response.status() != UNAUTHORISED) {
      authenticator.accepted();
      asked.answer().complete(response);
      return;
    }
    List<Challenge> offered = Challenge.parseAll(response.headers().all("WWW-Authenticate"));
    if (authenticator.challenged(offered)) {
      send(asked);
    } else {
      asked.answer().complete(response);
    }
  }

  /// The one with this number. Some cameras leave the number out or write one of their own: then it
  /// is the oldest.
  private @Nullable Pending take(@Nullable Integer number) {
    if (number != null && pending.containsKey(number)) {
      return pending.remove(number);
    }
    boolean isLate = number != null && number > 0 && number <= lastNumber;
    if (isLate || pending.isEmpty()) {
      return null;
    }
    return pending.remove(pending.keySet().iterator().next());
  }

  /// Servers may ask, too: whether we are there, that is.
  private void answer(RtspRequest request) {
    boolean known =
        switch (request.method()) {
          case Method.OPTIONS, Method.GET_PARAMETER, Method.SET_PARAMETER -> true;
          default -> false;
        };
    Headers headers = Headers.NONE;
    String number = request.headers().first("CSeq");
    if (number != null) {
      headers = headers.with("CSeq", number);
    }
    connection.send(
        RtspWriter.bytes(
            known
                ? new RtspResponse(200, "OK", headers, Bytes.EMPTY)
                : new RtspResponse(NOT_IMPLEMENTED, "Not Implemented", headers, Bytes.EMPTY)));
  }
}
