package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The start line and the headers of a message. RFC 2326 §6.1, §7.1, §4.2. Immutable.
record RtspHead(String first, String second, String third, Headers headers) {
  static final RtspHead EMPTY = new RtspHead("", "", "", Headers.NONE);

  /// Cameras write about twenty; live555 has no limit, gortsplib takes 255.
  static final int MAX_HEADERS = 255;

  /// @param text up to and with the empty line
  static RtspHead parse(Bytes text) throws MalformedException {
    String[] lines = text.text(UTF_8).split("\r?\n", -1);
    String line = lines[0];
    int firstBlank = line.indexOf(' ');
    if (firstBlank <= 0) {
      throw malformed("a start line of less than two words");
    }
    // the reason of an answer may have blanks in it or be missing, the URL of a request may not
    String rest = line.substring(firstBlank + 1).strip();
    int secondBlank = rest.indexOf(' ');
    String second = secondBlank < 0 ? rest : rest.substring(0, secondBlank);
    String third = secondBlank < 0 ? "" : rest.substring(secondBlank + 1).strip();
    return new RtspHead(line.substring(0, firstBlank), second, third, headers(lines));
  }

  private static Headers headers(String[] lines) throws MalformedException {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      String line = lines[i];
      if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        continued(fields, line.strip());
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (name.isEmpty()) {
        throw malformed("a header without a name");
      }
      if (fields.size() == MAX_HEADERS) {
        throw new MalformedException(Reason.LIMIT, "more than " + MAX_HEADERS + " headers");
      }
      fields.add(Map.entry(name, line.substring(colon + 1).strip()));
    }
    return Headers.of(fields);
  }

  /// A line that begins with a blank belongs to the one before. RFC 2326 §4.2
  private static void continued(List<Map.Entry<String, String>> fields, String more)
      throws MalformedException {
    if (fields.isEmpty()) {
      throw malformed("the headers begin with a continued line");
    }
    Map.Entry<String, String> last = fields.removeLast();
    fields.add(Map.entry(last.getKey(), (last.getValue() + " " + more).strip()));
  }

  boolean isResponse() {
    return first.startsWith("RTSP/") || first.startsWith("HTTP/");
  }

  /// Of `Content-Length`, 0 without one. A tunnel over HTTP promises any length and means endless.
  int bodyLength(int max) throws MalformedException {
    String text = headers.first("Content-Length");
    if (text == null || first.startsWith("HTTP/") || third.startsWith("HTTP/")) {
      return 0;
    }
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new MalformedException(Reason.BAD_LENGTH, "Content-Length is no number");
    }
    int length = Integer.parseInt(text);
    if (length > max) {
      throw new MalformedException(Reason.LIMIT, "a body of " + length + " bytes");
    }
    return length;
  }

  RtspMessage message(Bytes body) throws MalformedException {
    if (isResponse()) {
      return new RtspResponse(first, status(), third, headers, body);
    }
    try {
      return new RtspRequest(first, second, third, headers, body);
    } catch (IllegalArgumentException wrong) {
      throw malformed(String.valueOf(wrong.getMessage()));
    }
  }

  private int status() throws MalformedException {
    boolean isNumber = second.length() == 3 && second.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber || second.charAt(0) == '0') {
      throw malformed("a status that is none");
    }
    return Integer.parseInt(second);
  }

  private static MalformedException malformed(String message) {
    return new MalformedException(Reason.BAD_VALUE, message);
  }
}
