package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggedErrorsTest {
  private static final long NOW = 1_000_000_000;

  private final LoggedErrors errors = new LoggedErrors();

  @BeforeEach
  void start() {
    errors.start();
  }

  private void log(Level level, long at) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(level);
    event.setTimeStamp(at);
    errors.doAppend(event);
  }

  @Test
  void errorsCountForFiveMinutesAndWarningsDoNot() {
    log(Level.ERROR, NOW);
    log(Level.WARN, NOW);
    log(Level.ERROR, NOW + 1);
    long window = LoggedErrors.WINDOW.toMillis();
    assertThat(errors.count(NOW + window)).isEqualTo(2);
    assertThat(errors.count(NOW + window + 1)).isEqualTo(1);
    assertThat(errors.count(NOW + window + 2)).isZero();
  }

  @Test
  void aFloodIsNotKept() {
    for (int i = 0; i <= LoggedErrors.MAX_COUNTED; i++) {
      log(Level.ERROR, NOW);
    }
    assertThat(errors.count(NOW)).isEqualTo(LoggedErrors.MAX_COUNTED);
  }
}
