package io.tidegate.media.amf;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one AMF 0 value after the other. Loop-confined, one per message: references (§2.9) count
/// from the start of a message.
public final class Amf0Reader {
  /// Objects in objects. The deepest that encoders send is 3 (a connect command's codec lists); the
  /// reader recurses, so the number also bounds its stack.
  static final int MAX_DEPTH = 32;

  /// Values in one message: an onMetaData with the key frame index of a ten-hour recording has
  /// about 40,000. What a reference repeats counts again.
  static final int MAX_VALUES = 1 << 16;

  private final Bytes bytes;
  private final List<Complex> complexes = new ArrayList<>();
  private int position;
  private int values;

  /// A finished object or array that a reference may name; its value is missing while it is read.
  private static final class Complex {
    Amf0Value value = Amf0Value.Undefined.INSTANCE;
    int weight;
  }

  public Amf0Reader(Bytes bytes) {
    this.bytes = bytes;
  }

  public boolean hasMore() {
    return position < bytes.length();
  }

  /// Where the next value starts.
  public int position() {
    return position;
  }

  public Amf0Value next() throws MalformedException {
    return value(0);
  }

  private Amf0Value value(int depth) throws MalformedException {
    count(1);
    if (depth > MAX_DEPTH) {
      throw new MalformedException(Reason.LIMIT, position, "AMF objects nest too deep");
    }
    int marker = u8();
    return switch (marker) {
      case Marker.NUMBER -> new Amf0Value.Number(number());
      case Marker.BOOLEAN -> new Amf0Value.Bool(u8() != 0);
      case Marker.STRING -> new Amf0Value.Text(text(u16()));
      case Marker.LONG_STRING, Marker.XML_DOCUMENT -> new Amf0Value.Text(text(u32()));
      case Marker.NULL -> Amf0Value.Null.INSTANCE;
      case Marker.UNDEFINED, Marker.UNSUPPORTED -> Amf0Value.Undefined.INSTANCE;
      case Marker.DATE -> date();
      case Marker.REFERENCE -> reference(u16());
      case Marker.OBJECT, Marker.ECMA_ARRAY, Marker.TYPED_OBJECT, Marker.STRICT_ARRAY ->
          complex(marker, depth);
      case Marker.AVM_PLUS -> avmPlus();
      default ->
          throw new MalformedException(
              Reason.BAD_VALUE, position - 1, "AMF 0 has no type " + marker);
    };
  }

  private Amf0Value complex(int marker, int depth) throws MalformedException {
    Complex complex = new Complex();
    complexes.add(complex);
    int before = values;
    complex.value =
        switch (marker) {
          case Marker.OBJECT -> new Amf0Value.Obj(properties(depth));
          case Marker.ECMA_ARRAY -> {
            u32(); // associative-count is a hint: encoders write 0 or a wrong number
            yield new Amf0Value.EcmaArray(properties(depth));
          }
          case Marker.TYPED_OBJECT -> new Amf0Value.TypedObject(text(u16()), properties(depth));
          default -> new Amf0Value.StrictArray(elements(depth));
        };
    complex.weight = values - before + 1;
    return complex.value;
  }

  private Map<String, Amf0Value> properties(int depth) throws MalformedException {
    Map<String, Amf0Value> properties = new LinkedHashMap<>();
    while (true) {
      // some encoders leave the end marker away when the message ends with the object
      if (!hasMore()) {
        return properties;
      }
      String name = text(u16());
      if (name.isEmpty() && hasMore() && bytes.u8(position) == Marker.OBJECT_END) {
        position++;
        return properties;
      }
      properties.put(name, value(depth + 1));
    }
  }

  private List<Amf0Value> elements(int depth) throws MalformedException {
    long count = u32();
    if (count > bytes.length() - position) {
      throw new MalformedException(
          Reason.BAD_LENGTH, position, "an AMF array of " + count + " elements is cut off");
    }
    List<Amf0Value> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(value(depth + 1));
    }
    return elements;
  }

  private Amf0Value reference(int index) throws MalformedException {
    if (index >= complexes.size() || complexes.get(index).weight == 0) {
      throw new MalformedException(
          Reason.MISSING_REFERENCE, position, "AMF reference to object " + index);
    }
    count(complexes.get(index).weight);
    return complexes.get(index).value;
  }

  private Amf0Value date() throws MalformedException {
    double epochMillis = number();
    u16(); // time-zone, reserved
    return new Amf0Value.Date(epochMillis);
  }

  private Amf0Value avmPlus() throws MalformedException {
    Amf3Scalar scalar = Amf3Scalar.parse(bytes, position);
    position = scalar.end();
    return scalar.value();
  }

  private void count(int more) throws MalformedException {
    values += more;
    if (values > MAX_VALUES) {
      throw new MalformedException(Reason.LIMIT, position, "too many AMF values in one message");
    }
  }

  private int u8() throws MalformedException {
    return bytes.u8(advance(1));
  }

  private int u16() throws MalformedException {
    return bytes.u16(advance(2));
  }

  private long u32() throws MalformedException {
    return bytes.u32(advance(4));
  }

  private double number() throws MalformedException {
    return Double.longBitsToDouble(bytes.u64(advance(8)));
  }

  private String text(long length) throws MalformedException {
    int at = advance(length);
    return bytes.slice(at, (int) length).text(StandardCharsets.UTF_8);
  }

  /// Moves on by `count` bytes and tells where they start.
  private int advance(long count) throws MalformedException {
    if (count > bytes.length() - position) {
      throw new MalformedException(Reason.TRUNCATED, position, "AMF ends inside a value");
    }
    int at = position;
    position += (int) count;
    return at;
  }
}
