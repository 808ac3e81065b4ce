package io.tidegate.rtmp.message;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.chunk.RawMessage;
import java.util.ArrayList;
import java.util.List;

/// Whole messages to their meaning. Stateless.
public final class MessageParser {
  /// The header of each message inside an aggregate, and the back pointer after it. RTMP 1.0 §7.1.6
  private static final int SUB_HEADER = 11;

  private static final int BACK_POINTER = 4;

  private static final Bytes SET_DATA_FRAME = Amf0.write(Amf0Value.of("@setDataFrame"));

  private MessageParser() {}

  /// What `raw` means; more than one message only for an aggregate.
  ///
  /// @throws MalformedException when its content is broken
  public static List<RtmpMessage> parse(RawMessage raw) throws MalformedException {
    return raw.typeId() == MessageType.AGGREGATE ? aggregate(raw) : List.of(single(raw));
  }

  private static RtmpMessage single(RawMessage raw) throws MalformedException {
    Bytes body = raw.payload();
    return switch (raw.typeId()) {
      case MessageType.AUDIO -> new RtmpMessage.Audio(raw.timestampMs(), body);
      case MessageType.VIDEO -> new RtmpMessage.Video(raw.timestampMs(), body);
      case MessageType.COMMAND_AMF0 -> command(raw.streamId(), body);
      case MessageType.COMMAND_AMF3 -> command(raw.streamId(), withoutAmf3Marker(body));
      case MessageType.DATA_AMF0 -> metadata(raw.timestampMs(), body);
      case MessageType.DATA_AMF3 -> metadata(raw.timestampMs(), withoutAmf3Marker(body));
      case MessageType.ACKNOWLEDGEMENT -> new RtmpMessage.Acknowledgement(u32(body));
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE ->
          new RtmpMessage.WindowAcknowledgementSize(positive(u32(body)));
      case MessageType.SET_PEER_BANDWIDTH ->
          new RtmpMessage.SetPeerBandwidth(positive(u32(body)), body.length() > 4 ? body.u8(4) : 0);
      case MessageType.USER_CONTROL -> userControl(body);
      default -> new RtmpMessage.Ignored(raw.typeId());
    };
  }

  private static RtmpMessage command(int streamId, Bytes body) throws MalformedException {
    List<Amf0Value> values = Amf0.parse(body);
    if (values.isEmpty() || !(values.get(0) instanceof Amf0Value.Text name)) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "a command without a name");
    }
    double transactionId =
        values.size() > 1 && values.get(1) instanceof Amf0Value.Number number ? number.value() : 0;
    List<Amf0Value> arguments = values.size() > 2 ? values.subList(2, values.size()) : List.of();
    return new RtmpMessage.Command(streamId, name.value(), transactionId, arguments);
  }

  private static RtmpMessage metadata(int timestampMs, Bytes body) {
    int skip = startsWith(body, SET_DATA_FRAME) ? SET_DATA_FRAME.length() : 0;
    return new RtmpMessage.Metadata(timestampMs, body.slice(skip));
  }

  private static boolean startsWith(Bytes body, Bytes prefix) {
    return body.length() >= prefix.length() && body.slice(0, prefix.length()).equals(prefix);
  }

  private static RtmpMessage userControl(Bytes body) throws MalformedException {
    if (body.length() < 2) {
      throw new MalformedException(Reason.TRUNCATED, 0, "a user control message of no event");
    }
    return new RtmpMessage.UserControl(body.u16(0), body.slice(2));
  }

  /// AMF3 messages of this kind are one format byte 0 and then AMF0, as every encoder sends them.
  private static Bytes withoutAmf3Marker(Bytes body) {
    return !body.isEmpty() && body.u8(0) == 0 ? body.slice(1) : body;
  }

  /// Times inside are moved so that the first one gets the aggregate's own.
  private static List<RtmpMessage> aggregate(RawMessage raw) throws MalformedException {
    Bytes body = raw.payload();
    List<RtmpMessage> messages = new ArrayList<>();
    int at = 0;
    int shift = 0;
    while (at + SUB_HEADER <= body.length()) {
      int length = body.u24(at + 1);
      int time = body.u24(at + 4) | body.u8(at + 7) << 24;
      if (length > body.length() - at - SUB_HEADER) {
        throw new MalformedException(Reason.BAD_LENGTH, at, "a message points past its aggregate");
      }
      shift = at == 0 ? raw.timestampMs() - time : shift;
      Bytes payload = body.slice(at + SUB_HEADER, length);
      messages.add(single(new RawMessage(body.u8(at), raw.streamId(), time + shift, payload)));
      at += SUB_HEADER + length + BACK_POINTER;
    }
    return messages;
  }

  private static long u32(Bytes body) throws MalformedException {
    if (body.length() < 4) {
      throw new MalformedException(Reason.TRUNCATED, 0, "a control message of too few bytes");
    }
    return body.u32(0);
  }

  private static int positive(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /// For logs and views: the start of a peer's text, printable only.
  ///
  /// @param longest in characters
  public static String printable(String text, int longest) {
    String head = text.length() > longest ? text.substring(0, longest) : text;
    return head.replaceAll("[^\\x20-\\x7E]", ".");
  }
}
