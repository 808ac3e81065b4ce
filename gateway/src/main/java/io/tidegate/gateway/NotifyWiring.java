package io.tidegate.gateway;

import io.tidegate.gateway.alarm.NodeFindings;
import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.mail.MailOptions;
import io.tidegate.gateway.mail.Mailer;
import io.tidegate.gateway.metrics.MailMetrics;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.SyslogMetrics;
import io.tidegate.gateway.metrics.WebhookMetrics;
import io.tidegate.gateway.notify.Notifications;
import io.tidegate.gateway.notify.Webhooks;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.storage.StorageFindings;
import io.tidegate.gateway.store.AlarmStore;
import io.tidegate.gateway.store.AuditLog;
import io.tidegate.gateway.store.KnownAddresses;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.store.WebhookStore;
import io.tidegate.gateway.syslog.Syslog;
import io.tidegate.gateway.syslog.SyslogOptions;
import io.tidegate.gateway.tls.Authorities;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.MailApi;
import io.tidegate.gateway.web.WebhooksApi;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/// Who is told elsewhere what happens: put together by hand. Stateless.
final class NotifyWiring {
  private static final String FILE = "notify.db";

  /// How often letters that were not taken are tried again.
  private static final Duration MAIL_EVERY = Duration.ofMinutes(1);

  private NotifyWiring() {}

  /// @param journal takes down who changes what
  static Notifications open(Vertx vertx, Settings settings, BiConsumer<Subject, Move> journal)
      throws StartException {
    Clock clock = Clock.systemUTC();
    Path folder = settings.dataDir();
    try {
      Path file = folder.resolve(FILE);
      Path records = folder.resolve(ControlPlane.ROUTES_FILE);
      SecretBox box = SecretKeyFile.of(folder, settings.secretKey()).open(records);
      WebhookStore store = WebhookStore.open(records, file, box, clock);
      Notifications.Stores others =
          new Notifications.Stores(AlarmStore.open(file), KnownAddresses.open(file, clock));
      Webhooks webhooks = new Webhooks(store, vertx, Webhooks.Options.USUAL, journal);
      return new Notifications(webhooks, others, clock, journal);
    } catch (StoreException unusable) {
      throw new StartException("data-dir: " + unusable.getMessage(), unusable);
    }
  }

  /// Null where the settings name no receiver.
  static @Nullable Syslog syslog(
      @Nullable SyslogOptions options, AuditLog audit, Metrics metrics, HealthRoutes health)
      throws StartException {
    if (options == null) {
      return null;
    }
    try {
      Syslog syslog = Syslog.start(options, Main.version());
      if (options.audits()) {
        audit.observe(syslog::audited);
      }
      metrics.add(new SyslogMetrics(syslog.sender()));
      health.watch("syslog", syslog.sender()::problem);
      return syslog;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new StartException(
          "syslog.tls-authorities: " + options.authorities() + ": " + Reason.of(unusable),
          unusable);
    }
  }

  /// Null where the settings name no mail server.
  static @Nullable Mailer mailer(
      @Nullable MailOptions options, ControlPlane control, Metrics metrics, HealthRoutes health)
      throws StartException {
    if (options == null) {
      return null;
    }
    try {
      Mailer mailer =
          new Mailer(
              options,
              Authorities.socketFactory(options.authorities()),
              control::openAlarms,
              Clock.systemUTC());
      mailer.start(MAIL_EVERY);
      metrics.add(new MailMetrics(mailer));
      health.watch("mail", mailer::problem);
      return mailer;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new StartException(
          "mail.tls-authorities: " + options.authorities() + ": " + Reason.of(unusable), unusable);
    }
  }

  static void mount(Notifications notifications, Router router) {
    new WebhooksApi(notifications.webhooks()).mount(router);
    new MailApi(notifications::mailer).mount(router);
  }

  /// Shows how they fare, and tells people by mail.
  static void watch(
      ControlPlane control, @Nullable MailOptions mail, Metrics metrics, HealthRoutes health)
      throws StartException {
    Notifications notifications = control.notifications();
    if (notifications != null) {
      notifications.mail(mailer(mail, control, metrics, health));
      metrics.add(new WebhookMetrics(notifications.webhooks()::list));
      health.watch("webhooks", notifications.webhooks()::problem);
    }
  }

  /// What alarms look at beside the media.
  static Watched watched(Watched media, ControlPlane control, Metrics metrics) {
    return media
        .with(new NodeFindings(metrics::takeWorstLag, Logging::errors))
        .with(new StorageFindings(control.storage(), Clock.systemUTC()))
        .with(() -> {
          Notifications notifications = control.notifications();
          return notifications == null ? List.of() : notifications.findings();
        });
  }
}
