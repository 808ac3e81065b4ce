package io.tidegate.gateway.service;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whoever has started the gateway and wants to hear of it: systemd with `Type=notify`. Without one
/// every call does nothing. Any thread but an event loop.
///
/// 1. [#of] once.
/// 2. [#ready] when all listeners are bound, [#watch] where a watchdog waits.
/// 3. [#stopping] when the end begins; nothing is said afterwards.
///
/// What cannot be said is logged once, and stops nothing: without `READY=1` systemd ends the start,
/// without `WATCHDOG=1` it starts the gateway anew.
public final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG_MICROS = "WATCHDOG_USEC";
  private static final String WATCHDOG_PROCESS = "WATCHDOG_PID";

  private final @Nullable NotifySocket socket;
  private final @Nullable Duration watchdog;
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile boolean over;

  /// What was said last of how it is.
  private volatile String told = "";

  private volatile @Nullable LoopWatchdog feeder;

  private ServiceManager(@Nullable NotifySocket socket, @Nullable Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /// @param environment with `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` where there is one
  public static ServiceManager of(Map<String, String> environment) {
    String place = environment.getOrDefault(SOCKET, "");
    if (place.isEmpty()) {
      return new ServiceManager(null, null);
    }
    try {
      return new ServiceManager(NotifySocket.open(place), interval(environment));
    } catch (IOException unusable) {
      log.warn("{}: {}", SOCKET, unusable.getMessage());
      return new ServiceManager(null, null);
    }
  }

  /// Within what time the watchdog wants to hear of this process, null where none waits:
  /// sd_watchdog_enabled(3).
  static @Nullable Duration interval(Map<String, String> environment) {
    String process = environment.getOrDefault(WATCHDOG_PROCESS, "");
    if (!process.isEmpty() && !process.equals(Long.toString(ProcessHandle.current().pid()))) {
      return null; // meant for a parent
    }
    String micros = environment.getOrDefault(WATCHDOG_MICROS, "");
    if (micros.isEmpty()) {
      return null;
    }
    try {
      long given = Long.parseLong(micros);
      return given <= 0 ? null : Duration.ofSeconds(0, Math.multiplyExact(given, 1000));
    } catch (NumberFormatException | ArithmeticException wrong) {
      log.warn("{}: not a number of microseconds: {}", WATCHDOG_MICROS, micros);
      return null;
    }
  }

  /// All listeners are bound.
  ///
  /// @param status one line for people, in `systemctl status`
  public void ready(String status) {
    told = line(status);
    say("READY=1\nSTATUS=" + told);
  }

  /// @param status one line for people, in `systemctl status`
  public void status(String status) {
    told = line(status);
    say("STATUS=" + told);
  }

  /// Feeds the watchdog from now on, for as long as all of `loops` answer.
  ///
  /// @param status one line for people, told when it is another one; asked on a thread of its own
  public void watch(Collection<? extends Executor> loops, Supplier<String> status) {
    Duration within = watchdog;
    if (within == null || over) {
      return;
    }
    feeder = LoopWatchdog.start(loops, within, () -> feed(line(status.get())));
  }

  private void feed(String status) {
    say(status.equals(told) ? "WATCHDOG=1" : "WATCHDOG=1\nSTATUS=" + status);
    told = status;
  }

  /// The end has begun.
  public void stopping(String status) {
    LoopWatchdog feeds = feeder;
    if (feeds != null) {
      feeds.close();
    }
    say("STOPPING=1\nSTATUS=" + line(status));
    over = true;
    NotifySocket open = socket;
    if (open != null) {
      open.close();
    }
  }

  private void say(String words) {
    NotifySocket open = socket;
    if (open == null || over) {
      return;
    }
    try {
      open.send(words);
      failed.set(false);
    } catch (IOException unheard) {
      if (!failed.getAndSet(true)) {
        log.warn("the service manager does not hear us: {}", unheard.getMessage());
      }
    }
  }

  /// A second line would be another assignment.
  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
