package io.tidegate.rtmp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
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
  private @Nullable String app;

  Commands(
      RtmpSession session, PeerConnection connection, RtmpOptions options, RtmpService service) {
    this.session = session;
    this.connection = connection;
    this.options = options;
    this.service = service;
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
      case "createStream" -> result(command, Amf0Value.of(RtmpFeed.STREAM_ID));
      case "publish" -> publish(command);
      case "play" -> play(command);
      case "pause" -> pause(command);
      case "deleteStream", "closeStream" -> end(command);
      case "FCPublish" -> stagePublish(command);
      case "FCUnpublish" -> stageUnpublish(command);
      case "FCSubscribe" -> stageSubscribe(command);
      case "getStreamLength" -> result(command, Amf0Value.of(0)); // live has no length
      case "releaseStream", "_checkbw", "receiveAudio", "receiveVideo" ->
          result(command, Amf0Value.Undefined.INSTANCE);
      // answers to calls of ours, of which there are none that matter
      case "_result", "_error", "onStatus" -> {}
      default -> fail(command);
    }
  }

  private void connect(Command command) {
    Amf0Value.@Nullable Keyed wishes =
        command.argument(0) instanceof Amf0Value.Keyed keyed ? keyed : null;
    app = wishes == null ? "" : appOf(wishes);
    connection.send(MessageWriter.windowAcknowledgementSize(PeerConnection.WINDOW_BYTES));
    connection.send(MessageWriter.setPeerBandwidth(PeerConnection.WINDOW_BYTES));
    connection.enlargeChunks(options.chunkSizeOut());
    connection.send(
        MessageWriter.command(
            0,
            "_result",
            command.transactionId(),
            ConnectReply.properties(wishes),
            ConnectReply.success()));
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
            session.id(), name.key(), session.protocol(), session.remote(), name.parameters());
    switch (service.streams().publish(request, session::revoked)) {
      case PublishResult.Accepted accepted -> {
        session.publishes(new Publisher(accepted.publication(), System.nanoTime()));
        connection.send(MessageWriter.streamEvent(MessageWriter.STREAM_BEGIN, RtmpFeed.STREAM_ID));
        status(command, StatusCodes.PUBLISH_START, "publishing");
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
      refusePlay(command, Refusal.BAD_KEY, String.valueOf(noKey.getMessage()));
      return;
    }
    PlayRequest request =
        new PlayRequest(name.key(), session.protocol(), session.remote(), name.parameters());
    switch (service.policy().play(request)) {
      case Admission.Refused refused -> refusePlay(command, refused.refusal(), refused.message());
      case Admission.Granted _ -> {
        StreamHub hub = service.streams().find(name.key());
        if (hub == null) {
          refusePlay(command, Refusal.NOT_FOUND, "nothing is live on this stream");
        } else {
          startPlaying(command, hub);
        }
      }
    }
  }

  private void startPlaying(Command command, StreamHub hub) {
    connection.send(MessageWriter.streamEvent(MessageWriter.STREAM_BEGIN, RtmpFeed.STREAM_ID));
    status(command, StatusCodes.PLAY_RESET, "playing");
    status(command, StatusCodes.PLAY_START, "playing");
    Player player =
        new Player(hub, connection, session.loop(), options, reason -> playEnded(command, reason));
    session.plays(hub.key(), player);
    player.start();
  }

  private void playEnded(Command command, CloseReason reason) {
    if (session.player() != null && reason == CloseReason.STREAM_ENDED) {
      connection.send(MessageWriter.streamEvent(MessageWriter.STREAM_EOF, RtmpFeed.STREAM_ID));
      status(command, StatusCodes.PLAY_UNPUBLISH_NOTIFY, "the stream has ended");
      status(command, StatusCodes.PLAY_STOP, "the stream has ended");
    }
    session.close(reason);
  }

  /// §7.2.2.9
  private void pause(Command command) {
    Player player = session.player();
    if (player != null) {
      boolean stop = command.argument(1) instanceof Amf0Value.Bool bool && bool.value();
      player.pause(stop);
      status(
          command,
          stop ? StatusCodes.PAUSE_NOTIFY : StatusCodes.UNPAUSE_NOTIFY,
          stop ? "paused" : "playing");
    }
  }

  private void end(Command command) {
    if (session.endRole(CloseReason.ENDED_BY_PEER)) {
      status(command, StatusCodes.UNPUBLISH_SUCCESS, "ended");
    }
  }

  /// Of Flash Media Live Encoder; librtmp, FFmpeg and OBS send it, too.
  private void stagePublish(Command command) {
    result(command, Amf0Value.Undefined.INSTANCE);
    notify(command, "onFCPublish", StatusCodes.PUBLISH_START);
  }

  private void stageUnpublish(Command command) {
    session.endRole(CloseReason.ENDED_BY_PEER);
    result(command, Amf0Value.Undefined.INSTANCE);
    notify(command, "onFCUnpublish", StatusCodes.UNPUBLISH_SUCCESS);
  }

  private void stageSubscribe(Command command) {
    notify(command, "onFCSubscribe", StatusCodes.PLAY_START);
  }

  private void notify(Command command, String name, String code) {
    Amf0Value detail = Amf0Value.Obj.of("level", "status", "code", code);
    connection.send(
        MessageWriter.command(command.streamId(), name, 0, Amf0Value.Null.INSTANCE, detail));
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
    refuse(command, StatusCodes.ofRefusedPublish(refusal), why);
  }

  private void refusePlay(Command command, Refusal refusal, String why) {
    refuse(command, StatusCodes.ofRefusedPlay(refusal), why);
  }

  private void refuse(Command command, String code, String why) {
    connection.send(MessageWriter.status(command.streamId(), true, code, why));
    session.refuse(why);
  }

  private void status(Command command, String code, String text) {
    connection.send(MessageWriter.status(command.streamId(), false, code, text));
  }

  /// Transaction 0 asks for no answer. §7.2.1
  private void result(Command command, Amf0Value value) {
    if (command.transactionId() != 0) {
      connection.send(
          MessageWriter.command(
              0, "_result", command.transactionId(), Amf0Value.Null.INSTANCE, value));
    }
  }

  private void fail(Command command) {
    if (command.transactionId() != 0) {
      Amf0Value detail =
          Amf0Value.Obj.of(
              "level", "error",
              "code", StatusCodes.CALL_FAILED,
              "description", "there is no such command");
      connection.send(
          MessageWriter.command(
              0, "_error", command.transactionId(), Amf0Value.Null.INSTANCE, detail));
    }
  }
}
