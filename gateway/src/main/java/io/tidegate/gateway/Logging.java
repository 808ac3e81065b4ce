package io.tidegate.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.web.LogLine;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Sets logback up from our own settings: standard output, text or JSON.
final class Logging {
  private static volatile @Nullable LogTail tail;

  private static final LoggedErrors ERRORS = new LoggedErrors();

  private Logging() {}

  /// How many errors were logged in the last five minutes.
  static int errors() {
    return ERRORS.count(System.currentTimeMillis());
  }

  /// The last lines that were logged.
  static String tail() {
    LogTail last = tail;
    return last == null ? "" : last.text();
  }

  /// The same one by one, the oldest first.
  static List<LogLine> lines() {
    LogTail last = tail;
    return last == null ? List.of() : last.lines();
  }

  static void configure(Settings.Log settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(context, settings.json()));
    console.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    LogTail last = new LogTail(encoder(context, settings.json()));
    last.setContext(context);
    last.start();
    root.addAppender(last);
    tail = last;
    ERRORS.setContext(context);
    ERRORS.start();
    root.addAppender(ERRORS);
    context.getLogger("io.tidegate").setLevel(Level.toLevel(settings.level()));
    // its further lines name the cluster's secret
    context.getLogger("com.hazelcast").setLevel(Level.ERROR);
    // who asked is told what went wrong; a call that was given up may be answered all the same
    context.getLogger("com.hazelcast.map.impl.operation").setLevel(Level.OFF);
  }

  /// How much is logged from here on.
  static void level(Settings.Log settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("io.tidegate").setLevel(Level.toLevel(settings.level()));
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
    if (json) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setWithFormattedMessage(true);
      encoder.setWithArguments(false);
      encoder.setWithMessage(false);
      encoder.setContext(context);
      encoder.start();
      return encoder;
    }
    LineLayout layout = new LineLayout(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }
}
