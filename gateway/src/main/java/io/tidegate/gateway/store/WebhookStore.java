package io.tidegate.gateway.store;

import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Delivery.State;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Webhooks, beside the routes, and what waits for them: `notify.db`. Any thread; both files are
/// touched by one thread of its own, each commit goes down to the disk.
///
/// Each target has at most [#MAX_WAITING] messages that wait, of the last [#MAX_AGE]; what is over
/// is dropped, the oldest first, and counted. Of what is done the newest [#MAX_DONE] are kept, so
/// that they can be looked at and replayed.
public final class WebhookStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookStore.class);

  /// 4 MB; an hour of a thousand cameras on a bad network.
  public static final int MAX_WAITING = 5_000;

  static final int MAX_DONE = 1_000;

  /// A weekend in which nobody looks.
  static final Duration MAX_AGE = Duration.ofDays(3);

  /// Messages that no disk has taken yet; more are dropped and counted.
  private static final int MAX_ARRIVED = 10_000;

  /// Tasks: one of each target, calls of the API, one that brings what happened.
  private static final int MAX_TASKS = 1_000;

  private final StoreThread thread;
  private final Database records;
  private final Database database;
  private final WebhookRows rows;
  private final DeliveryRows deliveries;
  private final Clock clock;
  private final int mostWaiting;
  private final BlockingQueue<Draft> arrived = new ArrayBlockingQueue<>(MAX_ARRIVED);
  private final AtomicBoolean writing = new AtomicBoolean();
  private final List<Consumer<String>> observers = new CopyOnWriteArrayList<>();

  /// Taken from [#arrived], and on no disk yet. On the thread alone.
  private final List<Draft> unwritten = new ArrayList<>();

  private final Map<String, Depth> depths = new ConcurrentHashMap<>();
  private volatile Map<String, Webhook> webhooks;

  /// Counters of one target.
  private static final class Depth {
    final AtomicLong waiting = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
  }

  /// A message that is to be written.
  public record Draft(
      String webhook, String id, String occasion, String key, Instant at, String body) {}

  private WebhookStore(
      Database records, Database outbox, SecretBox box, Clock clock, int mostWaiting)
      throws SQLException {
    this.records = records;
    this.database = outbox;
    this.rows = new WebhookRows(records, box);
    this.deliveries = new DeliveryRows(outbox);
    this.clock = clock;
    this.mostWaiting = mostWaiting;
    this.webhooks = rows.read();
    deliveries.forgetAllBut(webhooks.keySet());
    for (String id : webhooks.keySet()) {
      depth(id).waiting.set(deliveries.waiting(id));
    }
    this.thread = new StoreThread("webhook-store", "webhooks", outbox, MAX_TASKS);
  }

  /// @param records the routes' file, which has the webhooks, too
  /// @param outbox what waits for them
  /// @param box seals their secrets
  public static WebhookStore open(Path records, Path outbox, SecretBox box, Clock clock)
      throws StoreException {
    return open(records, outbox, box, clock, MAX_WAITING);
  }

  static WebhookStore open(Path records, Path outbox, SecretBox box, Clock clock, int mostWaiting)
      throws StoreException {
    Database first = Database.open(records, Schema.ROUTES);
    Database second = Database.open(outbox, Schema.NOTIFY);
    try {
      return new WebhookStore(first, second, box, clock, mostWaiting);
    } catch (SQLException | RuntimeException damaged) {
      throw first.problem(damaged);
    }
  }

  /// Whether what is sent to it can be signed: its secret is here, or it has none.
  public boolean isReadable(Webhook webhook) {
    return rows.isReadable(webhook);
  }

  /// By id, oldest first. A snapshot.
  public Map<String, Webhook> webhooks() {
    return webhooks;
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// Messages that wait for one target.
  public long waiting(String webhook) {
    return depth(webhook).waiting.get();
  }

  /// Messages of one target that were never taken, since the start.
  public long dropped(String webhook) {
    return depth(webhook).dropped.get();
  }

  /// @param written gets the webhook for which something new is on the disk; on the store's thread,
  ///   must not wait
  public void observe(Consumer<String> written) {
    observers.add(written);
  }

  private Depth depth(String webhook) {
    return depths.computeIfAbsent(webhook, _ -> new Depth());
  }

  /// What is to become of one webhook; empty for nothing.
  @FunctionalInterface
  public interface Edit {
    /// @param now null when it is not there
    /// @throws StoreException when it will not be
    Optional<Webhook> decide(@Nullable Webhook now) throws StoreException;
  }

  /// Makes a change; complete when it is on the disk, with what was there before where it is
  /// removed.
  public CompletableFuture<Optional<Webhook>> change(String id, Edit edit) {
    return thread.run(() -> {
      Map<String, Webhook> all = new LinkedHashMap<>(webhooks);
      Optional<Webhook> after = edit.decide(all.get(id));
      if (after.isPresent() && !all.containsKey(id) && all.size() >= Webhook.MAX_WEBHOOKS) {
        throw StoreException.conflict("at most " + Webhook.MAX_WEBHOOKS + " webhooks");
      }
      if (after.isPresent()) {
        rows.write(after.get());
      } else {
        rows.remove(id);
        deliveries.forgetAll(id);
      }
      after.ifPresentOrElse(
          webhook -> all.put(id, webhook),
          () -> {
            all.remove(id);
            depths.remove(id);
          });
      webhooks = all;
      return after;
    });
  }

  /// Brings messages, which are written soon, together with others that come at that time; never
  /// waits. Those for targets that are gone are left out.
  public void add(List<Draft> drafts) {
    for (Draft draft : drafts) {
      if (!arrived.offer(draft)) {
        depth(draft.webhook()).dropped.incrementAndGet();
      }
    }
    write();
  }

  /// Tries again what the disk did not take.
  public void write() {
    if (writing.compareAndSet(false, true)) {
      var _ =
          thread
              .run(() -> {
                writing.set(false);
                return flush();
              })
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  writing.set(false);
                }
              });
    }
  }

  private boolean flush() throws SQLException, StoreException {
    arrived.drainTo(unwritten, MAX_ARRIVED - unwritten.size());
    if (unwritten.isEmpty()) {
      return true;
    }
    Instant now = clock.instant();
    database.transaction(() -> {
      for (Draft draft : unwritten) {
        if (webhooks.containsKey(draft.webhook())) {
          deliveries.insert(draft, now);
        }
      }
      return true;
    });
    List<String> told = unwritten.stream().map(Draft::webhook).distinct().toList();
    unwritten.clear();
    for (String webhook : told) {
      trim(webhook);
      observers.forEach(observer -> observer.accept(webhook));
    }
    return true;
  }

  /// The message that is to be sent next; null when none waits.
  public CompletableFuture<Optional<Delivery>> first(String webhook) {
    return thread.run(() -> {
      Delivery first = deliveries.first(webhook);
      if (first != null && first.at().isBefore(clock.instant().minus(MAX_AGE))) {
        trim(webhook);
        first = deliveries.first(webhook);
      }
      return Optional.ofNullable(first);
    });
  }

  /// It was tried: with a receipt it is done, else it waits until `next`.
  public CompletableFuture<Boolean> tried(Delivery delivery, Instant next, Outcome outcome) {
    return thread.run(() -> {
      State state = outcome.isReceipt() ? State.DELIVERED : State.WAITING;
      deliveries.settle(delivery.number(), state, next, outcome);
      if (state == State.DELIVERED) {
        trim(delivery.webhook());
      }
      return true;
    });
  }

  private void trim(String webhook) throws SQLException {
    if (!webhooks.containsKey(webhook)) {
      return;
    }
    Depth depth = depth(webhook);
    int dropped =
        deliveries.dropOver(webhook, mostWaiting)
            + deliveries.dropOlder(webhook, clock.instant().minus(MAX_AGE));
    depth.dropped.addAndGet(dropped);
    deliveries.forgetOver(webhook, MAX_DONE);
    depth.waiting.set(deliveries.waiting(webhook));
  }

  /// Newest first.
  ///
  /// @param before only numbers below
  public CompletableFuture<List<Delivery>> newest(String webhook, long before, int limit) {
    return thread.run(() -> deliveries.newest(webhook, before, limit));
  }

  /// Queues those of a range again that do not wait, in their order, after all that waits; complete
  /// with their number.
  public CompletableFuture<Integer> replay(String webhook, long from, long to) {
    return thread.run(() -> {
      List<Delivery> again = deliveries.done(webhook, from, to, MAX_DONE);
      Instant now = clock.instant();
      database.transaction(() -> {
        for (Delivery one : again) {
          deliveries.insert(
              new Draft(webhook, one.id(), one.occasion(), one.key(), now, one.body()), now);
        }
        return true;
      });
      trim(webhook);
      observers.forEach(observer -> observer.accept(webhook));
      return again.size();
    });
  }

  @Override
  public void close() {
    thread.close();
    try {
      records.close();
    } catch (SQLException failure) {
      log.warn("{}", records.problem(failure).getMessage());
    }
  }
}
