package io.tidegate.gateway.syslog;

import ch.qos.logback.classic.LoggerContext;
import io.tidegate.gateway.store.AuditEntry;
import io.tidegate.gateway.syslog.SyslogMessage.Severity;
import io.tidegate.gateway.tls.Authorities;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/// Sends the log and the audit log to a receiver of syslog, as the settings say. Any thread.
public final class Syslog implements AutoCloseable {
  /// "log audit", RFC 5424 §6.2.1.
  private static final int AUDIT_FACILITY = 13;

  private final SyslogSender sender;
  private final SyslogMessage audit;
  private final @Nullable SyslogAppender appender;

  private Syslog(SyslogSender sender, SyslogOptions options, String version) {
    this.sender = sender;
    String process = Long.toString(ProcessHandle.current().pid());
    this.audit = new SyslogMessage(AUDIT_FACILITY, host(), process, version);
    this.appender =
        options.logs()
            ? new SyslogAppender(
                sender, new SyslogMessage(options.facility(), host(), process, version))
            : null;
  }

  /// From here on the log is sent.
  ///
  /// @throws IOException when the authorities cannot be read
  /// @throws GeneralSecurityException when they are no certificates
  public static Syslog start(SyslogOptions options, String version)
      throws IOException, GeneralSecurityException {
    SyslogSender sender =
        new SyslogSender(options.target(), Authorities.socketFactory(options.authorities()));
    Syslog syslog = new Syslog(sender, options, version);
    sender.start();
    SyslogAppender appender = syslog.appender;
    if (appender != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      appender.setContext(context);
      appender.start();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }
    return syslog;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    }
  }

  /// An entry of the audit log that is on the disk, with its place in the chain: an end that is
  /// noted elsewhere cannot be cut off unseen.
  public void audited(AuditEntry entry) {
    String text =
        new JsonObject()
            .put("number", entry.number())
            .put("who", entry.who())
            .put("remote", entry.remote())
            .put("method", entry.method())
            .put("path", entry.path())
            .put("status", entry.status())
            .put("hash", entry.hash())
            .encode();
    sender.offer(audit.write(Severity.NOTICE, entry.at(), "audit", text, sender.mostBytes()));
  }

  /// Queues a message that says nothing but `text`.
  public void test(String text) {
    sender.offer(audit.write(Severity.NOTICE, Instant.now(), "test", text, sender.mostBytes()));
  }

  public SyslogSender sender() {
    return sender;
  }

  @Override
  public void close() {
    SyslogAppender present = appender;
    if (present != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(present);
      present.stop();
    }
    sender.close();
  }
}
