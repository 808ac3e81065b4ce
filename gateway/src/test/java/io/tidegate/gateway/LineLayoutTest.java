package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.tidegate.media.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineLayoutTest {
  private static final String HEAD =
      "\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}(Z|[+-]\\d\\d:\\d\\d) INFO  a ";

  private final LoggerContext context = new LoggerContext();

  @Test
  void anEventIsALine() {
    assertThat(line("rtsp session 1: ünd\tso", null))
        .matches(HEAD + "rtsp session 1: ünd\\?so" + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b[2J", "\0", "\u009b"})
  void whatAPeerSentIsNoLineAndNoCommand(String hostile) {
    String sent = "x" + hostile + "2026-01-01T00:00:00.000Z INFO  a forged";
    String logged = line(sent, new IllegalStateException(sent));
    assertThat(logged.lines().filter(line -> line.matches(HEAD + ".*"))).hasSize(1);
    assertThat(logged.lines().skip(1).filter(line -> !line.startsWith("\tat ")))
        .allMatch(line -> line.startsWith("java.lang.IllegalStateException: x?"));
    assertThat(logged).doesNotContain("\u001b", "\0", "\r", "\u009b");
  }

  @Test
  void aTraceBeginsWithItsRootAndEndsOnALineEnd() {
    String logged =
        line("failed", new IllegalStateException("outer", new IllegalArgumentException("in\nner")));
    assertThat(logged.lines().skip(1).findFirst())
        .contains("java.lang.IllegalArgumentException: in?ner");
    assertThat(logged).contains("\nWrapped by: java.lang.IllegalStateException: outer\n");
    assertThat(logged).endsWith("\n");
  }

  private String line(String message, @Nullable Throwable thrown) {
    LineLayout layout = new LineLayout(context);
    layout.start();
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("a"), Level.INFO, message, thrown, null);
    return layout.doLayout(event);
  }
}
