package io.tidegate.gateway.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.syslog.SyslogMessage.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyslogMessageTest {
  private static final Instant AT = Instant.parse("2026-01-10T12:00:00.123456789Z");
  private static final SyslogMessage FORM = new SyslogMessage(16, "gate", "42", "1.0");

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.UTF_8);
  }

  private static String written(String words) {
    return text(FORM.write(Severity.WARNING, AT, "Logger", words, SyslogMessage.MAX_BYTES));
  }

  @Test
  void aMessageIsAsTheStandardWritesIt() {
    assertThat(written("hello"))
        .isEqualTo(
            "<132>1 2026-01-10T12:00:00.123456Z gate tidegate 42 Logger [origin"
                + " software=\"Tidegate\" swVersion=\"1.0\"] hello");
  }

  @Test
  void textBeyondAsciiBeginsWithItsMark() {
    assertThat(written("grün")).endsWith("] \uFEFFgrün");
  }

  @Test
  void aLineOfAStrangerStaysOneLine() {
    assertThat(written("a\r\n<0>1 - - - - - - evil\u0000\u001b[2J\u0085\u2028\u202e\ttab"))
        .endsWith("] a\\r\\n<0>1 - - - - - - evil\\u0000\\u001b[2J\\u0085\\u2028\\u202e\\ttab");
  }

  @Test
  void headerFieldsHaveNoSpacesAndAreNotTooLong() {
    SyslogMessage form = new SyslogMessage(0, "a host", "x".repeat(129), "1");
    String message = text(form.write(Severity.ERROR, AT, "", "x", 8_192));
    String[] fields = message.split(" ");
    assertThat(fields[0]).isEqualTo("<3>1");
    assertThat(fields[2]).isEqualTo("a_host");
    assertThat(fields[4]).hasSize(128);
    assertThat(fields[5]).isEqualTo("-");
  }

  @Test
  void structuredDataIsEscaped() {
    assertThat(SyslogMessage.value("a\"b\\c]d\n")).isEqualTo("a\\\"b\\\\c\\]d\\\\n");
  }

  @Test
  void facilitiesEndAt23() {
    assertThat(new SyslogMessage(23, "h", "1", "1").facility()).isEqualTo(23);
    assertThatThrownBy(() -> new SyslogMessage(24, "h", "1", "1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SyslogMessage(-1, "h", "1", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() throws Exception {
    int header = written("").length();
    for (int most = header + 3; most < header + 13; most++) {
      byte[] message = FORM.write(Severity.WARNING, AT, "Logger", "ü€😀ü€😀", most);
      assertThat(message.length).isLessThanOrEqualTo(most).isGreaterThan(most - 4);
      assertThat(decoded(message)).doesNotContain("\uFFFD");
    }
    assertThat(FORM.write(Severity.WARNING, AT, "Logger", "x".repeat(9_000), 8_192)).hasSize(8_192);
  }

  private static String decoded(byte[] message) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
  }

  @Test
  void anyTextBecomesOneWellFormedLine() throws Exception {
    long seed = 20260110;
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder any = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        any.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
      }
      int most = 80 + random.nextInt(200);
      byte[] message = FORM.write(Severity.DEBUG, AT, any.toString(), any.toString(), most);
      String line = decoded(message);
      assertThat(line).as("seed %d, round %d", seed, round).startsWith("<135>1 2026-");
      assertThat(line.codePoints().noneMatch(Character::isISOControl)).isTrue();
      assertThat(line.substring(0, line.indexOf(" [origin")).split(" ")).hasSize(6);
    }
  }

  @Test
  void targetsAreRead() {
    assertThat(SyslogTarget.parse("tls://logs.example.com"))
        .isEqualTo(new SyslogTarget(SyslogTarget.Transport.TLS, "logs.example.com", 6514));
    assertThat(SyslogTarget.parse("tcp://[::1]:1601"))
        .isEqualTo(new SyslogTarget(SyslogTarget.Transport.TCP, "::1", 1601));
    assertThat(SyslogTarget.parse("udp://127.0.0.1")).hasToString("udp://127.0.0.1:514");
    for (String wrong :
        new String[] {"", "logs", "http://h", "tls://", "tls://h/x", "tls://h:70000", "a b"}) {
      assertThat(SyslogTarget.parse(wrong)).as(wrong).isNull();
    }
  }
}
