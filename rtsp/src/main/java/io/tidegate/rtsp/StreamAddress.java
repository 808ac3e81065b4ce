package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.RtspUrl;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the URL of a request means: a stream, the parameters of its query, maybe one of its tracks.
/// Immutable.
///
/// Clients put the address of a track behind the whole URL, query included:
/// `rtsp://host/live/x?token=t/trackID=1`, or before that.
///
/// @param parameters never logged: they hold tokens
/// @param trackId of our `a=control`, [#ALL] without
/// @param base the URL of the stream, without query and with a slash at its end
record StreamAddress(StreamKey key, Map<String, String> parameters, int trackId, String base) {
  /// The stream as a whole.
  static final int ALL = -1;

  /// More than this in one query is no token but an attack.
  private static final int MAX_PARAMETERS = 32;

  private static final Pattern TRACK = Pattern.compile("(.*?)/?trackID=(\\d{1,9})/?(\\?.*)?");

  StreamAddress {
    parameters = Map.copyOf(parameters);
  }

  /// @throws RequestRefused when no stream can have this address
  static StreamAddress parse(String uri) throws RequestRefused {
    RtspUrl url;
    try {
      url = RtspUrl.parse(uri);
    } catch (MalformedException notOne) {
      throw new RequestRefused(RtspStatus.BAD_REQUEST, "expected " + notOne.getMessage());
    }
    Matcher track = TRACK.matcher(url.path());
    boolean ofTrack = track.matches();
    String whole = ofTrack ? track.group(1) + orEmpty(track.group(3)) : url.path();
    int question = whole.indexOf('?');
    String path = question < 0 ? whole : whole.substring(0, question);
    Map<String, String> parameters =
        question < 0 ? Map.of() : parameters(whole.substring(question + 1));
    String bare = withoutSlashes(path);
    RtspUrl base =
        new RtspUrl(url.tls(), url.host(), url.port(), Credentials.NONE, "/" + bare + "/");
    try {
      return new StreamAddress(
          StreamKey.parse(decode(bare)),
          parameters,
          ofTrack ? Integer.parseInt(track.group(2)) : ALL,
          base.requestUri());
    } catch (IllegalArgumentException noKey) {
      throw new RequestRefused(RtspStatus.BAD_REQUEST, String.valueOf(noKey.getMessage()));
    }
  }

  private static String orEmpty(@Nullable String query) {
    return query == null ? "" : query;
  }

  private static String withoutSlashes(String path) {
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

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("[&?]", MAX_PARAMETERS)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
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

  /// Without the query.
  @Override
  public String toString() {
    return base;
  }
}
