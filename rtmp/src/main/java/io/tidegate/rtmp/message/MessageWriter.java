package io.tidegate.rtmp.message;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.chunk.RawMessage;
import java.util.ArrayList;
import java.util.List;

/// Makes the messages a server sends. Stateless. RTMP 1.0 §5.4, §7.1, §7.2.
public final class MessageWriter {
  /// User control events, §7.1.7.
  public static final int STREAM_BEGIN = 0;

  public static final int STREAM_EOF = 1;
  public static final int PING_REQUEST = 6;
  public static final int PING_RESPONSE = 7;

  private static final int LIMIT_DYNAMIC = 2;

  private MessageWriter() {}

  public static RawMessage setChunkSize(int bytes) {
    return control(MessageType.SET_CHUNK_SIZE, new ByteWriter().u32(bytes).toBytes());
  }

  public static RawMessage acknowledgement(long bytesReceived) {
    return control(MessageType.ACKNOWLEDGEMENT, new ByteWriter().u32(bytesReceived).toBytes());
  }

  public static RawMessage windowAcknowledgementSize(int bytes) {
    return control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, new ByteWriter().u32(bytes).toBytes());
  }

  public static RawMessage setPeerBandwidth(int bytes) {
    return control(
        MessageType.SET_PEER_BANDWIDTH, new ByteWriter().u32(bytes).u8(LIMIT_DYNAMIC).toBytes());
  }

  public static RawMessage userControl(int event, Bytes data) {
    return control(MessageType.USER_CONTROL, new ByteWriter().u16(event).write(data).toBytes());
  }

  /// User control about a message stream.
  public static RawMessage streamEvent(int event, int streamId) {
    return userControl(event, new ByteWriter().u32(streamId).toBytes());
  }

  /// `name`, the transaction, then the arguments.
  public static RawMessage command(
      int streamId, String name, double transactionId, Amf0Value... arguments) {
    List<Amf0Value> values = new ArrayList<>();
    values.add(Amf0Value.of(name));
    values.add(Amf0Value.of(transactionId));
    values.addAll(List.of(arguments));
    return new RawMessage(MessageType.COMMAND_AMF0, streamId, 0, Amf0.write(values));
  }

  /// `onStatus`, §7.2.2.
  public static RawMessage status(int streamId, boolean isError, String code, String text) {
    Amf0Value detail =
        Amf0Value.Obj.of("level", isError ? "error" : "status", "code", code, "description", text);
    return command(streamId, "onStatus", 0, Amf0Value.Null.INSTANCE, detail);
  }

  private static RawMessage control(int typeId, Bytes payload) {
    return new RawMessage(typeId, 0, 0, payload);
  }
}
