package io.tidegate.media.amf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes AMF0 (Action Message Format, version 0).
public final class Amf0 {
  /// Commands nest three deep; the limit keeps a hostile one from the end of our stack.
  private static final int MAX_DEPTH = 16;

  /// The largest onMetaData seen (with key frame index) has some thousand values.
  private static final int MAX_VALUES = 20_000;

  private static final int NUMBER = 0;
  private static final int BOOLEAN = 1;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int NULL = 5;
  private static final int UNDEFINED = 6;
  private static final int REFERENCE = 7;
  private static final int ECMA_ARRAY = 8;
  private static final int OBJECT_END = 9;
  private static final int STRICT_ARRAY = 10;
  private static final int DATE = 11;
  private static final int LONG_STRING = 12;
  private static final int UNSUPPORTED = 13;
  private static final int XML = 15;
  private static final int TYPED_OBJECT = 16;

  private Amf0() {}

  /// All values in `bytes`, one after the other.
  ///
  /// An unknown marker (AMF3 within AMF0, say) ends the list: what came before it is good.
  ///
  /// @throws MalformedException when the bytes end inside a value, or nest or number too much
  public static List<Amf0Value> parse(Bytes bytes) throws MalformedException {
    Reader reader = new Reader(bytes);
    List<Amf0Value> values = new ArrayList<>();
    while (reader.at < bytes.length() && isKnown(bytes.u8(reader.at))) {
      values.add(reader.value(0));
    }
    return values;
  }

  /// All values, one after the other.
  public static Bytes write(List<Amf0Value> values) {
    ByteWriter out = new ByteWriter(256);
    values.forEach(value -> write(value, out));
    return out.toBytes();
  }

  /// Appends one value.
  public static void write(Amf0Value value, ByteWriter out) {
    switch (value) {
      case Amf0Value.Num number -> out.u8(NUMBER).u64(Double.doubleToRawLongBits(number.value()));
      case Amf0Value.Bool bool -> out.u8(BOOLEAN).u8(bool.value() ? 1 : 0);
      case Amf0Value.Text text -> writeText(text.value(), out);
      case Amf0Value.Obj obj -> writeProperties(obj.properties(), out.u8(OBJECT));
      case Amf0Value.EcmaArray array ->
          writeProperties(array.properties(), out.u8(ECMA_ARRAY).u32(array.properties().size()));
      case Amf0Value.StrictArray array -> {
        out.u8(STRICT_ARRAY).u32(array.values().size());
        array.values().forEach(element -> write(element, out));
      }
      case Amf0Value.Date date ->
          out.u8(DATE).u64(Double.doubleToRawLongBits(date.epochMillis())).u16(0);
      case Amf0Value.Null _ -> out.u8(NULL);
      case Amf0Value.Undefined _ -> out.u8(UNDEFINED);
    }
  }

  private static void writeText(String text, ByteWriter out) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (utf8.length > 0xFFFF) {
      out.u8(LONG_STRING).u32(utf8.length);
    } else {
      out.u8(STRING).u16(utf8.length);
    }
    out.write(utf8, 0, utf8.length);
  }

  private static void writeProperties(Map<String, Amf0Value> properties, ByteWriter out) {
    properties.forEach((name, value) -> {
      byte[] utf8 = name.getBytes(UTF_8);
      out.u16(utf8.length).write(utf8, 0, utf8.length);
      write(value, out);
    });
    out.u24(OBJECT_END);
  }

  private static boolean isKnown(int marker) {
    return marker <= TYPED_OBJECT && marker != 4 && marker != OBJECT_END && marker != 14;
  }

  private static final class Reader {
    private final Bytes bytes;
    private int at;
    private int values;

    Reader(Bytes bytes) {
      this.bytes = bytes;
    }

    Amf0Value value(int depth) throws MalformedException {
      if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
        throw new MalformedException(Reason.LIMIT, at, "AMF values nest or number too much");
      }
      int marker = take(1);
      return switch (bytes.u8(marker)) {
        case NUMBER -> new Amf0Value.Num(Double.longBitsToDouble(bytes.u64(take(8))));
        case BOOLEAN -> new Amf0Value.Bool(bytes.u8(take(1)) != 0);
        case STRING -> new Amf0Value.Text(text(bytes.u16(take(2))));
        case OBJECT -> new Amf0Value.Obj(properties(depth));
        case NULL -> Amf0Value.Null.INSTANCE;
        case UNDEFINED, UNSUPPORTED -> Amf0Value.Undefined.INSTANCE;
        case REFERENCE -> {
          take(2);
          yield Amf0Value.Undefined.INSTANCE;
        }
        case ECMA_ARRAY -> {
          take(4); // the count is a hint, some writers put 0
          yield new Amf0Value.EcmaArray(properties(depth));
        }
        case STRICT_ARRAY -> new Amf0Value.StrictArray(elements(bytes.u32(take(4)), depth));
        case DATE -> {
          double millis = Double.longBitsToDouble(bytes.u64(take(8)));
          take(2); // time zone, reserved
          yield new Amf0Value.Date(millis);
        }
        case LONG_STRING, XML -> new Amf0Value.Text(text(bytes.u32(take(4))));
        case TYPED_OBJECT -> {
          text(bytes.u16(take(2))); // class name
          yield new Amf0Value.Obj(properties(depth));
        }
        default ->
            throw new MalformedException(
                Reason.BAD_VALUE, marker, "AMF0 marker " + bytes.u8(marker));
      };
    }

    private Map<String, Amf0Value> properties(int depth) throws MalformedException {
      Map<String, Amf0Value> properties = new LinkedHashMap<>();
      while (true) {
        String name = text(bytes.u16(take(2)));
        if (name.isEmpty() && at < bytes.length() && bytes.u8(at) == OBJECT_END) {
          at++;
          return properties;
        }
        properties.put(name, value(depth + 1));
      }
    }

    private List<Amf0Value> elements(long count, int depth) throws MalformedException {
      List<Amf0Value> elements = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        elements.add(value(depth + 1));
      }
      return elements;
    }

    private String text(long length) throws MalformedException {
      if (length > bytes.length() - at) {
        throw new MalformedException(Reason.BAD_LENGTH, at, "an AMF string points past the end");
      }
      return bytes.slice(take((int) length), (int) length).text(UTF_8);
    }

    /// Moves on by `count` bytes; returns where they start.
    private int take(int count) throws MalformedException {
      if (count > bytes.length() - at) {
        throw new MalformedException(Reason.TRUNCATED, at, "ends inside an AMF value");
      }
      int start = at;
      at += count;
      return start;
    }
  }
}
