package io.tidegate.media.amf;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads and writes AMF 0, the language of RTMP commands and of FLV script tags.
public final class Amf0 {
  /// Texts up to here fit the 16-bit length of a short string (§2.4).
  private static final int MAX_SHORT_TEXT = 0xFFFF;

  private Amf0() {}

  /// All values in `bytes`, one after the other.
  public static List<Amf0Value> parse(Bytes bytes) throws MalformedException {
    Amf0Reader reader = new Amf0Reader(bytes);
    List<Amf0Value> values = new ArrayList<>();
    while (reader.hasMore()) {
      values.add(reader.next());
    }
    return values;
  }

  /// `values`, one after the other.
  public static Bytes write(Amf0Value... values) {
    return write(List.of(values));
  }

  /// `values`, one after the other.
  public static Bytes write(List<Amf0Value> values) {
    ByteWriter out = new ByteWriter(256);
    for (Amf0Value value : values) {
      write(value, out);
    }
    return out.toBytes();
  }

  /// Appends `value` to `out`.
  public static void write(Amf0Value value, ByteWriter out) {
    switch (value) {
      case Amf0Value.Number number ->
          out.u8(Marker.NUMBER).u64(Double.doubleToRawLongBits(number.value()));
      case Amf0Value.Bool bool -> out.u8(Marker.BOOLEAN).u8(bool.value() ? 1 : 0);
      case Amf0Value.Text text -> writeText(text.value(), out);
      case Amf0Value.Null _ -> out.u8(Marker.NULL);
      case Amf0Value.Undefined _ -> out.u8(Marker.UNDEFINED);
      case Amf0Value.Date date ->
          out.u8(Marker.DATE).u64(Double.doubleToRawLongBits(date.epochMillis())).u16(0);
      case Amf0Value.StrictArray array -> {
        out.u8(Marker.STRICT_ARRAY).u32(array.values().size());
        array.values().forEach(element -> write(element, out));
      }
      case Amf0Value.Obj object -> {
        out.u8(Marker.OBJECT);
        writeProperties(object.properties(), out);
      }
      case Amf0Value.EcmaArray array -> {
        out.u8(Marker.ECMA_ARRAY).u32(array.properties().size());
        writeProperties(array.properties(), out);
      }
      case Amf0Value.TypedObject object -> {
        out.u8(Marker.TYPED_OBJECT);
        writeShortText(object.className(), out);
        writeProperties(object.properties(), out);
      }
    }
  }

  private static void writeText(String text, ByteWriter out) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MAX_SHORT_TEXT) {
      out.u8(Marker.STRING).u16(utf8.length);
    } else {
      out.u8(Marker.LONG_STRING).u32(utf8.length);
    }
    out.write(utf8, 0, utf8.length);
  }

  private static void writeShortText(String text, ByteWriter out) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MAX_SHORT_TEXT) {
      throw new IllegalArgumentException("a name of " + utf8.length + " bytes");
    }
    out.u16(utf8.length).write(utf8, 0, utf8.length);
  }

  private static void writeProperties(Map<String, Amf0Value> properties, ByteWriter out) {
    properties.forEach((name, value) -> {
      writeShortText(name, out);
      write(value, out);
    });
    out.u16(0).u8(Marker.OBJECT_END);
  }
}
