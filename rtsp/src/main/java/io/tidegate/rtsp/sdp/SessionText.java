package io.tidegate.rtsp.sdp;

import java.util.List;
import java.util.stream.Collectors;

/// Writes a session description. RFC 8866 §5, lines in the order it asks for.
final class SessionText {
  private static final String ANY_IPV4 = "0.0.0.0";

  private SessionText() {}

  static String write(SessionDescription session) {
    String id = session.sessionId().isEmpty() ? "0" : session.sessionId();
    String address = session.connection().isEmpty() ? ANY_IPV4 : session.connection();
    StringBuilder out = new StringBuilder(512);
    line(out, 'v', "0");
    line(out, 'o', "- " + id + " 1 IN " + network(address));
    line(out, 's', session.name().isEmpty() ? "-" : session.name()); // §5.3: never empty
    line(out, 'c', "IN " + network(address));
    line(out, 't', "0 0");
    attributes(out, session.attributes());
    for (MediaDescription media : session.media()) {
      section(out, media);
    }
    return out.toString();
  }

  private static void section(StringBuilder out, MediaDescription media) {
    String types =
        media.payloadTypes().stream().map(String::valueOf).collect(Collectors.joining(" "));
    line(out, 'm', media.kind() + " " + media.port() + " " + media.protocol() + " " + types);
    if (!media.connection().isEmpty()) {
      line(out, 'c', "IN " + network(media.connection()));
    }
    attributes(out, media.attributes());
  }

  private static void attributes(StringBuilder out, List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      line(
          out,
          'a',
          attribute.value().isEmpty()
              ? attribute.name()
              : attribute.name() + ":" + attribute.value());
    }
  }

  private static String network(String address) {
    return (address.indexOf(':') >= 0 ? "IP6 " : "IP4 ") + address;
  }

  /// A line break inside a value would be a line of its own: it becomes a blank.
  private static void line(StringBuilder out, char type, String value) {
    out.append(type).append('=').append(value.replace('\r', ' ').replace('\n', ' ')).append("\r\n");
  }
}
