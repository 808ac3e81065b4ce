package io.tidegate.gateway.notify;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.HookReceiver;
import io.tidegate.gateway.HookReceiver.Answer;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.secret.KeyRing;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.store.WebhookStore;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Notice;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.gateway.webhook.Signature;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.StreamKey;
import io.tidegate.media.testing.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks against receivers on this machine.
@Timeout(300)
class WebhooksTest {
  private static final Pace FAST = new Pace(Duration.ofMillis(20), Duration.ofMillis(100));

  private static final SecretBox BOX = SecretBox.of(KeyRing.random());

  @TempDir Path folder;
  private Vertx vertx;
  private Webhooks webhooks;
  private HookReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new HookReceiver(0);
    open(Duration.ofSeconds(30));
  }

  private void open(Duration patience) throws Exception {
    vertx = Vertx.vertx();
    Clock clock = Clock.systemUTC();
    WebhookStore store =
        WebhookStore.open(folder.resolve("routes.db"), folder.resolve("w.db"), BOX, clock);
    Webhooks.Options options = new Webhooks.Options(FAST, patience, clock);
    webhooks = new Webhooks(store, vertx, options, (_, _) -> {});
    webhooks.start();
  }

  private void shut() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
    webhooks.close();
  }

  @AfterEach
  void stop() throws Exception {
    shut();
    receiver.close();
  }

  private Webhook add(String url, Webhook.Form form, Token secret) throws Exception {
    Webhook.Wish wish =
        new Webhook.Wish(
            "name",
            url,
            Set.of(Occasion.PUBLISH, Occasion.UNPUBLISH),
            Scope.parse(List.of("live/*")),
            form,
            secret,
            true);
    return webhooks.create("eva", wish).get().webhook();
  }

  private Webhook add(String url) throws Exception {
    return add(url, Webhook.Form.TIDEGATE, Token.NONE);
  }

  private void tell(String key) {
    webhooks.tell(new Notice(Occasion.PUBLISH, Instant.now(), StreamKey.parse(key), Map.of()));
  }

  private List<String> keys(String path) {
    return receiver.messages().stream()
        .filter(message -> message.path().equals(path))
        .map(message -> new JsonObject(message.body()).getString("key"))
        .toList();
  }

  private WebhookView view(Webhook webhook) {
    return java.util.Objects.requireNonNull(webhooks.find(webhook.id()));
  }

  @Test
  void whatIsWantedIsSentSignedAndOnce() throws Exception {
    Webhook webhook = add(receiver.url("/a"), Webhook.Form.TIDEGATE, new Token("secret"));
    tell("other/x");
    webhooks.tell(new Notice(Occasion.FIRST_VIEWER, Instant.now(), null, Map.of()));
    tell("live/x");
    await("a receipt").until(() -> view(webhook).receipts() == 1);
    HookReceiver.Message message = receiver.messages().getFirst();
    assertThat(receiver.messages()).hasSize(1);
    String signature = message.header("X-tidegate-signature");
    long seconds = Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1"));
    assertThat(signature).isEqualTo(Signature.of("secret", seconds, message.body()));
    assertThat(Instant.ofEpochSecond(seconds))
        .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
    assertThat(message.headers()).containsEntry("X-tidegate-event", "publish");
    String id = new JsonObject(message.body()).getString("id");
    assertThat(message.headers()).containsEntry("Idempotency-key", id);
    assertThat(message.body()).doesNotContain("secret");
  }

  @Test
  void whatIsNotTakenIsSentAgainInItsOrderUnderItsId() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    receiver.answer(_ -> Answer.of(asked.incrementAndGet() <= 3 ? 503 : 200, ""));
    Webhook webhook = add(receiver.url("/a"));
    tell("live/1");
    tell("live/2");
    await("both receipts").until(() -> view(webhook).receipts() == 2);
    assertThat(keys("/a")).containsExactly("live/1", "live/1", "live/1", "live/1", "live/2");
    assertThat(receiver.messages().stream().limit(4).map(HookReceiver.Message::body).distinct())
        .hasSize(1);
    List<Delivery> done = webhooks.deliveries(webhook.id(), Long.MAX_VALUE, 10).get();
    assertThat(done).extracting(Delivery::attempts).containsExactly(1, 4);
    assertThat(view(webhook).failures()).isEqualTo(3);
    assertThat(view(webhook).failingSince()).isNull();
  }

  @Test
  void whatWaitsIsSentAfterARestart() throws Exception {
    int port = Ports.free();
    receiver.close();
    Webhook webhook = add("http://127.0.0.1:" + port + "/a");
    tell("live/1");
    tell("live/2");
    await("an attempt").until(() -> view(webhook).failures() > 0);
    assertThat(view(webhook).failingSince()).isNotNull();
    shut();
    receiver = new HookReceiver(port);
    open(Duration.ofSeconds(30));
    await("both").until(() -> keys("/a").equals(List.of("live/1", "live/2")));
    await("nothing waits").until(() -> view(webhook).waiting() == 0);
  }

  @Test
  void aTargetThatDoesNotAnswerHurtsNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    receiver.answer(message -> {
      if (message.path().equals("/slow")) {
        waitFor(end);
      }
      return Answer.of(200, "");
    });
    Webhook slow = add(receiver.url("/slow"));
    Webhook quick = add(receiver.url("/quick"));
    for (int i = 0; i < 50; i++) {
      tell("live/" + i);
    }
    await("all of the other").until(() -> view(quick).receipts() == 50);
    assertThat(keys("/slow")).containsExactly("live/0");
    assertThat(view(slow).waiting()).isEqualTo(50);
    end.countDown();
    await("those of the slow one").until(() -> view(slow).receipts() == 50);
  }

  private static void waitFor(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsNone() throws Exception {
    shut();
    open(Duration.ofMillis(200));
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    receiver.answer(_ -> {
      if (asked.incrementAndGet() == 1) {
        waitFor(end);
      }
      return Answer.of(200, "");
    });
    Webhook webhook = add(receiver.url("/a"));
    tell("live/1");
    await("the second attempt").until(() -> view(webhook).receipts() == 1);
    assertThat(view(webhook).failures()).isPositive();
    end.countDown();
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    receiver.answer(message ->
        message.path().equals("/a")
            ? new Answer(307, "", Map.of("Location", receiver.url("/b")))
            : Answer.of(200, ""));
    Webhook webhook = add(receiver.url("/a"));
    Outcome outcome = webhooks.test(webhook).get();
    assertThat(outcome.status()).isEqualTo(307);
    assertThat(outcome.problem()).contains("not followed");
    assertThat(keys("/b")).isEmpty();
  }

  @Test
  void ofAnEndlessAnswerTheBeginningIsRead() throws Exception {
    receiver.answer(200, "x".repeat(10_000_000));
    Outcome ours = webhooks.test(add(receiver.url("/a"))).get();
    assertThat(ours.isReceipt()).isTrue();
    Webhook srs = add(receiver.url("/s"), Webhook.Form.SRS, Token.NONE);
    assertThat(webhooks.test(srs).get().isReceipt()).isFalse();
  }

  @Test
  void srsFormWantsItsOwnReceipt() throws Exception {
    Webhook srs = add(receiver.url("/s"), Webhook.Form.SRS, Token.NONE);
    Map<String, Boolean> receipts =
        Map.of(
            "0",
            true,
            "0\n",
            true,
            "{\"code\": 0, \"data\": {}}",
            true,
            "1",
            false,
            "",
            false,
            "{\"code\": 1}",
            false,
            "{",
            false,
            "ok",
            false);
    receipts.forEach((body, taken) -> {
      receiver.answer(200, body);
      assertThat(webhooks.test(srs).join().isReceipt()).as(body).isEqualTo(taken);
    });
    receiver.answer(201, "0");
    assertThat(webhooks.test(srs).get().isReceipt()).isFalse();
  }

  @Test
  void anEditIsTriedAtOnceAndADeletionEndsIt() throws Exception {
    receiver.answer(500, "");
    Webhook webhook = add(receiver.url("/a"));
    tell("live/1");
    await("an attempt").until(() -> view(webhook).failures() > 0);
    receiver.answer(200, "");
    Webhook.Wish before = webhook.wish();
    Webhook.Wish elsewhere =
        new Webhook.Wish(
            "name",
            receiver.url("/b"),
            before.occasions(),
            before.streams(),
            before.form(),
            before.secret(),
            true);
    webhooks.replace("eva", webhook.id(), one -> one.version() == 1, elsewhere).get();
    await("at the new place").until(() -> view(webhook).receipts() == 1);
    assertThat(webhooks.replay(webhook.id(), 1, 1).get()).isEqualTo(1);
    await("once more").until(() -> view(webhook).receipts() == 2);
    assertThat(keys("/b").stream().filter("live/1"::equals).count()).isGreaterThanOrEqualTo(1);
    webhooks.remove("eva", webhook.id(), _ -> true).get();
    int before2 = receiver.messages().size();
    tell("live/2");
    assertThat(webhooks.test(webhook).get().isReceipt()).isTrue();
    assertThat(receiver.messages()).hasSize(before2 + 1);
  }
}
