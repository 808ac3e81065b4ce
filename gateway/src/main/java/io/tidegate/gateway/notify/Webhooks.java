package io.tidegate.gateway.notify;

import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.store.WebhookStore;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Notice;
import io.tidegate.gateway.webhook.NoticeBody;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.Nullable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Programs of others that are told what happens, and what waits for them. Any thread.
///
/// 1. [#start].
/// 2. [#tell], and what the API does.
/// 3. [#close], after the event loops.
public final class Webhooks implements AutoCloseable {
  /// How often the disk is asked again for what it did not take.
  private static final long WRITE_EVERY_MS = 5_000;

  private static final String UNREADABLE = "its secret cannot be read: the key is not here";

  private final WebhookStore store;
  private final Vertx vertx;
  private final Options options;
  private final BiConsumer<Subject, Move> journal;
  private final HookPost post;
  private final Context loop;
  private final Map<String, HookTally> tallies = new ConcurrentHashMap<>();

  /// On the loop alone.
  private final Map<String, Courier> couriers = new HashMap<>();

  /// How it is done; tests do it faster.
  ///
  /// @param patience for one attempt
  public record Options(Pace pace, Duration patience, Clock clock) {
    public static final Options USUAL =
        new Options(Pace.USUAL, Duration.ofSeconds(10), Clock.systemUTC());
  }

  /// @param journal takes down who changes what; must not wait
  public Webhooks(
      WebhookStore store, Vertx vertx, Options options, BiConsumer<Subject, Move> journal) {
    this.store = store;
    this.vertx = vertx;
    this.options = options;
    this.journal = journal;
    this.post = new HookPost(vertx, options.patience(), options.clock());
    this.loop = vertx.getOrCreateContext();
  }

  /// From here on what waits is sent.
  public void start() {
    store.observe(webhook -> loop.runOnContext(_ -> wake(webhook)));
    loop.runOnContext(_ -> {
      store.webhooks().values().forEach(this::follow);
      vertx.setPeriodic(WRITE_EVERY_MS, _ -> store.write());
    });
  }

  private void wake(String webhook) {
    Courier courier = couriers.get(webhook);
    if (courier != null) {
      courier.wake();
    }
  }

  private void follow(Webhook webhook) {
    couriers
        .computeIfAbsent(
            webhook.id(),
            id ->
                new Courier(
                    webhook,
                    new Courier.Means(store, post, tally(id)),
                    new Courier.Loop(vertx, loop, options.clock(), RandomGenerator.getDefault()),
                    options.pace()))
        .follow(webhook);
  }

  private HookTally tally(String webhook) {
    return tallies.computeIfAbsent(webhook, _ -> new HookTally());
  }

  /// Writes down what happened for whoever wants it; sent soon after. Never waits.
  public void tell(Notice notice) {
    List<WebhookStore.Draft> drafts =
        store.webhooks().values().stream()
            .filter(webhook -> webhook.wants(notice))
            .map(webhook -> draft(webhook, notice))
            .toList();
    if (!drafts.isEmpty()) {
      store.add(drafts);
    }
  }

  private static WebhookStore.Draft draft(Webhook webhook, Notice notice) {
    String id = SecretText.id();
    return new WebhookStore.Draft(
        webhook.id(),
        id,
        notice.occasion().label(),
        notice.key() == null ? "" : notice.key().toString(),
        notice.at(),
        NoticeBody.of(webhook.wish().form(), id, notice));
  }

  /// Oldest first.
  public List<WebhookView> list() {
    return store.webhooks().values().stream().map(this::view).toList();
  }

  /// Null when there is none.
  public @Nullable WebhookView find(String id) {
    Webhook webhook = store.webhooks().get(id);
    return webhook == null ? null : view(webhook);
  }

  private WebhookView view(Webhook webhook) {
    HookTally tally = tally(webhook.id());
    return new WebhookView(
        webhook,
        store.waiting(webhook.id()),
        tally.receipts(),
        tally.failures(),
        store.dropped(webhook.id()),
        store.isReadable(webhook) ? tally.last() : new Outcome(webhook.changed(), 0, UNREADABLE),
        store.isReadable(webhook) ? tally.failingSince() : webhook.changed());
  }

  public CompletableFuture<WebhookView> create(String who, Webhook.Wish wish) {
    Webhook made = new Webhook(SecretText.id(), wish, 1, now(), who);
    return store
        .change(made.id(), _ -> Optional.of(made))
        .thenApply(_ -> stored(made, new Move("", "stored", who, "created")));
  }

  /// @param met whether the change is meant for what is there; else it is stale
  public CompletableFuture<WebhookView> replace(
      String who, String id, Predicate<Webhook> met, Webhook.Wish wish) {
    return store
        .change(
            id,
            present -> {
              Webhook before = demand(id, present, met);
              return Optional.of(new Webhook(id, wish, before.version() + 1, now(), who));
            })
        .thenApply(
            after -> stored(after.orElseThrow(), new Move("stored", "stored", who, "changed")));
  }

  /// Makes one, or changes it, whatever is there.
  public CompletableFuture<WebhookView> put(String who, String id, Webhook.Wish wish) {
    return store
        .change(
            id,
            present ->
                Optional.of(
                    new Webhook(id, wish, present == null ? 1 : present.version() + 1, now(), who)))
        .thenApply(after -> stored(after.orElseThrow(), new Move("", "stored", who, "restored")));
  }

  /// Names of those whose secrets are not here.
  public List<String> unreadable() {
    return store.webhooks().values().stream()
        .filter(webhook -> !store.isReadable(webhook))
        .map(webhook -> webhook.wish().name())
        .toList();
  }

  /// With all that waits for it.
  ///
  /// @param met as of [#replace]
  public CompletableFuture<Boolean> remove(String who, String id, Predicate<Webhook> met) {
    return store
        .change(
            id,
            present -> {
              demand(id, present, met);
              return Optional.empty();
            })
        .thenApply(_ -> {
          loop.runOnContext(_ -> {
            Courier courier = couriers.remove(id);
            if (courier != null) {
              courier.close();
            }
            tallies.remove(id);
          });
          journal.accept(new Subject("webhook", "", id), new Move("stored", "", who, "deleted"));
          return true;
        });
  }

  private static Webhook demand(String id, @Nullable Webhook present, Predicate<Webhook> met)
      throws StoreException {
    if (present == null) {
      throw StoreException.absent("no webhook " + id);
    }
    if (!met.test(present)) {
      throw StoreException.stale("webhook " + id + " has changed since");
    }
    return present;
  }

  private WebhookView stored(Webhook webhook, Move move) {
    loop.runOnContext(_ -> follow(webhook));
    String detail = move.detail() + " " + webhook.wish().name();
    journal.accept(
        new Subject("webhook", "", webhook.id()),
        new Move(move.from(), move.to(), move.who(), detail));
    return view(webhook);
  }

  private Instant now() {
    return options.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Sends one message at once, beside all that waits, and says how it went.
  public CompletableFuture<Outcome> test(Webhook webhook) {
    Notice notice = new Notice(Occasion.TEST, now(), null, Map.of());
    WebhookStore.Draft draft = draft(webhook, notice);
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    if (!store.isReadable(webhook)) {
      done.complete(new Outcome(now(), 0, UNREADABLE));
      return done;
    }
    loop.runOnContext(_ -> {
      var _ =
          post.send(webhook.wish(), draft.id(), draft.occasion(), draft.body())
              .onComplete(sent -> done.complete(sent.result()));
    });
    return done;
  }

  /// Newest first.
  ///
  /// @param before only numbers below
  public CompletableFuture<List<Delivery>> deliveries(String webhook, long before, int limit) {
    return store.newest(webhook, before, limit);
  }

  /// Queues again what is done, after all that waits; complete with how many.
  ///
  /// @param from number of the first
  /// @param to number of the last
  public CompletableFuture<Integer> replay(String webhook, long from, long to) {
    return store.replay(webhook, from, to);
  }

  /// Why nothing can be stored; null when it can.
  public @Nullable String problem() {
    return store.problem();
  }

  @Override
  public void close() {
    store.close();
  }
}
