package io.tidegate.rtmp;

import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.WaitingPlayers;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage.Command;

/// Answers the commands of players. Confined to the session's loop. RTMP 1.0 §7.2.2.
final class PlayCommands {
  private final RtmpSession session;
  private final PeerConnection connection;
  private final Replies replies;
  private final RtmpOptions options;

  PlayCommands(
      RtmpSession session, PeerConnection connection, Replies replies, RtmpOptions options) {
    this.session = session;
    this.connection = connection;
    this.replies = replies;
    this.options = options;
  }

  /// §7.2.2.1
  void play(Command command, StreamName name) {
    long askedNanos = System.nanoTime();
    PlayRequest request =
        new PlayRequest(name.key(), session.protocol(), session.remote(), name.parameters());
    session
        .service()
        .streams()
        .players()
        .seek(
            request,
            new WaitingPlayers.Answer() {
              @Override
              public void found(StreamHub hub, Admission.Granted by) {
                session.waitsNoMore();
                start(command, hub, by, askedNanos);
              }

              @Override
              public void refused(Refusal refusal, String message) {
                session.waitsNoMore();
                refuse(command, refusal, message);
              }

              @Override
              public void waits(Runnable leave) {
                session.waits(leave);
              }
            });
  }

  void refuse(Command command, Refusal refusal, String why) {
    replies.refuse(command, StatusCodes.ofRefusedPlay(refusal), why);
  }

  private void start(Command command, StreamHub hub, Admission.Granted by, long askedNanos) {
    connection.send(MessageWriter.streamEvent(MessageWriter.STREAM_BEGIN, RtmpFeedMuxer.STREAM_ID));
    replies.status(command, StatusCodes.PLAY_RESET, "playing");
    replies.status(command, StatusCodes.PLAY_START, "playing");
    Player player =
        new Player(
            hub,
            session.service().feeds(),
            session.socket(),
            session.loop(),
            PlayFormat.ofPlayer(session.chunkSizeOut()),
            options.outbox(),
            new Player.Owner() {
              @Override
              public void ended(CloseReason reason) {
                PlayCommands.this.ended(command, reason);
              }

              @Override
              public void firstFrame(long nowNanos) {
                session
                    .service()
                    .sessions()
                    .firstFrame(session.id(), session.protocol(), nowNanos - askedNanos);
              }
            });
    session.plays(hub.key(), player, by);
    player.start();
  }

  private void ended(Command command, CloseReason reason) {
    if (session.player() != null && reason == CloseReason.STREAM_ENDED) {
      connection.send(MessageWriter.streamEvent(MessageWriter.STREAM_EOF, RtmpFeedMuxer.STREAM_ID));
      replies.status(command, StatusCodes.PLAY_UNPUBLISH_NOTIFY, "the stream has ended");
      replies.status(command, StatusCodes.PLAY_STOP, "the stream has ended");
    }
    session.close(reason);
  }

  /// §7.2.2.2: the other stream may be of another publisher, so it is a new play.
  void play2(Command command) {
    replies.error(
        command,
        StatusCodes.PLAY_FAILED,
        "play2 is not answered here, close the stream and play the other one");
  }

  /// §7.2.2.8
  void seek(Command command) {
    replies.error(command, StatusCodes.SEEK_FAILED, "a live stream cannot be sought in");
  }

  /// §7.2.2.9; `pauseRaw` of Flash Player 10 alike
  void pause(Command command) {
    Player player = session.player();
    if (player != null) {
      if (flag(command)) {
        player.pause(true);
        replies.status(command, StatusCodes.PAUSE_NOTIFY, "paused");
      } else {
        replies.status(command, StatusCodes.UNPAUSE_NOTIFY, "playing");
        player.pause(false); // media may follow within this call
      }
    }
  }

  /// §7.2.2.4
  void receiveAudio(Command command) {
    Player player = session.player();
    if (player != null) {
      confirm(command);
      player.receiveAudio(flag(command));
    }
  }

  /// §7.2.2.5
  void receiveVideo(Command command) {
    Player player = session.player();
    if (player != null) {
      confirm(command);
      player.receiveVideo(flag(command));
    }
  }

  /// Only a wish for more is confirmed, before the first media of it.
  private void confirm(Command command) {
    if (flag(command)) {
      replies.status(command, StatusCodes.SEEK_NOTIFY, "playing on from the newest key frame");
      replies.status(command, StatusCodes.PLAY_START, "playing");
    }
  }

  private static boolean flag(Command command) {
    return command.argument(1) instanceof Amf0Value.Bool bool && bool.value();
  }
}
