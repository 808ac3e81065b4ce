package io.tidegate.gateway.syslog;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.tidegate.gateway.syslog.SyslogMessage.Severity;
import java.time.Instant;

/// Sends the log to syslog, an exception with its stack as one message. Any thread; never waits.
public final class SyslogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final SyslogSender sender;
  private final SyslogMessage form;

  SyslogAppender(SyslogSender sender, SyslogMessage form) {
    this.sender = sender;
    this.form = form;
  }

  @Override
  protected void append(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    String text =
        event.getFormattedMessage()
            + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
    String logger = event.getLoggerName();
    sender.offer(
        form.write(
            severity(event.getLevel()),
            Instant.ofEpochMilli(event.getTimeStamp()),
            logger.substring(logger.lastIndexOf('.') + 1),
            text,
            sender.mostBytes()));
  }

  private static Severity severity(Level level) {
    if (level.isGreaterOrEqual(Level.ERROR)) {
      return Severity.ERROR;
    }
    if (level.isGreaterOrEqual(Level.WARN)) {
      return Severity.WARNING;
    }
    return level.isGreaterOrEqual(Level.INFO) ? Severity.INFORMATIONAL : Severity.DEBUG;
  }
}
