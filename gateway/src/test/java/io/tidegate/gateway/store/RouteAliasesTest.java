package io.tidegate.gateway.store;

import static io.tidegate.gateway.store.RouteStoreTest.get;
import static io.tidegate.gateway.store.RouteStoreTest.key;
import static io.tidegate.gateway.store.RouteStoreTest.put;
import static io.tidegate.gateway.store.RouteStoreTest.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteAliasesTest {
  @TempDir Path folder;
  private RouteStore store;

  @BeforeEach
  void open() throws Exception {
    store =
        RouteStore.open(
            folder.resolve("routes.db"), new RouteTable(), new RouteSetRules(List.of()));
    get(put(store, "{key: live/cam, aliases: [live/door, show/main]}"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anAliasMeansItsRouteUntilItIsTakenAway() throws Exception {
    assertThat(store.table().resolve(key("door"))).isEqualTo(key("cam"));
    assertThat(store.table().resolve(key("show/main"))).isEqualTo(key("cam"));
    assertThat(store.table().resolve(key("cam"))).isEqualTo(key("cam"));
    get(put(store, "{key: live/cam, aliases: [show/main]}"));
    assertThat(store.table().resolve(key("door"))).isEqualTo(key("door"));
    assertThat(store.table().resolve(key("show/main"))).isEqualTo(key("cam"));
    get(store.change("test", "delete", _ -> Map.of(key("cam"), Optional.empty())));
    assertThat(store.table().resolve(key("show/main"))).isEqualTo(key("show/main"));
  }

  @Test
  void anAliasGoesFromOneRouteToAnotherInOneChange() throws Exception {
    RouteSpec without = route("{key: live/cam}");
    RouteSpec with = route("{key: live/a, aliases: [door]}");
    get(
        store.change(
            "test",
            "apply",
            _ -> Map.of(without.key(), Optional.of(without), with.key(), Optional.of(with))));
    assertThat(store.table().resolve(key("door"))).isEqualTo(key("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: live/door} | live/door is a route, and an alias of live/cam",
        "{key: live/b, aliases: [door]} | live/door",
        "{key: live/b, aliases: [cam]} | live/cam is a route, and an alias of live/b",
      })
  void oneNameMeansOneStream(String other, String words) {
    assertThatThrownBy(() -> get(put(store, other)))
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("aliases: ")
        .hasMessageContaining(words);
    assertThat(store.table().routes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: a, aliases: [a]} | other keys than the route's own",
        "{key: a, aliases: [b, live/b]} | each once",
        "{key: a, aliases: ['b*']} | a stream key",
        "{key: a, aliases: [a b]} | a stream key",
        "{key: a, aliases: b} | a list",
      })
  void aliasesAreKeys(String route, String words) {
    assertThatThrownBy(() -> route(route))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("aliases")
        .hasMessageContaining(words);
  }

  @Test
  void theyAreWrittenAndReadBack() throws Exception {
    RouteSpec cam = store.table().routes().getFirst();
    assertThat(RouteDocuments.write(cam, false).getJsonArray("aliases"))
        .containsExactly("live/door", "show/main");
    assertThat(RouteDocuments.readYaml("t", RouteDocuments.writeYaml(List.of(cam), true), Map.of()))
        .containsExactly(cam);
  }

  @Test
  void nobodyPublishesThere() {
    Settings.Publishing open =
        new Settings.Publishing(
            Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(1), false);
    RoutePolicy policy = new RoutePolicy(open, store.table());
    PublishRequest request =
        new PublishRequest("p", key("door"), Protocol.RTMP, "127.0.0.1:1", Map.of());
    assertThat(policy.publish(request))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo("live/door is an alias of live/cam: publish there"));
    assertThat(policy.resolve(key("door"))).isEqualTo(key("cam"));
  }
}
