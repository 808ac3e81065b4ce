package io.tidegate.srt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Nullable;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a caller wrote into its stream id. SRT Access Control Guidelines, and the spellings of
/// other servers that encoders are set up for. Immutable.
///
/// | form | known from |
/// | --- | --- |
/// | `#!::r=live/x,m=publish,u=user,s=secret` | the guidelines; no `m` means request |
/// | `#!::h=host/live/x,m=publish` | SRS |
/// | `publish:live/x`, `publish:x:user:pass`, `read:x`, `request:x` | MediaMTX |
/// | `x.stream,mode:publish,token:t` | datarhei |
/// | `live/x`, `x`, `live/x?token=t` | OvenMediaEngine, Ant Media: a publisher |
///
/// Each may be percent-encoded as a whole, or in its parts.
///
/// @param resource which stream, as written: not yet a key; empty when nothing names one
/// @param parameters `user`, `pass`, `token` and the like; never logged
public record StreamId(Mode mode, String resource, Map<String, String> parameters) {
  /// A mode that is none of ours; everything else that is wrong is an [IllegalArgumentException].
  static final class ModeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private ModeException(String message) {
      super(message);
    }
  }

  /// What the caller is here for.
  public enum Mode {
    PUBLISH,
    REQUEST
  }

  /// The longest that SRT carries.
  public static final int MAX_LENGTH = 512;

  /// A caller without a stream id: on a port that belongs to one key.
  public static final StreamId NONE = new StreamId(Mode.PUBLISH, "", Map.of());

  /// More than this is no stream id but an attack.
  private static final int MAX_PARAMETERS = 32;

  private static final String STANDARD = "#!::";

  public StreamId {
    parameters = Map.copyOf(parameters);
  }

  /// @throws IllegalArgumentException with a sentence for the operator
  public static StreamId parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a stream id has at most " + MAX_LENGTH + " characters");
    }
    if (text.isEmpty()) {
      return NONE;
    }
    if (isStructured(text)) {
      return parsePlain(text);
    }
    // no form is to be seen: perhaps the whole of it is encoded
    String decoded = decode(text);
    return parsePlain(decoded.length() > MAX_LENGTH ? text : decoded);
  }

  private static boolean isStructured(String text) {
    return text.startsWith("#!:") || colonMode(text) != null;
  }

  private static StreamId parsePlain(String text) {
    if (text.startsWith(STANDARD)) {
      return parseStandard(text.substring(STANDARD.length()));
    }
    if (text.startsWith("#!:")) {
      throw new IllegalArgumentException("of the #! forms only #!:: is understood");
    }
    Mode mode = colonMode(text);
    if (mode != null) {
      return parseColons(mode, text.substring(text.indexOf(':') + 1));
    }
    return text.indexOf(',') >= 0 ? parseCommas(text) : bare(Mode.PUBLISH, text, Map.of());
  }

  private static @Nullable Mode colonMode(String text) {
    int colon = text.indexOf(':');
    return switch (colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "publish" -> Mode.PUBLISH;
      case "read", "request", "play" -> Mode.REQUEST;
      default -> null;
    };
  }

  /// SRT Access Control Guidelines, "Standard keys".
  private static StreamId parseStandard(String body) {
    Map<String, String> keys = pairs(body.split(",", MAX_PARAMETERS + 1), '=', 0);
    String type = keys.getOrDefault("t", "stream");
    if (!type.equals("stream")) {
      throw new IllegalArgumentException("only t=stream is served, not t=" + shown(type));
    }
    Mode mode = mode(keys.getOrDefault("m", "request"));
    String resource = keys.getOrDefault("r", "");
    if (resource.isEmpty()) {
      resource = withoutHost(keys.getOrDefault("h", ""));
    }
    rename(keys, "u", "user");
    rename(keys, "s", "pass"); // MediaMTX and others: the password
    return bare(mode, resource, keys);
  }

  /// SRS: `h=host/app/stream`. Two parts are a host and a name only when the first looks like a
  /// host.
  private static String withoutHost(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return "";
    }
    String first = text.substring(0, slash);
    boolean threeParts = text.indexOf('/', slash + 1) >= 0;
    boolean host = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    return threeParts || host ? text.substring(slash + 1) : text;
  }

  /// MediaMTX: `publish:path:user:pass:query`.
  private static StreamId parseColons(Mode mode, String rest) {
    String[] parts = rest.split(":", 4);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (parts.length > 3) {
      parameters.putAll(pairs(parts[3].split("&", MAX_PARAMETERS + 1), '=', 0));
    }
    if (parts.length > 1) {
      parameters.put("user", decode(parts[1]));
    }
    if (parts.length > 2) {
      parameters.put("pass", decode(parts[2]));
    }
    return bare(mode, decode(parts[0]), parameters);
  }

  /// datarhei: the resource, then `key:value`.
  private static StreamId parseCommas(String text) {
    String[] parts = text.split(",", MAX_PARAMETERS + 2);
    Map<String, String> keys = pairs(parts, ':', 1);
    return bare(mode(keys.getOrDefault("mode", "publish")), parts[0], keys);
  }

  /// A resource that may have a query of its own. Encoders with two fields for a user put a token
  /// into the password.
  private static StreamId bare(Mode mode, String text, Map<String, String> others) {
    Map<String, String> parameters = new LinkedHashMap<>(others);
    int question = text.indexOf('?');
    if (question >= 0) {
      parameters.putAll(pairs(text.substring(question + 1).split("&", MAX_PARAMETERS + 1), '=', 0));
    }
    if (parameters.containsKey("pass")) {
      parameters.putIfAbsent("token", parameters.get("pass"));
    }
    return new StreamId(mode, question >= 0 ? text.substring(0, question) : text, parameters);
  }

  private static Map<String, String> pairs(String[] parts, char separator, int from) {
    if (parts.length - from > MAX_PARAMETERS) {
      throw new IllegalArgumentException("a stream id has at most " + MAX_PARAMETERS + " keys");
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = from; i < parts.length; i++) {
      int at = parts[i].indexOf(separator);
      if (at > 0) {
        pairs.put(parts[i].substring(0, at).strip(), decode(parts[i].substring(at + 1).strip()));
      }
    }
    return pairs;
  }

  private static Mode mode(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "publish" -> Mode.PUBLISH;
      case "request", "read", "play" -> Mode.REQUEST;
      default -> throw new ModeException("neither publish nor request: " + shown(word));
    };
  }

  private static void rename(Map<String, String> keys, String from, String to) {
    String value = keys.remove(from);
    if (value != null) {
      keys.putIfAbsent(to, value);
    }
  }

  /// What peers send reaches the log only short and without control characters.
  private static String shown(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() > 32 ? printable.substring(0, 32) + "…" : printable;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  /// Without the parameters, which hold secrets.
  @Override
  public String toString() {
    return mode.name().toLowerCase(Locale.ROOT) + " " + shown(resource);
  }
}
