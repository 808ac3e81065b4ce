package io.tidegate.gateway.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `srt://host:port?streamid=…&mode=…`, as ffmpeg and srt-live-transmit write it. Immutable.
///
/// @param host without the brackets of an IPv6 address
record SrtUrl(String host, int port, String streamId, boolean rendezvous) {
  private static final Pattern FORM =
      Pattern.compile("srt://(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]/?#:@\\s]+):(\\d{1,5})/?(?:\\?(.*))?");

  /// @throws IllegalArgumentException whose message says what was expected
  static SrtUrl parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("srt://HOST:PORT?streamid=…");
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port, 1 to 65535");
    }
    String query = matcher.group(3) == null ? "" : matcher.group(3);
    String streamId = "";
    boolean rendezvous = false;
    for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      switch (name) {
        case "streamid" -> streamId = value;
        case "mode" -> rendezvous = isRendezvous(value);
        default ->
            throw new IllegalArgumentException(
                "streamid and mode alone in the query; latency, passphrase and the like go into the"
                    + " route's srt record");
      }
    }
    String host = matcher.group(1).replaceAll("[\\[\\]]", "");
    return new SrtUrl(host, port, streamId, rendezvous);
  }

  private static boolean isRendezvous(String mode) {
    return switch (mode) {
      case "caller" -> false;
      case "rendezvous" -> true;
      default -> throw new IllegalArgumentException("mode caller or rendezvous");
    };
  }

  private static String decoded(String text) {
    return text.indexOf('%') < 0
        ? text
        : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
