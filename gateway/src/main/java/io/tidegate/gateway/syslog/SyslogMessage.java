package io.tidegate.gateway.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// Writes one message of RFC 5424. Immutable; any thread.
///
/// A line of a stranger stays one line: control characters of the text are written as escapes, and
/// header fields have none.
///
/// @param facility 0 to 23, §6.2.1
/// @param host of this machine, §6.2.4
/// @param process id of this process, §6.2.6
/// @param version of this program, for the structured data `origin`, §7.2
record SyslogMessage(int facility, String host, String process, String version) {
  static final int MAX_FACILITY = 23;

  /// RFC 5424 §6.1: receivers should take 2048 octets, and may take more; those in use take 8192.
  static final int MAX_BYTES = 8_192;

  /// RFC 5426 §3.2: more may be cut apart on the way.
  static final int MAX_DATAGRAM = 2_048;

  private static final int MAX_HOST = 255;
  private static final int MAX_PROCESS = 128;
  private static final int MAX_ID = 32;
  private static final String PROGRAM = "tidegate";
  private static final String NIL = "-";

  /// RFC 5424 §6.4: says that the text is UTF-8.
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// RFC 5424 §6.2.1.
  enum Severity {
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFORMATIONAL(6),
    DEBUG(7);

    private final int code;

    Severity(int code) {
      this.code = code;
    }
  }

  SyslogMessage {
    if (facility < 0 || facility > MAX_FACILITY) {
      throw new IllegalArgumentException("a facility is 0 to " + MAX_FACILITY);
    }
  }

  /// @param id what kind of message, §6.2.7
  /// @param most octets; the text is cut before
  byte[] write(Severity severity, Instant at, String id, String text, int most) {
    String header =
        "<"
            + (facility * 8 + severity.code)
            + ">1 "
            + at.truncatedTo(ChronoUnit.MICROS)
            + " "
            + name(host, MAX_HOST)
            + " "
            + PROGRAM
            + " "
            + name(process, MAX_PROCESS)
            + " "
            + name(id, MAX_ID)
            + " [origin software=\"Tidegate\" swVersion=\""
            + value(version)
            + "\"] ";
    byte[] start = header.getBytes(StandardCharsets.UTF_8);
    byte[] body = printable(text).getBytes(StandardCharsets.UTF_8);
    boolean isAscii = body.length == printable(text).length();
    int mark = isAscii ? 0 : MARK.length;
    int length = cut(body, Math.max(0, most - start.length - mark));
    byte[] message = Arrays.copyOf(start, start.length + mark + length);
    System.arraycopy(MARK, 0, message, start.length, mark);
    System.arraycopy(body, 0, message, start.length + mark, length);
    return message;
  }

  /// PRINTUSASCII, §6; a dash for nothing.
  private static String name(String text, int most) {
    String clean = text.replaceAll("[^\\x21-\\x7e]", "_");
    return clean.isEmpty() ? NIL : clean.substring(0, Math.min(clean.length(), most));
  }

  /// PARAM-VALUE, §6.3.3.
  static String value(String text) {
    return printable(text).replaceAll("([\"\\\\\\]])", "\\\\$1");
  }

  /// Without control characters, those of Unicode among them: they are written as escapes.
  static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(sign -> {
          switch (Character.getType(sign)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE ->
                line.append(escape(sign));
            default -> line.appendCodePoint(sign);
          }
        });
    return line.toString();
  }

  private static String escape(int sign) {
    return switch (sign) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", sign);
    };
  }

  /// How many octets make whole characters.
  private static int cut(byte[] utf8, int most) {
    int end = Math.min(utf8.length, most);
    while (end > 0 && end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }
}
