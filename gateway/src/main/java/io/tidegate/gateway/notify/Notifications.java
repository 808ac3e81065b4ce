package io.tidegate.gateway.notify;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmMemory;
import io.tidegate.gateway.alarm.Finding;
import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.mail.Mailer;
import io.tidegate.gateway.segment.FinishedRecording;
import io.tidegate.gateway.store.AlarmStore;
import io.tidegate.gateway.store.KnownAddresses;
import io.tidegate.gateway.webhook.Notice;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people and programs elsewhere are told, from what happens here. Any thread; looks at
/// streams on a thread of its own.
public final class Notifications implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notifications.class);

  /// Two looks a second are seen as "at once".
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final long CLOSE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("notices").daemon().unstarted(work));
  private final Webhooks webhooks;
  private final Stores stores;
  private final LogInWatch logIns;
  private final Clock clock;
  private final StreamNotices streams;
  private volatile @Nullable Mailer mailer;
  private final WebhookFindings hooks = new WebhookFindings();

  /// What is on disk beside the webhooks; closed with the rest.
  public record Stores(AlarmStore alarms, KnownAddresses addresses) {}

  /// @param journal takes down what is found out here
  public Notifications(
      Webhooks webhooks, Stores stores, Clock clock, BiConsumer<Subject, Move> journal) {
    this.webhooks = webhooks;
    this.stores = stores;
    this.logIns = new LogInWatch(stores.addresses(), journal);
    this.clock = clock;
    this.streams = new StreamNotices(webhooks::tell);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Hears of streams from here on.
  public void watch(StreamRegistry registry, SessionRegistry sessions) {
    sessions.observeEnds(ended -> {
      if (!thread.isShutdown()) {
        thread.execute(() -> streams.ended(ended, clock.instant()));
      }
    });
    var _ =
        thread.scheduleWithFixedDelay(
            () -> look(registry, sessions), 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    webhooks.start();
  }

  private void look(StreamRegistry registry, SessionRegistry sessions) {
    try {
      streams.look(sessions.views(), registry.views(), clock.instant());
    } catch (RuntimeException bug) {
      log.error("a bug in notices of streams; they look again", bug);
    }
  }

  /// From here on people are told by mail, too.
  public void mail(@Nullable Mailer by) {
    mailer = by;
  }

  /// Null where nobody is told by mail.
  public @Nullable Mailer mailer() {
    return mailer;
  }

  /// An alarm was raised, or is over. Never waits.
  public void alarmed(Alarm alarm, boolean raised) {
    Mailer mails = mailer;
    if (mails != null) {
      mails.alarmed(alarm, raised);
    }
    Occasion occasion = raised ? Occasion.ALARM_RAISED : Occasion.ALARM_CLEARED;
    String subject = alarm.subject().replaceFirst(" .*", "");
    Map<String, Object> fields =
        Map.of(
            "kind", alarm.kind().label(),
            "severity", alarm.kind().severity().label(),
            "subject", alarm.subject(),
            "message", alarm.message(),
            "advice", alarm.kind().advice(),
            "since", alarm.since().toString(),
            "count", alarm.count());
    webhooks.tell(new Notice(occasion, clock.instant(), key(subject), fields));
  }

  /// Something was noted in the history. Never waits.
  public void happened(Event event) {
    logIns.happened(event);
  }

  /// A recording is complete on its disk. Never waits.
  public void recorded(FinishedRecording recording) {
    Map<String, Object> fields =
        Map.of(
            "recording", recording.url(),
            "from", recording.from().toString(),
            "to", recording.to().toString(),
            "seconds", recording.seconds(),
            "segments", recording.segments(),
            "bytes", recording.bytes(),
            "folder", recording.folder().toString(),
            "file", recording.first());
    webhooks.tell(new Notice(Occasion.RECORDING_FINISHED, recording.at(), recording.key(), fields));
  }

  private static @Nullable StreamKey key(String text) {
    try {
      return text.contains("/") ? StreamKey.parse(text) : null;
    } catch (IllegalArgumentException notAKey) {
      return null;
    }
  }

  /// What is wrong with those who are told. On the alarms' thread alone.
  public List<Finding> findings() {
    return hooks.findings(webhooks.list());
  }

  /// What alarms are kept in.
  public AlarmMemory alarms() {
    return stores.alarms();
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Mailer mails = mailer;
    if (mails != null) {
      mails.close();
    }
    webhooks.close();
    stores.alarms().close();
    stores.addresses().close();
  }
}
