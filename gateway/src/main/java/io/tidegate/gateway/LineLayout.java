package io.tidegate.gateway;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;
import java.util.regex.Pattern;

/// An event as one line of text, and the lines of its stack trace. What a peer sent makes no line
/// of its own and tells no terminal anything: control characters are shown as `?`, in the message
/// and in those of exceptions. Any thread.
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final String HEAD = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %nopex";

  /// Line ends of Unicode among them.
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029]");

  /// A line end that no line of a stack trace follows.
  private static final Pattern FOREIGN_LINE_END =
      Pattern.compile("\\R(?!\\tat |\\t\\.\\.\\. |\\t?Wrapped by: |\\t*Suppressed: |\\z)");

  private static final Pattern CONTROL_IN_TRACE =
      Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029&&[^\\t\\n]]");

  private final PatternLayout head = new PatternLayout();
  private final RootCauseFirstThrowableProxyConverter trace =
      new RootCauseFirstThrowableProxyConverter();

  LineLayout(Context context) {
    setContext(context);
    head.setContext(context);
    head.setPattern(HEAD);
    trace.setContext(context);
  }

  @Override
  public void start() {
    head.start();
    trace.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String message = String.valueOf(event.getFormattedMessage());
    return head.doLayout(event)
        + CONTROL.matcher(message).replaceAll("?")
        + System.lineSeparator()
        + traceOf(event);
  }

  private String traceOf(ILoggingEvent event) {
    String lines = FOREIGN_LINE_END.matcher(trace.convert(event)).replaceAll("?");
    return CONTROL_IN_TRACE.matcher(lines).replaceAll("?");
  }
}
