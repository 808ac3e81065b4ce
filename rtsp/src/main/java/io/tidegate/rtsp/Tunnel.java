package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.rtsp.message.RtspWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Opens RTSP in HTTP: a GET whose answer never ends brings what the camera says, a POST whose body
/// never ends takes what we say, in Base64. Apple, "Tunnelling RTSP and RTP over HTTP" (1999).
/// Loop-confined.
final class Tunnel {
  /// The head of an answer over HTTP.
  private static final int MAX_HEAD = 8 << 10;

  private static final String TYPE = "application/x-rtsp-tunnelled";

  private final Supplier<Future<NetSocket>> connect;
  private final RtspUrl url;
  private final String path;
  private final Authenticator authenticator;
  private final String cookie = ClientNonce.next();

  /// @param connect a new socket to the camera each time
  Tunnel(Supplier<Future<NetSocket>> connect, RtspUrl url) {
    this.connect = connect;
    this.url = url;
    this.path = url.path().isEmpty() ? "/" : url.path();
    this.authenticator = new Authenticator(url.login(), ClientNonce::next);
  }

  Future<RtspConnection> open() {
    return connect.get().compose(this::ask);
  }

  private Future<RtspConnection> ask(NetSocket down) {
    Promise<Bytes> answered = Promise.promise();
    List<Bytes> pieces = new ArrayList<>();
    down.handler(buffer -> {
      pieces.add(SocketBytes.view(buffer));
      Bytes all = Bytes.concat(pieces);
      if (endOfHead(all) > 0 || all.length() > MAX_HEAD) {
        down.pause(); // what follows is for the connection
        answered.tryComplete(all);
      }
    });
    down.closeHandler(_ -> answered.tryFail("the camera closed the tunnel"));
    down.exceptionHandler(_ -> {}); // the close handler follows
    down.write(SocketBytes.buffer(request("GET", Headers.NONE.with("Accept", TYPE))));
    return answered.future().compose(all -> answered(down, all)).onFailure(_ -> down.close());
  }

  private Future<RtspConnection> answered(NetSocket down, Bytes all) {
    int end = endOfHead(all);
    RtspResponse answer;
    try {
      answer = response(all.slice(0, Math.max(0, end)));
    } catch (MalformedException broken) {
      return refused("the answer makes no sense");
    }
    if (answer.status() == 401) {
      down.close();
      List<Challenge> offered = Challenge.parseAll(answer.headers().all("WWW-Authenticate"));
      return authenticator.challenged(offered)
          ? open()
          : Future.failedFuture(
              new PullFailure(PullFailure.Kind.PASSWORD, message(answer.statusLine())));
    }
    if (!answer.isSuccess()) {
      return refused(answer.statusLine());
    }
    Bytes rest = all.slice(end);
    return connect
        .get()
        .map(up -> {
          Headers body = Headers.NONE.with("Content-Type", TYPE);
          // any length will do, since it never ends
          up.write(SocketBytes.buffer(request("POST", body.with("Content-Length", "32767"))));
          return new TunnelConnection(down, up, rest);
        });
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message(why)));
  }

  private static String message(String why) {
    return "the tunnel is refused: " + why;
  }

  private Bytes request(String method, Headers more) {
    String authorization = authenticator.authorization(method, path);
    Headers headers =
        Headers.NONE
            .with("Host", url.host())
            .with("User-Agent", RtspClient.USER_AGENT)
            .with("x-sessioncookie", cookie)
            .with("Pragma", "no-cache")
            .with("Cache-Control", "no-cache");
    if (authorization != null) {
      headers = headers.with("Authorization", authorization);
    }
    for (var header : more.fields()) {
      headers = headers.with(header.getKey(), header.getValue());
    }
    return RtspWriter.bytes(new RtspRequest(method, path, "HTTP/1.0", headers, Bytes.EMPTY));
  }

  private static RtspResponse response(Bytes head) throws MalformedException {
    List<RtspMessage> read = new ArrayList<>();
    new RtspReader(read::add).accept(head);
    if (read.size() == 1 && read.getFirst() instanceof RtspResponse response) {
      return response;
    }
    throw new MalformedException(Reason.TRUNCATED, "no answer");
  }

  /// Behind the empty line, -1 while it has not come.
  private static int endOfHead(Bytes bytes) {
    int at = bytes.text(ISO_8859_1).indexOf("\r\n\r\n");
    return at < 0 ? -1 : at + 4;
  }
}
