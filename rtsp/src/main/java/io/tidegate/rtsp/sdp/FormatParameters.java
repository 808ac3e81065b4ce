package io.tidegate.rtsp.sdp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The parameters of an `a=fmtp` line: `name=value` between semicolons. RFC 8866 §6.15. Immutable.
///
/// Names are compared without regard to case. Blanks anywhere, a semicolon too many, a parameter
/// without a value: all of that is met and borne with.
public final class FormatParameters {
  public static final FormatParameters NONE = new FormatParameters(Map.of());

  private final Map<String, String> values;

  private FormatParameters(Map<String, String> values) {
    this.values = values;
  }

  /// @param text what follows the payload type
  static FormatParameters parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      if (!name.isEmpty()) {
        values.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
      }
    }
    return new FormatParameters(Map.copyOf(values));
  }

  /// The value, or `fallback` when the parameter is missing.
  public String text(String name, String fallback) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), fallback);
  }

  public boolean has(String name) {
    return values.containsKey(name.toLowerCase(Locale.ROOT));
  }

  /// A number from 0 to `max`, or `fallback` when the parameter is missing or empty.
  ///
  /// @throws MalformedException when it is no such number
  public int number(String name, int fallback, int max) throws MalformedException {
    String text = text(name, "");
    if (text.isEmpty()) {
      return fallback;
    }
    int value = Numbers.parse(text);
    if (value < 0 || value > max) {
      throw new MalformedException(Reason.BAD_VALUE, "fmtp: " + name + " is not 0 to " + max);
    }
    return value;
  }

  /// Hexadecimal digits; nothing when the parameter is missing.
  ///
  /// @throws MalformedException when it is not that
  public Bytes hex(String name) throws MalformedException {
    try {
      return Bytes.ofHex(unquoted(text(name, "")));
    } catch (IllegalArgumentException notHex) {
      throw new MalformedException(Reason.BAD_VALUE, "fmtp: " + name + " is not hexadecimal");
    }
  }

  /// Base64 parts between commas, as in `sprop-parameter-sets`. What is not Base64 is left out, so
  /// that one bad parameter set does not hide the others.
  public List<Bytes> base64List(String name) {
    List<Bytes> parts = new ArrayList<>();
    for (String part : unquoted(text(name, "")).split(",", -1)) {
      try {
        // the MIME decoder bears with blanks, and with padding that was cut off
        byte[] decoded = Base64.getMimeDecoder().decode(part.strip());
        if (decoded.length > 0) {
          parts.add(Bytes.wrap(decoded));
        }
      } catch (IllegalArgumentException notBase64) {
        // the stream itself may bring the parameter set
      }
    }
    return parts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FormatParameters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
