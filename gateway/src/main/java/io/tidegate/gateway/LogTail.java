package io.tidegate.gateway;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import io.tidegate.gateway.web.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// The last lines of the log, for the diagnostics bundle and the API: the log itself goes to
/// standard output and is not ours to read. Any thread.
final class LogTail extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /// Some 600 KB, as each is kept in two forms.
  static final int MAX_LINES = 2_000;

  /// Of one line: more is a stack trace that repeats itself.
  private static final int MAX_LENGTH = 4_000;

  /// @param written as it went to the standard output
  private record Kept(LogLine line, String written) {}

  private final ConcurrentLinkedDeque<Kept> lines = new ConcurrentLinkedDeque<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicInteger size = new AtomicInteger();
  private final Encoder<ILoggingEvent> encoder;

  LogTail(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String written = cut(new String(encoder.encode(event), StandardCharsets.UTF_8));
    lines.add(new Kept(line(event), written));
    if (size.incrementAndGet() > MAX_LINES) {
      lines.pollFirst();
      size.decrementAndGet();
    }
  }

  private LogLine line(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    String stack = thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown);
    String logger = event.getLoggerName();
    return new LogLine(
        numbers.incrementAndGet(),
        Instant.ofEpochMilli(event.getTimeStamp()),
        event.getLevel().toString(),
        logger.substring(logger.lastIndexOf('.') + 1),
        cut(event.getFormattedMessage() + stack));
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), MAX_LENGTH));
  }

  String text() {
    return lines.stream().map(Kept::written).collect(Collectors.joining());
  }

  /// The oldest first.
  List<LogLine> lines() {
    return lines.stream().map(Kept::line).toList();
  }
}
