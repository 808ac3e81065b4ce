package io.tidegate.rtsp.sdp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads one session description, line by line. Used once.
final class SessionParser {
  /// A section with every attribute of every payload type has fewer.
  private static final int MAX_LINES = 2_000;

  /// RFC 3551 gives a session 128 payload types.
  private static final int MAX_PAYLOAD_TYPES = 128;

  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final List<Attribute> attributes = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private String sessionId = "";
  private String name = "";
  private String connection = "";
  private boolean recognised;
  private @Nullable Section section;

  SessionDescription parse(String text) throws MalformedException {
    if (text.length() > SessionDescription.MAX_CHARACTERS) {
      throw new MalformedException(Reason.LIMIT, "a session description over its size limit");
    }
    String[] lines = LINE_END.split(text, MAX_LINES + 1);
    if (lines.length > MAX_LINES) {
      throw new MalformedException(Reason.LIMIT, "a session description of too many lines");
    }
    for (String line : lines) {
      String stripped = line.strip(); // Foscam and others indent or pad lines
      if (stripped.length() >= 2 && stripped.charAt(1) == '=') {
        line(stripped.charAt(0), stripped.substring(2).strip());
      }
    }
    closeSection();
    if (!recognised) {
      throw new MalformedException(Reason.BAD_VALUE, "not a session description");
    }
    return new SessionDescription(sessionId, name, connection, attributes, media);
  }

  private void line(char type, String value) throws MalformedException {
    switch (type) {
      case 'v' -> recognised = true;
      case 'o' -> sessionId = word(value, 1);
      case 's' -> name = section == null ? value : name;
      case 'c' -> connection(word(value, 2));
      case 'a' -> attribute(value);
      case 'm' -> media(value);
      default -> {
        // i u e p b t r z k of RFC 8866 §5: nothing that RTSP needs
      }
    }
  }

  /// `m=<media> <port>[/<number>] <proto> <fmt> …`
  private void media(String value) throws MalformedException {
    closeSection();
    if (media.size() == SessionDescription.MAX_MEDIA) {
      throw new MalformedException(Reason.LIMIT, "a session description of too many media");
    }
    String[] words = BLANKS.split(value);
    if (words.length < 3) {
      throw new MalformedException(Reason.BAD_VALUE, "an m= line of too few words: " + value);
    }
    recognised = true;
    List<Integer> payloadTypes = new ArrayList<>();
    for (int i = 3; i < words.length && payloadTypes.size() < MAX_PAYLOAD_TYPES; i++) {
      int payloadType = Numbers.parse(words[i]);
      if (payloadType >= 0 && payloadType <= 127) {
        payloadTypes.add(payloadType);
      }
    }
    int port = Numbers.parse(words[1]);
    section =
        new Section(
            words[0].toLowerCase(Locale.ROOT),
            port < 0 || port > 65_535 ? 0 : port,
            words[2].toUpperCase(Locale.ROOT),
            payloadTypes);
  }

  private void attribute(String value) {
    int colon = value.indexOf(':');
    String attributeName = (colon < 0 ? value : value.substring(0, colon)).strip();
    if (attributeName.isEmpty()) {
      return;
    }
    Attribute attribute =
        new Attribute(attributeName, colon < 0 ? "" : value.substring(colon + 1).strip());
    if (section == null) {
      attributes.add(attribute);
    } else {
      section.attributes.add(attribute);
    }
  }

  /// `<address>[/<ttl>[/<number>]]`
  private void connection(String address) {
    int slash = address.indexOf('/');
    String host = slash < 0 ? address : address.substring(0, slash);
    if (section == null) {
      connection = host;
    } else {
      section.connection = host;
    }
  }

  private void closeSection() {
    if (section != null) {
      media.add(section.build());
      section = null;
    }
  }

  private static String word(String value, int index) {
    String[] words = BLANKS.split(value);
    return index < words.length ? words[index] : "";
  }

  private static final class Section {
    private final String kind;
    private final int port;
    private final String protocol;
    private final List<Integer> payloadTypes;
    private final List<Attribute> attributes = new ArrayList<>();
    private String connection = "";

    Section(String kind, int port, String protocol, List<Integer> payloadTypes) {
      this.kind = kind;
      this.port = port;
      this.protocol = protocol;
      this.payloadTypes = payloadTypes;
    }

    MediaDescription build() {
      return new MediaDescription(kind, port, protocol, payloadTypes, connection, attributes);
    }
  }
}
