package io.tidegate.media.amf;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One value of the Action Message Format, version 0. Immutable, any thread. AMF 0 specification
/// §2.
public sealed interface Amf0Value {
  /// §2.2. The only number type: a double.
  @SuppressWarnings("AvoidCommonTypeNames") // the specification's word
  record Number(double value) implements Amf0Value {}

  /// §2.3.
  record Bool(boolean value) implements Amf0Value {}

  /// §2.4 and §2.14 (long string): one type here, the writer picks the marker by length. An XML
  /// document (§2.17) is read as its text.
  record Text(String value) implements Amf0Value {}

  /// §2.7.
  record Null() implements Amf0Value {
    public static final Null INSTANCE = new Null();
  }

  /// §2.8, and what §2.16 calls unsupported.
  record Undefined() implements Amf0Value {
    public static final Undefined INSTANCE = new Undefined();
  }

  /// §2.13. The time zone of the wire is reserved and skipped.
  ///
  /// @param epochMillis milliseconds since 1970 in UTC
  record Date(double epochMillis) implements Amf0Value {}

  /// §2.12.
  record StrictArray(List<Amf0Value> values) implements Amf0Value {
    public StrictArray {
      values = List.copyOf(values);
    }
  }

  /// Values with names, in the order of the wire.
  sealed interface Keyed extends Amf0Value {
    Map<String, Amf0Value> properties();

    /// The value of this name, null when there is none.
    default @Nullable Amf0Value get(String name) {
      return properties().get(name);
    }

    /// The text of this name, or `otherwise` when it is missing or something else.
    default String text(String name, String otherwise) {
      return get(name) instanceof Text text ? text.value() : otherwise;
    }

    /// The number of this name, or `otherwise` when it is missing or something else.
    default double number(String name, double otherwise) {
      return get(name) instanceof Number number ? number.value() : otherwise;
    }
  }

  /// §2.5.
  record Obj(Map<String, Amf0Value> properties) implements Keyed {
    public Obj {
      properties = ordered(properties);
    }

    /// Names and values in turn; a value is an [Amf0Value], a `String`, a `java.lang.Number` or a
    /// `Boolean`.
    public static Obj of(Object... namesAndValues) {
      return new Obj(pairs(namesAndValues));
    }
  }

  /// §2.10: an object with a count, which is a hint.
  record EcmaArray(Map<String, Amf0Value> properties) implements Keyed {
    public EcmaArray {
      properties = ordered(properties);
    }

    /// As [Obj#of(Object...)].
    public static EcmaArray of(Object... namesAndValues) {
      return new EcmaArray(pairs(namesAndValues));
    }
  }

  /// §2.18.
  record TypedObject(String className, Map<String, Amf0Value> properties) implements Keyed {
    public TypedObject {
      properties = ordered(properties);
    }
  }

  static Amf0Value of(String text) {
    return new Text(text);
  }

  static Amf0Value of(double number) {
    return new Number(number);
  }

  static Amf0Value of(boolean truth) {
    return new Bool(truth);
  }

  private static Map<String, Amf0Value> ordered(Map<String, Amf0Value> properties) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  private static Map<String, Amf0Value> pairs(Object... namesAndValues) {
    Map<String, Amf0Value> properties = new LinkedHashMap<>();
    List<Object> rest = new ArrayList<>(List.of(namesAndValues));
    while (!rest.isEmpty()) {
      String name = (String) rest.removeFirst();
      properties.put(name, valueOf(rest.removeFirst()));
    }
    return properties;
  }

  private static Amf0Value valueOf(Object value) {
    return switch (value) {
      case Amf0Value amf -> amf;
      case String text -> new Text(text);
      case java.lang.Number number -> new Number(number.doubleValue());
      case Boolean truth -> new Bool(truth);
      default -> throw new IllegalArgumentException("not an AMF value: " + value.getClass());
    };
  }
}
