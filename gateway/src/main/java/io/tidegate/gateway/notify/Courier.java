package io.tidegate.gateway.notify;

import io.tidegate.gateway.store.WebhookStore;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Webhook;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the messages of one target, one after the other in their order, each until it is taken.
/// Confined to its event loop.
final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  private static final Duration DISK_PAUSE = Duration.ofSeconds(5);

  private final WebhookStore store;
  private final HookPost post;
  private final HookTally tally;
  private final Vertx vertx;
  private final Context loop;
  private final Pace pace;
  private final Clock clock;
  private final RandomGenerator random;
  private Webhook webhook;
  private boolean busy;

  /// Something came while it was busy.
  private boolean more;

  /// What an edit of the target, or somebody who waits for it, has asked for.
  private boolean atOnce;

  private boolean closed;
  private long timer = -1;

  Courier(Webhook webhook, Means means, Loop on, Pace pace) {
    this.webhook = webhook;
    this.store = means.store();
    this.post = means.post();
    this.tally = means.tally();
    this.vertx = on.vertx();
    this.loop = on.context();
    this.clock = on.clock();
    this.random = on.random();
    this.pace = pace;
  }

  /// What it works with.
  record Means(WebhookStore store, HookPost post, HookTally tally) {}

  /// Where it runs.
  record Loop(Vertx vertx, Context context, Clock clock, RandomGenerator random) {}

  /// There may be something to send.
  void wake() {
    if (busy) {
      more = true;
    } else if (timer < 0) {
      look();
    }
  }

  /// The target is another one from here on; what waits is tried at once.
  void follow(Webhook changed) {
    webhook = changed;
    atOnce = true;
    stopTimer();
    wake();
  }

  void close() {
    closed = true;
    stopTimer();
  }

  private void stopTimer() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void look() {
    if (closed || !webhook.wish().enabled() || !store.isReadable(webhook)) {
      return;
    }
    busy = true;
    more = false;
    back(store.first(webhook.id()), first -> first.ifPresentOrElse(this::found, this::idle));
  }

  private void idle() {
    busy = false;
    if (more) {
      look();
    }
  }

  private void found(Delivery delivery) {
    Duration wait = Duration.between(clock.instant(), delivery.next());
    if (wait.isPositive() && !atOnce) {
      pause(wait);
      return;
    }
    atOnce = false;
    Webhook.Wish wish = webhook.wish();
    var _ =
        post.send(wish, delivery.id(), delivery.occasion(), delivery.body())
            .onComplete(sent -> {
              if (!closed) {
                tried(delivery, sent.result());
              }
            });
  }

  private void tried(Delivery delivery, Outcome outcome) {
    tell(outcome);
    Instant next =
        outcome.isReceipt()
            ? outcome.at()
            : outcome.at().plus(pace.after(delivery.attempts() + 1, random));
    back(store.tried(delivery, next, outcome), _ -> look());
  }

  /// Once when it begins to fail, and once when it is well again.
  private void tell(Outcome outcome) {
    boolean failed = tally.failingSince() != null;
    tally.note(outcome);
    if (outcome.isReceipt() && failed) {
      log.info("webhook {} takes messages again", webhook.wish().name());
    } else if (!outcome.isReceipt() && !failed) {
      log.warn("webhook {} takes nothing: {}", webhook.wish().name(), outcome.problem());
    }
  }

  private void pause(Duration wait) {
    busy = false;
    stopTimer();
    timer =
        vertx.setTimer(
            Math.max(1, wait.toMillis()),
            _ -> {
              timer = -1;
              look();
            });
  }

  /// A disk that does not answer is asked again.
  private <T> void back(CompletableFuture<T> answer, Consumer<T> use) {
    var _ =
        answer.whenComplete((value, failure) ->
            loop.runOnContext(_ -> {
              if (closed) {
                return;
              }
              if (failure == null) {
                use.accept(value);
              } else {
                pause(DISK_PAUSE);
              }
            }));
  }
}
