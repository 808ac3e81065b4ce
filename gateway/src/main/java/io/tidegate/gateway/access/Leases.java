package io.tidegate.gateway.access;

import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends running sessions, of publishers and players alike, when the right they are here by ends:
/// within half a second. Any thread.
///
/// 1. Made before the first session.
/// 2. [#start].
/// 3. [#reconsider] whenever users or tokens have changed.
/// 4. [#close].
public final class Leases implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  /// Twice of it is half of the second that it may take.
  private static final long PERIOD_MS = 250;

  /// A right that ends by itself.
  private record Lease(Instant until, String session) {}

  private final SessionRegistry sessions;
  private final InstantSource clock;
  private final ConcurrentSkipListSet<Lease> byEnd =
      new ConcurrentSkipListSet<>(Comparator.comparing(Lease::until).thenComparing(Lease::session));
  private final Map<String, Lease> bySession = new ConcurrentHashMap<>();

  /// Those that nobody has looked at yet: a right may have ended on the way in.
  private final Queue<String> fresh = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean all = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("leases").daemon().factory());

  public Leases(SessionRegistry sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
    sessions.observeAdmissions(this::admitted);
    sessions.observeEnds(this::ended);
  }

  public void start() {
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(this::guarded, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /// Rights may have been taken away.
  public void reconsider() {
    all.set(true);
  }

  /// Rights that end by themselves, of sessions that run.
  int size() {
    return byEnd.size();
  }

  private void admitted(String session, Admission.Granted by) {
    Instant until = by.until();
    if (until != null) {
      Lease lease = new Lease(until, session);
      bySession.put(session, lease);
      byEnd.add(lease);
    }
    if (by.mayEnd()) {
      fresh.add(session);
    }
  }

  private void ended(SessionView session) {
    Lease lease = bySession.remove(session.id());
    if (lease != null) {
      byEnd.remove(lease);
    }
  }

  private void guarded() {
    try {
      look();
    } catch (RuntimeException bug) {
      log.error("looking for rights that have ended failed", bug);
    }
  }

  /// Ends what is over by now. One thread at a time.
  void look() {
    Instant now = clock.instant();
    for (String session = fresh.poll(); session != null; session = fresh.poll()) {
      look(session, now);
    }
    if (all.getAndSet(false)) {
      sessions.grants().keySet().forEach(session -> look(session, now));
    }
    for (Lease lease : byEnd) {
      if (now.isBefore(lease.until())) {
        break;
      }
      byEnd.remove(lease);
      bySession.remove(lease.session(), lease);
      look(lease.session(), now);
    }
  }

  private void look(String session, Instant now) {
    Admission.Granted by = sessions.grant(session);
    CloseReason over = by.over(now);
    if (over != null && sessions.close(session, over)) {
      log.info("session {} ends: the right of {} is {}", session, by.user(), over.words());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
