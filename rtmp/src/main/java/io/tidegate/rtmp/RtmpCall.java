package io.tidegate.rtmp;

import io.netty.buffer.ByteBuf;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.SecretParameters;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.rtmp.chunk.ChunkReader;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.handshake.ClientHandshake;
import io.tidegate.rtmp.message.MessageParser;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage;
import io.tidegate.rtmp.message.RtmpMessage.Command;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/// One connection to another server, from the handshake to its end. Confined to the loop that it
/// was connected on. RTMP 1.0 §7.2.
///
/// 1. [#start]: handshake, `connect`, `createStream`, then `publish` or `play`;
/// 2. [Role#granted] when the server lets us;
/// 3. [Role#ended] once, whatever happened. Nothing is heard of it later.
///
/// It has no time limits of its own: its owner closes it when it takes too long.
final class RtmpCall {
  /// Flash Media Live Encoder, which every server lets publish.
  private static final String FLASH_VERSION = "FMLE/3.0 (compatible; Tidegate)";

  private static final int CONNECT = 1;
  private static final int CREATE_STREAM = 4;
  private static final int PUBLISH_OR_PLAY = 5;

  /// A player that says how much it holds, in ms; servers wait for it before they send.
  private static final int SET_BUFFER_LENGTH = 3;

  private static final int BUFFER_MS = 1_000;

  /// A shorter name stands in other words, too, and is no secret.
  private static final int MIN_SECRET_LENGTH = 6;

  /// §7.2.2.1: live or recorded, as FFmpeg asks.
  private static final int ANY_KIND = -2_000;

  private static final int CHUNK_SIZE = 65_536;

  /// What a call is for.
  enum Purpose {
    PUBLISH,
    PLAY
  }

  /// Who called.
  interface Role {
    /// The server lets us publish or play on this message stream.
    void granted(int streamId);

    /// Media of a stream that we play.
    void media(FlvTag.Type type, int timestampMs, Bytes body);

    /// It is over.
    ///
    /// @param why in words, the server's own where it said some
    void ended(String why);
  }

  private final NetSocket socket;
  private final RtmpAddress address;
  private final Purpose purpose;
  private final Role role;
  private final PeerConnection connection;
  private final ReadBuffer reads = new ReadBuffer();
  private final ClientHandshake handshake = new ClientHandshake();
  private final ChunkReader chunks = new ChunkReader(this::message);
  private int streamId;
  private boolean granted;
  private boolean closed;

  RtmpCall(NetSocket socket, RtmpAddress address, Purpose purpose, Role role) {
    this.socket = socket;
    this.address = address;
    this.purpose = purpose;
    this.role = role;
    this.connection = new PeerConnection(socket);
  }

  void start() {
    ((NetSocketInternal) socket).messageHandler(message -> received((ByteBuf) message));
    socket.exceptionHandler(failure -> end(String.valueOf(failure.getMessage())));
    socket.closeHandler(_ -> end("the server closed the connection"));
    connection.write(handshake.start());
  }

  NetSocket socket() {
    return socket;
  }

  /// What we write with after the handshake.
  int chunkSizeOut() {
    return CHUNK_SIZE;
  }

  long bytesReceived() {
    return connection.bytesReceived();
  }

  /// Ends it as a client that says goodbye does; the role hears nothing more.
  void close() {
    if (!closed) {
      closed = true;
      if (granted) {
        if (purpose == Purpose.PUBLISH) {
          send(0, "FCUnpublish", 0, Amf0Value.of(address.name()));
        }
        send(0, "deleteStream", 0, Amf0Value.of(streamId));
      }
      socket.close();
    }
  }

  /// Ends it at once, whatever still waits to be written.
  void cut() {
    closed = true;
    connection.cut();
  }

  private void end(String why) {
    if (!closed) {
      closed = true;
      socket.close();
      role.ended(why);
    }
  }

  private void received(ByteBuf buffer) {
    Bytes input = reads.take(buffer);
    if (closed) {
      return;
    }
    try {
      connection.received(input.length());
      Bytes rest = input;
      if (!handshake.isDone()) {
        rest = handshake.accept(rest, connection::write);
        if (handshake.isDone()) {
          connect();
        }
      }
      if (handshake.isDone()) {
        chunks.accept(rest);
      }
      if (connection.isUnheard()) {
        end("the server asks and does not read the answers");
      }
    } catch (MalformedException broken) {
      end("the server broke the protocol: " + broken.getMessage());
    }
  }

  private void connect() {
    connection.enlargeChunks(CHUNK_SIZE);
    Amf0Value.StrictArray fourCcs =
        new Amf0Value.StrictArray(ConnectReply.FOUR_CCS.stream().map(Amf0Value::of).toList());
    Amf0Value wishes =
        Amf0Value.Obj.of(
            "app",
            address.app(),
            "type",
            "nonprivate",
            "flashVer",
            FLASH_VERSION,
            "tcUrl",
            address.tcUrl(),
            "fourCcList",
            fourCcs);
    connection.send(MessageWriter.command(0, "connect", CONNECT, wishes));
  }

  private void message(RawMessage raw) throws MalformedException {
    for (RtmpMessage message : MessageParser.parse(raw)) {
      if (closed) {
        return;
      }
      switch (message) {
        case RtmpMessage.Audio audio -> media(FlvTag.Type.AUDIO, audio.timestampMs(), audio.body());
        case RtmpMessage.Video video -> media(FlvTag.Type.VIDEO, video.timestampMs(), video.body());
        case RtmpMessage.Metadata data ->
            media(FlvTag.Type.SCRIPT, data.timestampMs(), data.body());
        case RtmpMessage.Command command -> command(command);
        case RtmpMessage.WindowAcknowledgementSize window ->
            connection.acknowledgeEvery(window.bytes());
        case RtmpMessage.UserControl control -> userControl(control);
        case RtmpMessage.Acknowledgement _ -> {}
        case RtmpMessage.SetPeerBandwidth _ -> {}
        case RtmpMessage.Ignored _ -> {}
      }
    }
  }

  private void media(FlvTag.Type type, int timestampMs, Bytes body) {
    if (purpose == Purpose.PLAY) {
      role.media(type, timestampMs, body);
    }
  }

  private void userControl(RtmpMessage.UserControl control) {
    if (control.event() == MessageWriter.PING_REQUEST) {
      Bytes time = control.data();
      Bytes answer = time.length() > 4 ? time.slice(0, 4) : time;
      connection.send(MessageWriter.userControl(MessageWriter.PING_RESPONSE, answer));
    }
  }

  private void command(Command command) {
    switch (command.name()) {
      case "_result" -> result((int) command.transactionId(), command);
      case "_error" -> refused((int) command.transactionId(), command);
      case "onStatus" -> status(command);
      case "close" -> end("the server closed the connection");
      default -> {} // onBWDone, onFCPublish and what else servers say
    }
  }

  private void result(int transaction, Command command) {
    if (transaction == CONNECT) {
      openStream();
    } else if (transaction == CREATE_STREAM
        && command.argument(1) instanceof Amf0Value.Number number) {
      streamId = (int) number.value();
      ask();
    }
  }

  /// `releaseStream`, `FCPublish` and `FCSubscribe` may fail: servers that do not know them say so.
  private void refused(int transaction, Command command) {
    if (transaction == CONNECT || transaction == CREATE_STREAM) {
      end(words(command, transaction == CONNECT ? "connect was refused" : "no stream was given"));
    }
  }

  private void openStream() {
    Amf0Value name = Amf0Value.of(address.name());
    if (purpose == Purpose.PUBLISH) {
      send(0, "releaseStream", 2, name);
      send(0, "FCPublish", 3, name);
    } else {
      connection.send(MessageWriter.windowAcknowledgementSize(AcknowledgementWindow.DEFAULT_BYTES));
    }
    send(0, "createStream", CREATE_STREAM);
  }

  private void ask() {
    Amf0Value name = Amf0Value.of(address.name());
    if (purpose == Purpose.PUBLISH) {
      send(streamId, "publish", PUBLISH_OR_PLAY, name, Amf0Value.of("live"));
    } else {
      send(streamId, "play", PUBLISH_OR_PLAY, name, Amf0Value.of(ANY_KIND));
      Bytes length = Bytes.of(0, 0, 0, streamId, 0, 0, BUFFER_MS >> 8, BUFFER_MS & 0xFF);
      connection.send(MessageWriter.userControl(SET_BUFFER_LENGTH, length));
    }
  }

  private void status(Command command) {
    Amf0Value.Keyed detail =
        command.argument(1) instanceof Amf0Value.Keyed keyed ? keyed : Amf0Value.Obj.of();
    String code = detail.text("code", "");
    if (detail.text("level", "").equals("error")) {
      end(words(command, "refused"));
    } else if (code.equals(StatusCodes.PUBLISH_START) || code.equals(StatusCodes.PLAY_START)) {
      grant();
    } else if (code.equals(StatusCodes.PLAY_STOP)
        || code.equals(StatusCodes.PLAY_UNPUBLISH_NOTIFY)
        || code.equals(StatusCodes.UNPUBLISH_SUCCESS)) {
      end("the stream ended at the server (" + code + ")");
    }
  }

  private void grant() {
    if (!granted) {
      granted = true;
      role.granted(streamId);
    }
  }

  /// The server's own words: what operators search for; without the secrets that it repeats, the
  /// stream's name among them.
  private String words(Command command, String otherwise) {
    if (!(command.argument(1) instanceof Amf0Value.Keyed detail)) {
      return otherwise;
    }
    String code = detail.text("code", "");
    String text = detail.text("description", "");
    String both = text.isEmpty() ? code : code.isEmpty() ? text : code + ": " + text;
    boolean isShort = address.name().length() < MIN_SECRET_LENGTH;
    String nameless = isShort ? both : both.replace(address.name(), SecretParameters.MASK);
    String shown = SecretParameters.MESSAGE.mask(nameless);
    return both.isEmpty() ? otherwise : MessageParser.printable(shown, 200);
  }

  private void send(int stream, String name, int transaction, Amf0Value... arguments) {
    Amf0Value[] all = new Amf0Value[arguments.length + 1];
    all[0] = Amf0Value.Null.INSTANCE;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    connection.send(MessageWriter.command(stream, name, transaction, all));
  }
}
