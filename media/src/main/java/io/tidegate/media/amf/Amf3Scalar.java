package io.tidegate.media.amf;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.nio.charset.StandardCharsets;

/// A simple value in AMF 3 after the switch marker of AMF 0 (§3.1 there): what Flash-time encoders
/// put into a wrapped command. Objects and string references of AMF 3 are refused.
///
/// @param end position after it
record Amf3Scalar(Amf0Value value, int end) {
  /// @param from position of the AMF 3 marker
  static Amf3Scalar parse(Bytes bytes, int from) throws MalformedException {
    require(bytes, from, 1);
    int at = from + 1;
    return switch (bytes.u8(from)) {
      case Marker.AMF3_UNDEFINED -> new Amf3Scalar(Amf0Value.Undefined.INSTANCE, at);
      case Marker.AMF3_NULL -> new Amf3Scalar(Amf0Value.Null.INSTANCE, at);
      case Marker.AMF3_FALSE -> new Amf3Scalar(new Amf0Value.Bool(false), at);
      case Marker.AMF3_TRUE -> new Amf3Scalar(new Amf0Value.Bool(true), at);
      case Marker.AMF3_INTEGER -> {
        int length = u29Length(bytes, at);
        int signed = u29(bytes, at, length) << 3 >> 3; // §3.6: 29 bits, two's complement
        yield new Amf3Scalar(new Amf0Value.Number(signed), at + length);
      }
      case Marker.AMF3_DOUBLE -> {
        require(bytes, at, 8);
        double value = Double.longBitsToDouble(bytes.u64(at));
        yield new Amf3Scalar(new Amf0Value.Number(value), at + 8);
      }
      case Marker.AMF3_STRING -> text(bytes, at);
      default ->
          throw new MalformedException(
              Reason.UNSUPPORTED, from, "AMF 3 objects are not supported: " + bytes.u8(from));
    };
  }

  /// §3.8: the length over a flag bit, which is 0 for a reference.
  private static Amf3Scalar text(Bytes bytes, int from) throws MalformedException {
    int headerLength = u29Length(bytes, from);
    int header = u29(bytes, from, headerLength);
    if ((header & 1) == 0) {
      throw new MalformedException(Reason.UNSUPPORTED, from, "an AMF 3 string reference");
    }
    int at = from + headerLength;
    int length = header >> 1;
    require(bytes, at, length);
    String text = bytes.slice(at, length).text(StandardCharsets.UTF_8);
    return new Amf3Scalar(new Amf0Value.Text(text), at + length);
  }

  /// §1.3.1: one to four bytes, seven bits each, the fourth with eight.
  private static int u29Length(Bytes bytes, int from) throws MalformedException {
    for (int length = 1; ; length++) {
      require(bytes, from, length);
      if (length == 4 || bytes.u8(from + length - 1) < 0x80) {
        return length;
      }
    }
  }

  private static int u29(Bytes bytes, int from, int length) {
    int value = 0;
    for (int i = 0; i < length; i++) {
      int octet = bytes.u8(from + i);
      value = i == 3 ? value << 8 | octet : value << 7 | (octet & 0x7F);
    }
    return value;
  }

  private static void require(Bytes bytes, int from, int count) throws MalformedException {
    if (count > bytes.length() - from) {
      throw new MalformedException(Reason.TRUNCATED, from, "AMF 3 ends inside a value");
    }
  }
}
