package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the store keeps, and how it is changed.
class RouteStoreTest {
  static final RouteSetRules RULES =
      new RouteSetRules(List.of(new SrtPortSpec("srt", 8890, null, null)));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("tidegate.db");
  }

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    try (RouteStore store = open()) {
      RouteChange change = get(put(store, "{key: live/a, labels: [door]}"));
      assertThat(change.version()).isEqualTo(1);
      assertThat(change.deltas()).hasSize(1);
      assertThat(store.table().find(key("live/a"))).isNotNull();
    }
    try (RouteStore store = open()) {
      assertThat(store.table().routes()).containsExactly(route("{key: live/a, labels: [door]}"));
      assertThat(store.table().entries().firstEntry().getValue().who()).isEqualTo("test");
      assertThat(store.table().entries().firstEntry().getValue().version()).isEqualTo(1);
    }
  }

  @Test
  void everyPartOfARouteComesBack() throws Exception {
    RouteSpec whole =
        route(
            """
            key: live/all
            enabled: false
            labels: ['yard', 'floor 2: east']
            sources:
            - {type: rtsp-pull, url: 'rtsps://[2001:db8::1]:9/a?b=c&d', user: 'u:x', password: 'p@/ß',
               transport: udp, verify-tls: true}
            - {type: srt-call, host: '::1', port: 9, mode: rendezvous, local-port: 10}
            - {type: srt-call, url: 'srt://h:1?streamid=%23!::r=a,m=request'}
            - {type: srt-listen}
            - {type: srt-listen, port: 9000}
            - {type: rtmp-publish}
            outputs: {hls: off, srt-push: [{host: a, port: 1}, {host: b, port: 2, stream-id: x}], http-flv: on}
            take-over: false
            grace-ms: 0
            srt: {latency-ms: 500, passphrase: batterystaple, key-length: 32, policy: deadline,
              packet-filter: 'fec,cols:10,rows:5', reorder-tolerance: 9, receive-buffer: 1MB,
              idle-timeout-ms: 1000, peer-latency-ms: 80, max-latency-ms: 900,
              program: 65535, audio-pid: 8190, audio-language: deu, remux: on}
            """);
    try (RouteStore store = open()) {
      get(put(store, whole));
    }
    try (RouteStore store = open()) {
      assertThat(store.table().routes()).containsExactly(whole);
    }
  }

  @Test
  void aChangeOfNothingIsNone() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: live/a}"));
      assertThat(get(put(store, "{key: live/a}")).version()).isZero();
      assertThat(get(store.changes(Long.MAX_VALUE, 10, null))).hasSize(1);
    }
  }

  @Test
  void seedsOnce() throws Exception {
    try (RouteStore store = open()) {
      assertThat(get(store.seed(List.of(route("{key: a}"))))).isTrue();
      assertThat(get(store.seed(List.of(route("{key: b}"))))).isFalse();
      get(delete(store, "live/a"));
    }
    try (RouteStore store = open()) {
      assertThat(get(store.seed(List.of(route("{key: a}"))))).isFalse();
      assertThat(store.table().routes()).isEmpty();
    }
  }

  @Test
  void historySaysWhoAndWhat() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: b}"));
      get(put(store, "{key: a, enabled: false}"));
      List<RouteChange> all = get(store.changes(Long.MAX_VALUE, 10, null));
      assertThat(all).extracting(RouteChange::version).containsExactly(3L, 2L, 1L);
      assertThat(all).extracting(RouteChange::who).containsOnly("test");
      assertThat(get(store.changes(3, 10, key("a")))).hasSize(1);
      RouteDelta last = all.getFirst().deltas().getFirst();
      assertThat(new JsonObject(last.before()).getBoolean("enabled")).isTrue();
      assertThat(new JsonObject(last.after()).getBoolean("enabled")).isFalse();
    }
  }

  @Test
  void undoTakesBackOneChange() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: a, enabled: false}"));
      get(put(store, "{key: b}"));
      RouteChange undone = get(store.undo("test", 2));
      assertThat(undone.action()).isEqualTo("undo 2");
      assertThat(store.table().find(key("a"))).isEqualTo(route("{key: a}"));
      assertThat(store.table().find(key("b"))).isNotNull();
      get(store.undo("test", 3));
      assertThat(store.table().find(key("b"))).isNull();
      get(store.undo("test", undone.version()));
      assertThat(store.table().find(key("a"))).isEqualTo(route("{key: a, enabled: false}"));
    }
  }

  @Test
  void undoDoesNotTrampleOnLaterChanges() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: a, enabled: false}"));
      assertRefused(store.undo("test", 1), StoreException.Kind.CONFLICT, "changed since version 1");
      assertRefused(store.undo("test", 9), StoreException.Kind.ABSENT, "no version 9");
      assertThat(store.table().find(key("a"))).isEqualTo(route("{key: a, enabled: false}"));
    }
  }

  @Test
  void restoresAllOrOneAsTheyWere() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: b}"));
      get(put(store, "{key: a, enabled: false}"));
      get(delete(store, "live/b"));
      get(put(store, "{key: c}"));
      get(store.restore("test", 2, key("a")));
      assertThat(store.table().routes()).containsExactly(route("{key: a}"), route("{key: c}"));
      get(store.restore("test", 2, null));
      assertThat(store.table().routes()).containsExactly(route("{key: a}"), route("{key: b}"));
      get(store.restore("test", 0, null));
      assertThat(store.table().routes()).isEmpty();
      get(store.restore("test", 5, null));
      assertThat(store.table().routes())
          .containsExactly(route("{key: a, enabled: false}"), route("{key: c}"));
      assertRefused(store.restore("test", 99, null), StoreException.Kind.ABSENT, "versions 0 to");
    }
  }

  @Test
  void historyIsBounded() throws Exception {
    try (RouteStore store = open()) {
      List<CompletableFuture<RouteChange>> changes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        changes.add(put(store, "{key: a, grace-ms: " + i + "}"));
      }
      for (CompletableFuture<RouteChange> change : changes) {
        get(change);
      }
      store
          .tamper(
              "UPDATE sqlite_sequence SET seq = "
                  + (RouteRows.MAX_CHANGES + 10)
                  + " WHERE name = 'change'")
          .get(20, TimeUnit.SECONDS);
      long newest = get(put(store, "{key: b}")).version();
      assertThat(newest).isEqualTo(RouteRows.MAX_CHANGES + 11);
      assertThat(get(store.changes(Long.MAX_VALUE, 100, null)))
          .extracting(RouteChange::version)
          .containsExactly(newest, 20L, 19L, 18L, 17L, 16L, 15L, 14L, 13L, 12L);
      assertRefused(store.restore("test", 5, null), StoreException.Kind.ABSENT, "11 to");
    }
  }

  @Test
  void twoRoutesDoNotShareAPort() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a, sources: [{type: srt-listen, port: 9000}]}"));
      assertRefused(
          put(store, "{key: b, sources: [{type: srt-listen, port: 9000}]}"),
          StoreException.Kind.CONFLICT,
          "UDP port 9000 of live/b belongs to route live/a");
      assertRefused(
          put(store, "{key: b, sources: [{type: srt-listen, port: 8890}]}"),
          StoreException.Kind.CONFLICT,
          "belongs to the configuration");
      get(put(store, "{key: b, enabled: false, sources: [{type: srt-listen, port: 9000}]}"));
      assertThat(store.table().find(key("b"))).isNotNull();
    }
  }

  @Test
  void rehearsalChangesNothing() throws Exception {
    try (RouteStore store = open()) {
      RouteSpec route = route("{key: a}");
      RouteChange would =
          get(store.rehearse("test", "apply", _ -> Map.of(route.key(), Optional.of(route))));
      assertThat(would.deltas()).hasSize(1);
      assertThat(store.table().routes()).isEmpty();
      assertThat(get(store.changes(Long.MAX_VALUE, 10, null))).isEmpty();
      assertThat(get(put(store, "{key: a}")).version()).isEqualTo(1);
    }
  }

  @Test
  void observersHearBeforeTheAskerDoes() throws Exception {
    try (RouteStore store = open()) {
      List<String> heard = new ArrayList<>();
      store.observe(change -> heard.add(change.version() + " " + change.deltas()));
      store.observe(_ -> {
        throw new IllegalStateException("a bug");
      });
      get(put(store, "{key: a}"));
      get(put(store, "{key: a}"));
      get(delete(store, "live/a"));
      assertThat(heard).containsExactly("1 [live/a created]", "2 [live/a deleted]");
    }
  }

  private RouteStore open() throws StoreException {
    return RouteStore.open(file, new RouteTable(), RULES);
  }

  static RouteSpec route(String yaml) throws Exception {
    String entry = yaml.startsWith("{") ? yaml : "\n" + yaml.indent(2);
    String list = yaml.startsWith("{") ? "- " + entry : "-" + entry;
    return RouteDocuments.readYaml("test", "routes:\n" + list + "\n", Map.of()).getFirst();
  }

  static StreamKey key(String text) {
    return StreamKey.parse(text);
  }

  static CompletableFuture<RouteChange> put(RouteStore store, String yaml) throws Exception {
    return put(store, route(yaml));
  }

  static CompletableFuture<RouteChange> put(RouteStore store, RouteSpec route) {
    return store.change("test", "put", _ -> Map.of(route.key(), Optional.of(route)));
  }

  private static CompletableFuture<RouteChange> delete(RouteStore store, String key) {
    return store.change("test", "delete", _ -> Map.of(key(key), Optional.empty()));
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  static void assertRefused(
      CompletableFuture<?> future, StoreException.Kind kind, @Nullable String words) {
    assertThatThrownBy(() -> get(future))
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class, refused -> assertThat(refused.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
