package io.tidegate.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.SettingView;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SettingsVersion;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsBookTest {
  @TempDir Path folder;

  @Test
  void environmentWinsOverTheApiAndThatOverTheFile() throws Exception {
    String yaml = "http: {port: 1}\nrtmp: {port: 2}\nstreams: {grace-ms: 3}\n";
    Map<String, String> environment = Map.of("TIDEGATE_RTMP_PORT", "4");
    try (SettingsBook book = open(yaml, environment)) {
      patch(book, "http.port", "5");
      patch(book, "streams.grace-ms", "6");
      assertThat(view(book, "http.port").origin()).isEqualTo(SettingView.Origin.API);
      assertThat(view(book, "rtmp.port").origin()).isEqualTo(SettingView.Origin.ENVIRONMENT);
      assertThat(view(book, "rtmp.port").place()).isEqualTo("TIDEGATE_RTMP_PORT");
      assertThat(view(book, "srt.port").origin()).isEqualTo(SettingView.Origin.DEFAULT);
      assertThatThrownBy(() -> patch(book, "rtmp.port", "7"))
          .hasMessage("rtmp.port: is set by TIDEGATE_RTMP_PORT, which wins");
    }
    try (SettingsBook book = open(yaml, environment)) {
      assertThat(book.atStart().http().port()).isEqualTo(5);
      assertThat(book.atStart().rtmp().port()).isEqualTo(4);
      assertThat(book.atStart().publishing().grace()).hasMillis(6);
      patch(book, "http.port", null);
      assertThat(view(book, "http.port").value()).isEqualTo("5");
      assertThat(view(book, "http.port").pending()).isEqualTo("1");
      assertThat(view(book, "http.port").place()).endsWith("tidegate.yaml:1");
    }
  }

  @Test
  void someTakeEffectAtOnceAndOthersWithTheNextStart() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      List<Settings> told = new ArrayList<>();
      book.follow((_, settings) -> told.add(settings));
      patch(book, "streams.grace-ms", "7");
      patch(book, "http.port", "0");
      assertThat(told).hasSize(2);
      assertThat(told.getLast().publishing().grace()).hasMillis(7);
      assertThat(told.getLast().http().port()).isEqualTo(8080);
      assertThat(view(book, "streams.grace-ms").value()).isEqualTo("7");
      assertThat(view(book, "streams.grace-ms").pending()).isNull();
      assertThat(view(book, "http.port").value()).isEqualTo("8080");
      assertThat(view(book, "http.port").pending()).isEqualTo("0");
    }
  }

  @Test
  void whatIsWrongIsRefusedWithItsKey() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      refuses(book, "http.prot", "1", "http.prot: unknown key");
      refuses(book, "http.port", "65536", "http.port: expected a port, 0 (any free one) to 65535");
      refuses(book, "hls.part-ms", "1900", "hls.part-ms: expected a part that fits");
      refuses(book, "publish", "token", "publish: expected with token a publish-token");
      refuses(book, "data-dir", "/tmp", "data-dir: is for the file or the environment");
      refuses(book, "publish-token-file", "/etc/passwd", "publish-token-file: is for the file");
      refuses(book, "http.tls-key", "/etc/passwd", "http.tls-key: is for the file");
      assertThat(book.newest().version()).isZero();
    }
  }

  @Test
  void whatNeedsTheNextStartDoesNotCarryWhatRuns() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      assertThatThrownBy(() -> patch(book, Map.of("publish", "token", "publish-token", "hush!")))
          .hasMessageStartingWith("with what runs until the next start: publish: expected");
      patch(book, "publish-token", "hush!");
      assertThat(view(book, "publish-token").pending()).isEqualTo("********");
    }
    try (SettingsBook book = open("", Map.of())) {
      patch(book, "publish", "token");
      assertThat(view(book, "publish").pending()).isNull();
      patch(book, "publish-token", "********");
      assertThat(book.newest().version()).as("a mask changes nothing").isEqualTo(2);
    }
  }

  @Test
  void changesAreRememberedAndTakenBack() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      patch(book, Map.of("streams.grace-ms", "1", "log.level", "debug"));
      patch(book, "streams.grace-ms", "2");
    }
    try (SettingsBook book = open("", Map.of())) {
      List<SettingsVersion> all = book.changes(Long.MAX_VALUE, 10).get(20, TimeUnit.SECONDS);
      assertThat(all).extracting(SettingsVersion::version).containsExactly(2L, 1L);
      assertThat(all).extracting(SettingsVersion::who).containsOnly("me");
      assertThatThrownBy(() -> get(book.undo("me", 1)))
          .isInstanceOf(StoreException.class)
          .hasMessage("streams.grace-ms has changed since version 1");
      assertThat(get(book.undo("me", 2)).values()).containsEntry("streams.grace-ms", "1");
      assertThat(get(book.undo("me", 1)).values()).isEmpty();
      assertThat(book.newest().version()).isEqualTo(4);
      assertThatThrownBy(() -> get(book.undo("me", 9)))
          .hasMessage("no version 9 in the history of the settings");
    }
  }

  @Test
  void aChangeForAnotherVersionIsStale() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      assertThatThrownBy(
              () -> get(book.change("me", Map.of("log.level", "debug"), version -> version == 1)))
          .isInstanceOfSatisfying(
              StoreException.class,
              stale -> assertThat(stale.kind()).isEqualTo(StoreException.Kind.STALE));
    }
  }

  @Test
  void whatDoesNotGoWithTheFileAnyMoreIsLeftOutAndSaid() throws Exception {
    try (SettingsBook book = open("", Map.of())) {
      patch(book, "hls.segment-ms", "60000");
      patch(book, "hls.part-ms", "5000");
    }
    try (SettingsBook book = open("", Map.of("TIDEGATE_HLS_SEGMENT_MS", "1000"))) {
      assertThat(book.problem()).startsWith("stored settings are left out: hls.part-ms");
      assertThat(book.atStart().hls().partMs()).isEqualTo(200);
      patch(book, "hls.part-ms", "250");
      assertThat(book.problem()).isNull();
      assertThat(view(book, "hls.part-ms").value()).isEqualTo("250");
    }
  }

  private SettingsBook open(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml);
    SettingsSource source = SettingsSource.read(file.toString(), environment);
    return SettingsBook.open(
        source, SettingsStore.open(folder.resolve("tidegate.db"), Clock.systemUTC()));
  }

  private static void refuses(SettingsBook book, String path, String value, String message) {
    assertThatThrownBy(() -> book.check(Map.of(path, value)))
        .isInstanceOfSatisfying(
            ConfigException.class,
            wrong -> assertThat(wrong.faults().getFirst().path()).isEqualTo(path))
        .hasMessageStartingWith(message);
  }

  private static void patch(SettingsBook book, String path, @Nullable String value)
      throws Exception {
    Map<String, @Nullable String> changes = new HashMap<>();
    changes.put(path, value);
    patch(book, changes);
  }

  private static void patch(SettingsBook book, Map<String, @Nullable String> changes)
      throws Exception {
    get(book.change("me", changes, _ -> true));
  }

  /// Fails as the store did.
  private static <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  private static SettingView view(SettingsBook book, String path) {
    return book.views().stream().filter(view -> view.path().equals(path)).findFirst().orElseThrow();
  }
}
