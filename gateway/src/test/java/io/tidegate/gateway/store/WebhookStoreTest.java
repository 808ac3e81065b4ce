package io.tidegate.gateway.store;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.secret.KeyRing;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Delivery.State;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.gateway.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

  private static final SecretBox BOX = SecretBox.of(KeyRing.random());

  @TempDir Path folder;

  private WebhookStore open(Instant now, int mostWaiting) throws StoreException {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return WebhookStore.open(
        folder.resolve("routes.db"), folder.resolve("w.db"), BOX, clock, mostWaiting);
  }

  private static Webhook webhook(String id) {
    Webhook.Wish wish =
        new Webhook.Wish(
            "name of " + id,
            "http://localhost/" + id,
            Set.of(Occasion.PUBLISH, Occasion.ALARM_RAISED),
            Scope.parse(List.of("live/*")),
            Webhook.Form.TIDEGATE,
            new Token("planted"),
            true);
    return new Webhook(id, wish, 1, NOW, "eva");
  }

  private static WebhookStore.Draft draft(String webhook, int number, Instant at) {
    return new WebhookStore.Draft(webhook, "id" + number, "publish", "live/a", at, "{}");
  }

  private static void store(WebhookStore store, Webhook webhook) throws Exception {
    store.change(webhook.id(), _ -> Optional.of(webhook)).get();
  }

  private static List<String> ids(WebhookStore store, String webhook) throws Exception {
    return store.newest(webhook, Long.MAX_VALUE, 100).get().stream()
        .map(one -> one.id() + " " + one.state().label())
        .toList();
  }

  @Test
  void whatWaitsIsThereAfterARestartInItsOrder() throws Exception {
    try (WebhookStore store = open(NOW, 10)) {
      store(store, webhook("a"));
      store.add(List.of(draft("a", 1, NOW), draft("a", 2, NOW), draft("gone", 3, NOW)));
      Delivery first = store.first("a").get().orElseThrow();
      store.tried(first, NOW.plusSeconds(60), new Outcome(NOW, 503, "status 503")).get();
    }
    try (WebhookStore store = open(NOW, 10)) {
      assertThat(store.webhooks().get("a")).isEqualTo(webhook("a"));
      assertThat(store.waiting("a")).isEqualTo(2);
      Delivery first = store.first("a").get().orElseThrow();
      assertThat(first.id()).isEqualTo("id1");
      assertThat(first.attempts()).isEqualTo(1);
      assertThat(first.next()).isEqualTo(NOW.plusSeconds(60));
      assertThat(first.last()).isEqualTo(new Outcome(NOW, 503, "status 503"));
      store.tried(first, NOW, new Outcome(NOW, 200, "")).get();
      assertThat(store.first("a").get().orElseThrow().id()).isEqualTo("id2");
      assertThat(ids(store, "a")).containsExactly("id2 waiting", "id1 delivered");
      assertThat(store.newest("gone", Long.MAX_VALUE, 9).get()).isEmpty();
    }
  }

  @Test
  void ofTooManyTheOldestAreDroppedAndCounted() throws Exception {
    try (WebhookStore store = open(NOW, 3)) {
      store(store, webhook("a"));
      store(store, webhook("b"));
      store.add(IntStream.rangeClosed(1, 3).mapToObj(n -> draft("a", n, NOW)).toList());
      store.add(List.of(draft("b", 9, NOW)));
      assertThat(store.first("a").get().orElseThrow().id()).isEqualTo("id1");
      assertThat(store.dropped("a")).isZero();
      store.add(List.of(draft("a", 4, NOW), draft("a", 5, NOW)));
      assertThat(store.first("a").get().orElseThrow().id()).isEqualTo("id3");
      assertThat(store.dropped("a")).isEqualTo(2);
      assertThat(store.waiting("a")).isEqualTo(3);
      assertThat(store.dropped("b")).isZero();
      assertThat(store.first("b").get().orElseThrow().id()).isEqualTo("id9");
    }
  }

  @Test
  void whatIsTooOldIsDropped() throws Exception {
    Instant edge = NOW.minus(WebhookStore.MAX_AGE);
    try (WebhookStore store = open(NOW, 10)) {
      store(store, webhook("a"));
      store.add(List.of(draft("a", 1, edge.minusMillis(1)), draft("a", 2, edge)));
      assertThat(store.first("a").get().orElseThrow().id()).isEqualTo("id2");
      assertThat(store.dropped("a")).isEqualTo(1);
    }
    try (WebhookStore store = open(NOW.plusMillis(1), 10)) {
      assertThat(store.first("a").get()).isEmpty();
      assertThat(store.dropped("a")).isEqualTo(1);
    }
  }

  @Test
  void whatWasDeliveredIsQueuedAgainUnderItsId() throws Exception {
    try (WebhookStore store = open(NOW, 10)) {
      store(store, webhook("a"));
      store.add(IntStream.rangeClosed(1, 4).mapToObj(n -> draft("a", n, NOW)).toList());
      for (int i = 0; i < 3; i++) {
        Delivery first = store.first("a").get().orElseThrow();
        store.tried(first, NOW, new Outcome(NOW, 200, "")).get();
      }
      assertThat(store.replay("a", 2, 4).get()).isEqualTo(2);
      assertThat(ids(store, "a"))
          .containsExactly(
              "id3 waiting",
              "id2 waiting",
              "id4 waiting",
              "id3 delivered",
              "id2 delivered",
              "id1 delivered");
    }
  }

  @Test
  void ofWhatIsDoneTheNewestAreKept() throws Exception {
    int more = WebhookStore.MAX_DONE + 1;
    try (WebhookStore store = open(NOW, 2_000)) {
      store(store, webhook("a"));
      store.add(IntStream.rangeClosed(1, more).mapToObj(n -> draft("a", n, NOW)).toList());
      await("written").until(() -> store.waiting("a") == more);
      for (int i = 0; i < more; i++) {
        Delivery first = store.first("a").get().orElseThrow();
        store.tried(first, NOW, new Outcome(NOW, 200, "")).get();
      }
      List<Delivery> kept = store.newest("a", Long.MAX_VALUE, 2 * more).get();
      assertThat(kept).hasSize(WebhookStore.MAX_DONE);
      assertThat(kept.getLast().id()).isEqualTo("id2");
      assertThat(kept).allMatch(one -> one.state() == State.DELIVERED);
    }
  }

  @Test
  void aWebhookThatIsRemovedTakesItsMessagesAlong() throws Exception {
    try (WebhookStore store = open(NOW, 10)) {
      store(store, webhook("a"));
      store.add(List.of(draft("a", 1, NOW)));
      store.change("a", _ -> Optional.empty()).get();
      assertThat(store.webhooks()).isEmpty();
      assertThat(store.first("a").get()).isEmpty();
    }
  }

  @Test
  void secretsAreSealedOnDiskAndRotatedWithTheOthers() throws Exception {
    Path routes = folder.resolve("tidegate.db");
    Path outbox = folder.resolve("w.db");
    SecretKeyFile key = SecretKeyFile.of(folder, null);
    Clock clock = Clock.systemUTC();
    try (WebhookStore store = WebhookStore.open(routes, outbox, key.open(routes), clock)) {
      store(store, webhook("a"));
    }
    for (Path file : List.of(routes, outbox)) {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(bytes).as("%s", file).doesNotContain("planted");
    }
    assertThat(key.rotate(routes).lost()).isEmpty();
    try (WebhookStore store = WebhookStore.open(routes, outbox, key.open(routes), clock)) {
      assertThat(store.webhooks().get("a")).isEqualTo(webhook("a"));
      assertThat(store.isReadable(webhook("a"))).isTrue();
    }
    SecretBox other = SecretBox.locked(KeyRing.random(), "another");
    try (WebhookStore store = WebhookStore.open(routes, outbox, other, clock)) {
      Webhook locked = Objects.requireNonNull(store.webhooks().get("a"));
      assertThat(store.isReadable(locked)).isFalse();
      assertThat(locked.wish().secret().text()).isNotEqualTo("planted");
    }
  }

  @Test
  void thereAreAtMostSoMany() throws Exception {
    try (WebhookStore store = open(NOW, 10)) {
      for (int i = 0; i < Webhook.MAX_WEBHOOKS; i++) {
        store(store, webhook("w" + i));
      }
      assertThatThrownBy(() -> store(store, webhook("more")))
          .hasMessageContaining("at most " + Webhook.MAX_WEBHOOKS);
      store(store, webhook("w0"));
      assertThat(store.webhooks()).hasSize(Webhook.MAX_WEBHOOKS);
    }
  }
}
