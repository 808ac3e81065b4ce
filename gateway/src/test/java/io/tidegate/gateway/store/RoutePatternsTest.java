package io.tidegate.gateway.store;

import static io.tidegate.gateway.store.RouteStoreTest.get;
import static io.tidegate.gateway.store.RouteStoreTest.key;
import static io.tidegate.gateway.store.RouteStoreTest.put;
import static io.tidegate.gateway.store.RouteStoreTest.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePatternsTest {
  private static final String NVR =
      """
      key: 'nvr/*-*'
      sources:
      - {type: rtsp-pull, url: 'rtsp://u:geheim@nvr/{2}?channel={1}', on-demand: true}
      - {type: rtmp-pull, url: 'rtmp://nvr/{1}/{2}', on-demand: true}
      - {type: srt-call, url: 'srt://nvr:9000?streamid=read:{1}/{2}', on-demand: true}
      outputs:
        srt-push: [{host: h, port: 1, stream-id: '{1}'}]
        rtmp-push: [{url: 'rtmp://h/app', stream-key: 'key-{2}'}]
      max-instances: 3
      """;

  @TempDir Path folder;
  private RouteStore store;

  @BeforeEach
  void open() throws Exception {
    store = open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static RouteStore open(Path folder) throws StoreException {
    return RouteStore.open(
        folder.resolve("routes.db"), new RouteTable(), new RouteSetRules(List.of()));
  }

  @Test
  void theOwnRouteComesFirstAndThenTheMostSpecificPattern() throws Exception {
    for (String route : List.of("{key: 'live/*'}", "{key: 'live/cam-*'}", "{key: live/cam-1}")) {
      get(put(store, route));
    }
    RouteTable table = store.table();
    assertThat(table.routeOf(key("cam-1"))).hasToString("live/cam-1");
    assertThat(table.routeOf(key("cam-2"))).hasToString("live/cam-*");
    assertThat(table.routeOf(key("door"))).hasToString("live/*");
    assertThat(table.routeOf(key("show/door"))).isNull();
    assertThat(table.find(key("show/door"))).isNull();
    assertThat(Objects.requireNonNull(table.find(key("door"))).key()).hasToString("live/door");
    get(store.undo("test", 2));
    assertThat(table.routeOf(key("cam-2"))).hasToString("live/*");
  }

  @Test
  void patternsAreThereAfterARestart() throws Exception {
    get(put(store, NVR));
    store.close();
    store = open(folder);
    assertThat(store.unreadable()).isEmpty();
    assertThat(store.table().routeOf(key("nvr/a-b"))).hasToString("nvr/*-*");
  }

  @Test
  void whatTheStarsTookGoesIntoTheAddresses() throws Exception {
    get(put(store, NVR));
    RouteSpec cam = Objects.requireNonNull(store.table().find(key("nvr/a-b")));
    assertThat(RouteDocuments.writeYaml(List.of(cam), true))
        .contains("rtsp://nvr/b?channel=a")
        .contains("rtmp://nvr:1935/a/b")
        .contains("read:a/b")
        .contains("stream-id: a")
        .contains("key-b")
        .doesNotContain("{1}", "{2}");
    assertThat(cam.mostInstances()).isEqualTo(3);
  }

  @Test
  void theyAreWrittenAndReadBack() throws Exception {
    RouteSpec nvr = route(NVR);
    assertThat(RouteDocuments.readYaml("t", RouteDocuments.writeYaml(List.of(nvr), true), Map.of()))
        .containsExactly(nvr);
    var shown = RouteDocuments.write(nvr, false);
    assertThat(shown.encode()).doesNotContain("geheim", "key-").contains("\"onDemand\":true");
    assertThat(RouteDocuments.read(shown, nvr)).isEqualTo(nvr);
  }

  @Test
  void sourcesOnDemandRunForPlayersAlone() throws Exception {
    RouteSpec nvr = route(NVR);
    assertThat(nvr.hasOnDemand()).isTrue();
    assertThat(nvr.running(false).sources()).isEmpty();
    assertThat(nvr.running(true).sources())
        .extracting(source -> source.type())
        .containsExactly("rtsp-pull", "rtmp-pull", "srt-call");
    assertThat(nvr.plan().sources()).hasSize(3);
  }

  @Test
  void ofTwoEqualPatternsOneIsRefusedByName() throws Exception {
    get(put(store, "{key: 'live/a*'}"));
    assertThatThrownBy(() -> get(put(store, "{key: 'live/*b'}")))
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.CONFLICT))
        .hasMessageContaining("live/*b and live/a*");
    get(put(store, "{key: 'live/b*'}"));
    get(put(store, "{key: 'live/a*', enabled: false}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{key: 'live/**'} | key | side by side",
        "{key: 'api/*'} | key | reserved",
        "{key: '*/*', aliases: [a]} | aliases | many streams",
        "{key: 'live/*', sources: [{type: srt-listen, port: 9000}]} | sources | port of its own",
        "{key: live/a, sources: [{type: rtsp-pull, url: 'rtsp://h/a'}, {type: rtsp-pull, url:"
            + " 'rtsp://h/a', on-demand: true}]} | sources | each source once",
        "{key: 'live/*', outputs: {udp-ts-push: [{url: 'udp://239.1.1.1:5000'}]}} | outputs | one"
            + " place",
        "{key: live/a, max-instances: 3} | max-instances | a key with a *",
        "{key: 'live/*', max-instances: 0} | max-instances | 1 to 10000",
        "{key: live/a, sources: [{type: rtsp-pull, url: 'rtsp://h/{1}'}]} | sources[0].url |"
            + " no {1}, as the key has no star",
        "{key: 'live/*', sources: [{type: rtsp-pull, url: 'rtsp://h/{2}'}]} | sources[0].url |"
            + " no {2}, as the key has one star",
        "{key: 'live/*', sources: [{type: rtsp-pull, url: 'rtsp://{1}/x'}]} | sources[0].url |"
            + " a host without",
        "{key: 'live/*', sources: [{type: srt-call, host: h, port: 1, stream-id: '{0}'}]} |"
            + " sources[0].stream-id | no {0}",
        "{key: 'live/*', sources: [{type: rtmp-publish, on-demand: true}]} | on-demand | unknown",
        "{key: 'live/*', outputs: {srt-push: [{host: h, port: 1, on-demand: true}]}} | on-demand |"
            + " source",
        "{key: 'live/*', outputs: {rtmp-push: [{url: 'rtmp://h/a/{3}'}]}} | outputs[0].url |"
            + " no {3}",
      })
  void whatCannotBeIsRefusedWithItsField(String route, String field, String words) {
    assertThatThrownBy(() -> route(route))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(field)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"live/*", "*"})
  void noStreamHasAStar(String text) {
    assertThatThrownBy(() -> StreamKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThat(StreamKey.parsePattern(text).isPattern()).isTrue();
  }
}
