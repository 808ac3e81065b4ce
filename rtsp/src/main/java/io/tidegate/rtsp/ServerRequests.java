package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.SessionHeader;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtpReception;
import io.tidegate.rtsp.sdp.SessionDescription;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/// Answers the requests of one client, one after the other. RFC 2326 §10. Confined to the session's
/// loop.
final class ServerRequests {
  private static final String PUBLIC =
      String.join(
          ", ",
          Method.OPTIONS,
          Method.DESCRIBE,
          Method.ANNOUNCE,
          Method.SETUP,
          Method.PLAY,
          Method.PAUSE,
          Method.RECORD,
          Method.TEARDOWN,
          Method.GET_PARAMETER,
          Method.SET_PARAMETER);

  private static final String SDP = "application/sdp";
  private static final String VERSION = "RTSP/1.0";

  private final ServerSession session;
  private final ServerLogin login;
  private final StreamLookup streams;
  private final SessionHeader header;
  private @Nullable ServerRole role;

  /// An answer, and what is done when it is written.
  record Answer(RtspResponse response, Runnable then) {}

  /// What a method gives back: a success.
  private record Success(Headers headers, Bytes body, Runnable then) {
    static final Success PLAIN = new Success(Headers.NONE, Bytes.EMPTY, () -> {});

    static Success with(String name, String value) {
      return new Success(Headers.NONE.with(name, value), Bytes.EMPTY, () -> {});
    }
  }

  ServerRequests(ServerSession session, RtspServerOptions options) {
    this.session = session;
    this.login = new ServerLogin(options.secret());
    this.streams = new StreamLookup(session, login);
    this.header = new SessionHeader(ClientNonce.next(), options.sessionTimeout());
  }

  @Nullable
  ServerRole role() {
    return role;
  }

  /// Ends what the connection was there for.
  void endRole(CloseReason reason) {
    ServerRole ending = role;
    if (ending != null) {
      role = null;
      ending.close(reason);
    }
  }

  /// Never fails, but for bugs.
  Future<Answer> answer(RtspRequest request) {
    Future<Success> success;
    try {
      check(request);
      success = dispatch(request);
    } catch (RequestRefused refused) {
      success = Future.failedFuture(refused);
    }
    return success
        .map(done -> succeeded(request, done))
        .recover(failure ->
            failure instanceof RequestRefused refused
                ? Future.succeededFuture(refused(request, refused))
                : Future.failedFuture(failure));
  }

  private Answer succeeded(RtspRequest request, Success success) {
    Headers headers = common(request);
    if (role != null || request.method().equals(Method.TEARDOWN)) {
      headers = headers.with("Session", header.toString());
    }
    for (var field : success.headers().fields()) {
      headers = headers.with(field.getKey(), field.getValue());
    }
    return new Answer(response(RtspStatus.OK, "", headers, success.body()), success.then());
  }

  private Answer refused(RtspRequest request, RequestRefused refused) {
    Headers headers = common(request);
    for (var field : refused.headers().fields()) {
      headers = headers.with(field.getKey(), field.getValue());
    }
    if (refused.status() == RtspStatus.UNAUTHORISED) {
      for (var field : login.challenges(publishes(request)).fields()) {
        headers = headers.with(field.getKey(), field.getValue());
      }
    }
    RtspResponse response = response(refused.status(), refused.why(), headers, Bytes.EMPTY);
    return new Answer(response, () -> session.refused(refused.status(), refused.why()));
  }

  private static boolean publishes(RtspRequest request) {
    return request.method().equals(Method.ANNOUNCE) || request.method().equals(Method.RECORD);
  }

  private static Headers common(RtspRequest request) {
    Integer number = request.cseq();
    Headers headers = Headers.NONE;
    if (number != null) {
      headers = headers.with("CSeq", number.toString());
    }
    return headers.with("Server", RtspClient.USER_AGENT);
  }

  /// @param why behind the usual words; empty for none
  static RtspResponse response(RtspStatus status, String why, Headers headers, Bytes body) {
    String reason = why.isEmpty() ? status.phrase() : status.phrase() + " (" + why + ")";
    return new RtspResponse(status.code(), reason, headers, body);
  }

  private void check(RtspRequest request) throws RequestRefused {
    if (!request.version().equals(VERSION)) {
      throw new RequestRefused(RtspStatus.VERSION_NOT_SUPPORTED, "expected " + VERSION);
    }
    if (request.cseq() == null) {
      throw new RequestRefused(RtspStatus.BAD_REQUEST, "no CSeq");
    }
    List<String> required = request.headers().all("Require");
    if (!required.isEmpty()) {
      Headers unsupported = Headers.NONE.with("Unsupported", String.join(", ", required));
      throw new RequestRefused(RtspStatus.OPTION_NOT_SUPPORTED, "", unsupported);
    }
    String named = request.headers().first("Session");
    if (named != null && (role == null || !isOurs(named))) {
      throw new RequestRefused(RtspStatus.SESSION_NOT_FOUND, "");
    }
  }

  private boolean isOurs(String named) {
    try {
      return SessionHeader.parse(named).id().equals(header.id());
    } catch (MalformedException notOne) {
      return false;
    }
  }

  private Future<Success> dispatch(RtspRequest request) throws RequestRefused {
    return switch (request.method()) {
      case Method.OPTIONS -> done(Success.with("Public", PUBLIC));
      case Method.DESCRIBE -> describe(request);
      case Method.ANNOUNCE -> announce(request);
      case Method.SETUP -> setUp(request);
      case Method.PLAY -> play();
      case Method.PAUSE -> pause();
      case Method.RECORD -> record();
      case Method.TEARDOWN -> tearDown();
      case Method.GET_PARAMETER, Method.SET_PARAMETER -> parameter(request);
      default ->
          throw new RequestRefused(
              RtspStatus.NOT_IMPLEMENTED, "", Headers.NONE.with("Public", PUBLIC));
    };
  }

  private static Future<Success> done(Success success) {
    return Future.succeededFuture(success);
  }

  /// §10.2
  private Future<Success> describe(RtspRequest request) throws RequestRefused {
    String accept = request.headers().first("Accept");
    boolean acceptable = accept == null || accept.contains(SDP) || accept.contains("*/*");
    if (!acceptable) {
      throw new RequestRefused(RtspStatus.NOT_ACCEPTABLE, "there is " + SDP);
    }
    StreamAddress address = StreamAddress.parse(request.uri());
    return streams
        .find(request, address)
        .map(found -> {
          Headers headers =
              Headers.NONE.with("Content-Base", address.base()).with("Content-Type", SDP);
          String text = found.description().sdp(found.hub().key().toString());
          return new Success(headers, Bytes.of(text, UTF_8), () -> {});
        });
  }

  /// §10.3
  private Future<Success> announce(RtspRequest request) throws RequestRefused {
    if (role != null) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "TEARDOWN first");
    }
    String type = request.headers().first("Content-Type");
    if (type != null && !type.strip().regionMatches(true, 0, SDP, 0, SDP.length())) {
      throw new RequestRefused(RtspStatus.UNSUPPORTED_MEDIA_TYPE, "expected " + SDP);
    }
    StreamAddress address = StreamAddress.parse(request.uri());
    PublishRequest publish =
        new PublishRequest(
            session.id(),
            address.key(),
            session.protocol(),
            session.remote(),
            login.credentials(request, address.parameters()));
    return admitted(publish)
        .compose(by -> {
          try {
            SessionDescription announced = announced(request.body());
            role = new ServerPublisher(publish.admitted(by), announced, request.uri(), session);
            return done(Success.PLAIN);
          } catch (RequestRefused refused) {
            return Future.failedFuture(refused);
          }
        });
  }

  private Future<Admission.Granted> admitted(PublishRequest publish) {
    Promise<Admission.Granted> admitted = Promise.promise();
    session
        .service()
        .streams()
        .admit(
            publish,
            new Decisions.Asker() {
              @Override
              public void decided(Admission.Settled answer) {
                session.waitsNoMore();
                switch (answer) {
                  case Admission.Granted by -> admitted.complete(by);
                  case Admission.Refused no ->
                      admitted.fail(RequestRefused.of(no.refusal(), no.message()));
                }
              }

              @Override
              public void waits(Runnable leave) {
                session.waits(leave);
              }
            });
    return admitted.future();
  }

  private SessionDescription announced(Bytes body) throws RequestRefused {
    SessionDescription announced;
    try {
      announced = SessionDescription.parse(body.text(UTF_8));
    } catch (MalformedException broken) {
      throw new RequestRefused(RtspStatus.BAD_REQUEST, String.valueOf(broken.getMessage()));
    }
    List<String> refused =
        announced.media().stream().map(RtpReception::refusal).flatMap(Optional::stream).toList();
    if (refused.size() == announced.media().size()) {
      String why = announced.media().isEmpty() ? "no media" : String.join("; ", refused);
      throw RequestRefused.of(Refusal.UNSUPPORTED_CODEC, why);
    }
    if (!refused.isEmpty()) {
      session.leavesOut(refused);
    }
    return announced;
  }

  /// §10.4
  private Future<Success> setUp(RtspRequest request) throws RequestRefused {
    String transport = request.headers().first("Transport");
    return switch (role) {
      case ServerPublisher publisher -> agreed(publisher.setUp(request.uri(), transport));
      case ServerPlayer player -> {
        StreamAddress address = StreamAddress.parse(request.uri());
        if (!session.service().streams().players().resolve(address.key()).equals(player.key())) {
          throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "another stream is set up");
        }
        yield agreed(player.setUp(address.trackId(), transport));
      }
      case null -> {
        StreamAddress address = StreamAddress.parse(request.uri());
        yield streams
            .find(request, address)
            .compose(found -> firstSetUp(found, address.trackId(), transport));
      }
    };
  }

  private Future<Success> firstSetUp(
      StreamLookup.Found found, int trackId, @Nullable String transport) {
    ServerPlayer player = new ServerPlayer(found.hub(), found.by(), found.description(), session);
    Future<TransportHeader> answer;
    try {
      answer = player.setUp(trackId, transport);
    } catch (RequestRefused refused) {
      answer = Future.failedFuture(refused);
    }
    return agreed(answer)
        .onSuccess(_ -> role = player)
        .onFailure(_ -> player.close(CloseReason.REFUSED));
  }

  private static Future<Success> agreed(Future<TransportHeader> transport) {
    return transport.map(answer -> Success.with("Transport", answer.toString()));
  }

  private ServerRole needRole() throws RequestRefused {
    ServerRole present = role;
    if (present == null) {
      throw new RequestRefused(RtspStatus.SESSION_NOT_FOUND, "SETUP first");
    }
    return present;
  }

  private ServerPlayer needPlayer() throws RequestRefused {
    return switch (needRole()) {
      case ServerPlayer player -> player;
      case ServerPublisher _ ->
          throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "it publishes");
    };
  }

  /// §10.5
  private Future<Success> play() throws RequestRefused {
    ServerPlayer player = needPlayer();
    return player
        .play()
        .map(info -> {
          Headers headers = Headers.NONE.with("Range", "npt=now-");
          if (!info.entries().isEmpty()) {
            headers = headers.with("RTP-Info", info.toString());
          }
          return new Success(
              headers,
              Bytes.EMPTY,
              () -> {
                session.streams();
                player.begin();
              });
        });
  }

  /// §10.6
  private Future<Success> pause() throws RequestRefused {
    needPlayer().pause();
    return done(Success.PLAIN);
  }

  /// §10.11
  private Future<Success> record() throws RequestRefused {
    switch (needRole()) {
      case ServerPlayer _ ->
          throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "it plays");
      case ServerPublisher publisher -> publisher.record();
    }
    return done(new Success(Headers.NONE, Bytes.EMPTY, session::streams));
  }

  /// §10.7. The answer still tells the session.
  private Future<Success> tearDown() throws RequestRefused {
    needRole();
    session.endRole(CloseReason.ENDED_BY_PEER);
    return done(Success.PLAIN);
  }

  /// §10.8, §10.9: without a body they keep the session alive, and there is nothing to ask for.
  private static Future<Success> parameter(RtspRequest request) throws RequestRefused {
    if (!request.body().text(UTF_8).isBlank()) {
      throw new RequestRefused(RtspStatus.PARAMETER_NOT_UNDERSTOOD, "");
    }
    return done(Success.PLAIN);
  }
}
