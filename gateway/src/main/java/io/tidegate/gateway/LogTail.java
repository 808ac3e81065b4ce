package io.tidegate.gateway;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// The last lines of the log, for the diagnostics bundle: the log itself goes to standard output
/// and is not ours to read. Any thread.
final class LogTail extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /// Some 300 KB.
  static final int MAX_LINES = 2_000;

  /// Of one line: more is a stack trace that repeats itself.
  private static final int MAX_LENGTH = 4_000;

  private final ConcurrentLinkedDeque<String> lines = new ConcurrentLinkedDeque<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Encoder<ILoggingEvent> encoder;

  LogTail(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
    lines.add(line.substring(0, Math.min(line.length(), MAX_LENGTH)));
    if (size.incrementAndGet() > MAX_LINES) {
      lines.pollFirst();
      size.decrementAndGet();
    }
  }

  String text() {
    return String.join("", lines);
  }
}
