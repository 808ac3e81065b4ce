package io.tidegate.media.amf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of the Action Message Format, version 0 (AMF0 specification §2). Immutable.
public sealed interface Amf0Value {
  /// §2.2: every number is a double.
  record Num(double value) implements Amf0Value {}

  /// §2.3
  record Bool(boolean value) implements Amf0Value {}

  /// §2.4, §2.14, §2.17: strings, long strings and XML.
  record Text(String value) implements Amf0Value {}

  /// §2.5, §2.18: an object; a typed one loses its class name. Keeps the order of its properties.
  record Obj(Map<String, Amf0Value> properties) implements Amf0Value {
    public Obj {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
  }

  /// §2.10: an object whose marker says array.
  record EcmaArray(Map<String, Amf0Value> properties) implements Amf0Value {
    public EcmaArray {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
  }

  /// §2.12
  record StrictArray(List<Amf0Value> values) implements Amf0Value {
    public StrictArray {
      values = List.copyOf(values);
    }
  }

  /// §2.13, milliseconds since 1970 in UTC.
  record Date(double epochMillis) implements Amf0Value {}

  /// §2.7
  record Null() implements Amf0Value {
    public static final Null INSTANCE = new Null();
  }

  /// §2.8, and what cannot be told: unsupported values, references.
  record Undefined() implements Amf0Value {
    public static final Undefined INSTANCE = new Undefined();
  }

  /// The properties of an object or ECMA array; none of anything else.
  default Map<String, Amf0Value> asProperties() {
    return switch (this) {
      case Obj obj -> obj.properties();
      case EcmaArray array -> array.properties();
      case Num _, Bool _, Text _, StrictArray _, Date _, Null _, Undefined _ -> Map.of();
    };
  }

  /// The text, or `fallback` when this is none.
  default String asText(String fallback) {
    return this instanceof Text text ? text.value() : fallback;
  }

  /// The number (a boolean counts 0 or 1), or `fallback` when this is none.
  default double asNumber(double fallback) {
    return switch (this) {
      case Num number -> number.value();
      case Bool bool -> bool.value() ? 1 : 0;
      case Text _, Obj _, EcmaArray _, StrictArray _, Date _, Null _, Undefined _ -> fallback;
    };
  }
}
