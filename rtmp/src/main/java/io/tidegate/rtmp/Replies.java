package io.tidegate.rtmp;

import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage.Command;

/// What a server says to commands. Confined to the session's loop. RTMP 1.0 §7.2.
final class Replies {
  private final RtmpSession session;
  private final PeerConnection connection;

  Replies(RtmpSession session, PeerConnection connection) {
    this.session = session;
    this.connection = connection;
  }

  void status(Command command, String code, String text) {
    connection.send(MessageWriter.status(command.streamId(), false, code, text));
  }

  /// An error after which the session goes on.
  void error(Command command, String code, String text) {
    connection.send(MessageWriter.status(command.streamId(), true, code, text));
  }

  /// An error that ends the session.
  void refuse(Command command, String code, String why) {
    error(command, code, why);
    session.refuse(why);
  }

  /// Transaction 0 asks for no answer. §7.2.1
  void result(Command command, Amf0Value value) {
    if (command.transactionId() != 0) {
      answer("_result", command, value);
    }
  }

  void fail(Command command, String code, String why) {
    if (command.transactionId() != 0) {
      answer(
          "_error", command, Amf0Value.Obj.of("level", "error", "code", code, "description", why));
    }
  }

  /// A call of ours with a code, of the older servers.
  void notify(Command command, String name, String code) {
    Amf0Value detail = Amf0Value.Obj.of("level", "status", "code", code);
    connection.send(
        MessageWriter.command(command.streamId(), name, 0, Amf0Value.Null.INSTANCE, detail));
  }

  private void answer(String name, Command command, Amf0Value value) {
    connection.send(
        MessageWriter.command(0, name, command.transactionId(), Amf0Value.Null.INSTANCE, value));
  }
}
