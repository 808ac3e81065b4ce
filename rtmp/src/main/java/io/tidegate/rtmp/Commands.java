package io.tidegate.rtmp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.Refusal;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage.Command;

/// Answers the commands of one session. Confined to the session's loop. RTMP 1.0 §7.2.
///
/// 1. `connect` comes first, and once.
/// 2. `createStream` always answers 1: a connection publishes or plays one stream.
/// 3. `publish` or `play`; what encoders send around them is answered and changes nothing.
/// 4. `deleteStream`, `closeStream` or `FCUnpublish` end it.
final class Commands {
  private final RtmpSession session;
  private final PeerConnection connection;
  private final RtmpOptions options;
  private final RtmpService service;
  private final Replies replies;
  private final PlayCommands players;
  private @Nullable String app;

  Commands(RtmpSession session, PeerConnection connection, RtmpOptions options) {
    this.session = session;
    this.connection = connection;
    this.options = options;
    this.service = session.service();
    this.replies = new Replies(session, connection);
    this.players = new PlayCommands(session, connection, replies, options);
  }

  /// True after `connect`.
  boolean isConnected() {
    return app != null;
  }

  /// @throws MalformedException when the command comes in a wrong order
  void accept(Command command) throws MalformedException {
    String name = command.name();
    if (isConnected() == name.equals("connect")) {
      throw new MalformedException(
          Reason.OUT_OF_ORDER, isConnected() ? "a second connect" : "a command before connect");
    }
    switch (name) {
      case "connect" -> connect(command);
      case "createStream" -> replies.result(command, Amf0Value.of(RtmpFeedMuxer.STREAM_ID));
      case "publish" -> publish(command);
      case "play" -> play(command);
      case "play2" -> players.play2(command);
      case "seek" -> players.seek(command);
      case "pause", "pauseRaw" -> players.pause(command);
      case "receiveAudio" -> players.receiveAudio(command);
      case "receiveVideo" -> players.receiveVideo(command);
      case "deleteStream", "closeStream" -> end(command);
      case "FCPublish" -> stagePublish(command);
      case "FCUnpublish" -> stageUnpublish(command);
      case "FCSubscribe" -> stageSubscribe(command);
      case "getStreamLength" -> replies.result(command, Amf0Value.of(0)); // live has no length
      case "releaseStream", "_checkbw" -> replies.result(command, Amf0Value.Undefined.INSTANCE);
      // answers to calls of ours, of which there are none that matter
      case "_result", "_error", "onStatus" -> {}
      default -> replies.fail(command, StatusCodes.CALL_FAILED, "there is no such command");
    }
  }

  private void connect(Command command) {
    Amf0Value.@Nullable Keyed wishes =
        command.argument(0) instanceof Amf0Value.Keyed keyed ? keyed : null;
    app = wishes == null ? "" : appOf(wishes);
    if (session.isOverLimit()) {
      refuseConnect(command, StatusCodes.CONNECT_REJECTED, "too many connections, come back later");
      return;
    }
    try {
      StreamName.checkApp(app);
    } catch (IllegalArgumentException noApp) {
      refuseConnect(command, StatusCodes.CONNECT_INVALID_APP, String.valueOf(noApp.getMessage()));
      return;
    }
    connection.send(MessageWriter.windowAcknowledgementSize(AcknowledgementWindow.DEFAULT_BYTES));
    connection.send(MessageWriter.setPeerBandwidth(AcknowledgementWindow.DEFAULT_BYTES));
    connection.enlargeChunks(options.chunkSizeOut());
    connection.send(
        MessageWriter.command(
            0,
            "_result",
            command.transactionId(),
            ConnectReply.properties(wishes),
            ConnectReply.success()));
  }

  /// FFmpeg and librtmp show the description and give up.
  private void refuseConnect(Command command, String code, String why) {
    replies.fail(command, code, why);
    session.refuse(why);
  }

  /// The app, with the query of `tcUrl` when only that has one.
  private static String appOf(Amf0Value.Keyed wishes) {
    String told = wishes.text("app", "");
    String url = wishes.text("tcUrl", "");
    int question = url.indexOf('?');
    return question < 0 || told.indexOf('?') >= 0 ? told : told + url.substring(question);
  }

  private void publish(Command command) throws MalformedException {
    refuseSecondRole();
    StreamName name;
    try {
      name = nameOf(command);
    } catch (IllegalArgumentException noKey) {
      refusePublish(command, Refusal.BAD_KEY, String.valueOf(noKey.getMessage()));
      return;
    }
    PublishRequest request =
        new PublishRequest(
            session.id(),
            name.key(),
            session.protocol(),
            session.remote(),
            Credentials.of(name.parameters()));
    service
        .streams()
        .admit(
            request,
            new Decisions.Asker() {
              @Override
              public void decided(Admission.Settled answer) {
                session.waitsNoMore();
                switch (answer) {
                  case Admission.Granted by -> publish(command, request.admitted(by), by);
                  case Admission.Refused no -> refusePublish(command, no.refusal(), no.message());
                }
              }

              @Override
              public void waits(Runnable leave) {
                session.waits(leave);
              }
            });
  }

  /// Takes the key.
  private void publish(Command command, PublishRequest request, Admission.Granted by) {
    switch (service.streams().publish(request, session::revoked)) {
      case PublishResult.Accepted accepted -> {
        session.publishes(new Publisher(accepted.publication(), System.nanoTime()), by);
        connection.send(
            MessageWriter.streamEvent(MessageWriter.STREAM_BEGIN, RtmpFeedMuxer.STREAM_ID));
        replies.status(command, StatusCodes.PUBLISH_START, "publishing");
      }
      case PublishResult.Refused refused ->
          refusePublish(command, refused.refusal(), refused.message());
    }
  }

  private void play(Command command) throws MalformedException {
    refuseSecondRole();
    StreamName name;
    try {
      name = nameOf(command);
    } catch (IllegalArgumentException noKey) {
      players.refuse(command, Refusal.BAD_KEY, String.valueOf(noKey.getMessage()));
      return;
    }
    players.play(command, name);
  }

  private void end(Command command) {
    boolean played = session.player() != null;
    if (session.endRole(CloseReason.ENDED_BY_PEER)) {
      replies.status(
          command, played ? StatusCodes.PLAY_STOP : StatusCodes.UNPUBLISH_SUCCESS, "ended");
    }
  }

  /// Of Flash Media Live Encoder; librtmp, FFmpeg and OBS send it, too.
  private void stagePublish(Command command) {
    replies.result(command, Amf0Value.Undefined.INSTANCE);
    replies.notify(command, "onFCPublish", StatusCodes.PUBLISH_START);
  }

  private void stageUnpublish(Command command) {
    session.endRole(CloseReason.ENDED_BY_PEER);
    replies.result(command, Amf0Value.Undefined.INSTANCE);
    replies.notify(command, "onFCUnpublish", StatusCodes.UNPUBLISH_SUCCESS);
  }

  private void stageSubscribe(Command command) {
    replies.notify(command, "onFCSubscribe", StatusCodes.PLAY_START);
  }

  private StreamName nameOf(Command command) {
    String name = command.argument(1) instanceof Amf0Value.Text text ? text.value() : "";
    return StreamName.parse(app == null ? "" : app, name);
  }

  private void refuseSecondRole() throws MalformedException {
    if (session.hasRole()) {
      throw new MalformedException(Reason.OUT_OF_ORDER, "a second publish or play");
    }
  }

  private void refusePublish(Command command, Refusal refusal, String why) {
    replies.refuse(command, StatusCodes.ofRefusedPublish(refusal), why);
  }
}
