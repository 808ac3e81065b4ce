package io.tidegate.gateway.alarm;

import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What needs somebody's eyes now. Any thread; looked at on a thread of its own.
///
/// Open alarms outlive a restart: what is still wrong goes on, what is not is cleared. That they
/// were raised and cleared is an event.
public final class Alarms implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Alarms.class);

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final long CLOSE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("alarms").daemon().unstarted(work));
  private final Look look;
  private final AlarmBook book;
  private final Clock clock;
  private volatile List<Alarm> open = List.of();

  /// Hears of alarms, on their thread.
  ///
  /// @param moved gets the alarm and whether it was raised: what is worth an event
  /// @param shown gets the alarm as the list has it, and whether the list still has it
  public record Listeners(BiConsumer<Alarm, Boolean> moved, BiConsumer<Alarm, Boolean> shown) {}

  public Alarms(Watched watched, Listeners listeners, AlarmMemory memory, Clock clock) {
    this.look = new Look(watched);
    this.clock = clock;
    this.book =
        new AlarmBook(
            new AlarmBook.Listener() {
              @Override
              public void raised(Alarm alarm) {
                log.warn(
                    "alarm: {} {}: {}", alarm.kind().label(), alarm.subject(), alarm.message());
                listeners.moved().accept(alarm, true);
              }

              @Override
              public void cleared(Alarm alarm) {
                log.info("alarm over: {} {}", alarm.kind().label(), alarm.subject());
                listeners.moved().accept(alarm, false);
              }

              @Override
              public void changed(Alarm alarm) {
                memory.keep(alarm);
                listeners.shown().accept(alarm, true);
              }

              @Override
              public void gone(Alarm alarm) {
                memory.forget(alarm);
                listeners.shown().accept(alarm, false);
              }
            });
    book.restore(memory.open(), clock.instant());
    open = book.open();
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::lookGuarded, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookGuarded() {
    try {
      book.look(look.findings(), clock.instant());
      open = book.open();
    } catch (RuntimeException bug) {
      log.error("a bug in the alarms; they look again", bug);
    }
  }

  /// The worst first.
  public List<Alarm> open() {
    return open;
  }

  /// Somebody takes care of it; empty when it is not open.
  public CompletableFuture<Optional<Alarm>> acknowledge(long id, String who, String note) {
    Alarm.Acknowledgement by = new Alarm.Acknowledgement(who, clock.instant(), note);
    return change(() -> book.acknowledge(id, by));
  }

  /// Nobody wants to hear of it for a while; empty when it is not open.
  ///
  /// @param duration zero to hear of it again
  public CompletableFuture<Optional<Alarm>> snooze(long id, Duration duration) {
    Instant until = duration.isZero() ? null : clock.instant().plus(duration);
    return change(() -> book.snooze(id, until));
  }

  private CompletableFuture<Optional<Alarm>> change(Supplier<@Nullable Alarm> change) {
    CompletableFuture<Optional<Alarm>> done = new CompletableFuture<>();
    if (thread.isShutdown()) {
      done.complete(Optional.empty());
      return done;
    }
    thread.execute(() -> {
      Optional<Alarm> alarm = Optional.ofNullable(change.get());
      open = book.open();
      done.complete(alarm);
    });
    return done;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
