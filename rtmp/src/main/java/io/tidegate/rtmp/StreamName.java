package io.tidegate.rtmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.StreamKey;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a peer asked for: a key and the parameters of its URL. Immutable.
///
/// Encoders split a URL in different places: `rtmp://host/live/cam` comes as app `live` and name
/// `cam`, as app `live/cam` and no name (one field for both), or as app `` and name `cam`. A query
/// may hang on the app, on the name, or on both, percent-encoded or not.
///
/// @param parameters never logged: they hold tokens
record StreamName(StreamKey key, Map<String, String> parameters) {
  /// More than this in one query is no token but an attack.
  private static final int MAX_PARAMETERS = 32;

  private static final String DEFAULT_INSTANCE = "/_definst_/";

  StreamName {
    parameters = Map.copyOf(parameters);
  }

  /// @param app of the `connect` command
  /// @param name of the `publish` or `play` command
  /// @throws IllegalArgumentException with a sentence for the peer when it is no stream key
  static StreamName parse(String app, String name) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String appPath = path(app, parameters);
    String namePath = path(name, parameters);
    String joined =
        appPath.isEmpty() || namePath.isEmpty() ? appPath + namePath : appPath + "/" + namePath;
    return new StreamName(StreamKey.parse(withoutDefaultInstance(joined)), parameters);
  }

  /// Tells at `connect` already what no name could mend.
  ///
  /// @throws IllegalArgumentException with a sentence for the peer when no stream key has this app
  static void checkApp(String app) {
    try {
      parse(app, "");
    } catch (IllegalArgumentException noWholeKey) {
      parse(app, "name");
    }
  }

  /// Wowza, Flash Media Server and the encoders made for them write the name of an application's
  /// default instance between app and name: `live/_definst_/cam`.
  private static String withoutDefaultInstance(String path) {
    int at = path.indexOf(DEFAULT_INSTANCE);
    boolean isSecond = at > 0 && path.indexOf('/') == at;
    return isSecond
        ? path.substring(0, at) + path.substring(at + DEFAULT_INSTANCE.length() - 1)
        : path;
  }

  /// The part before the query, decoded and without slashes at the ends; the query goes to `into`.
  private static String path(String text, Map<String, String> into) {
    int question = text.indexOf('?');
    if (question >= 0) {
      readQuery(text.substring(question + 1), into);
    }
    String path = decode(question >= 0 ? text.substring(0, question) : text);
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  private static void readQuery(String query, Map<String, String> into) {
    for (String pair : query.split("[&?]", MAX_PARAMETERS)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        into.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
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
}
