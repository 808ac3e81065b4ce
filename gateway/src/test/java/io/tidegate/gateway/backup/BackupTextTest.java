package io.tidegate.gateway.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What stands in a backup, form for form.
class BackupTextTest {
  static final String WHOLE = whole();

  private static String whole() {
    try {
      JsonArray routes = new JsonArray().add(new JsonObject().put("key", "live/cam"));
      return BackupText.write(
          new BackupContent(
              RouteDocuments.readAll(routes, Map.of()),
              Map.of(
                  BackupKind.SETTINGS, Map.of("log.level", "warn"),
                  BackupKind.USERS, Map.of("ida", "{\"id\":\"€\"}"),
                  BackupKind.WEBHOOKS, Map.of())),
          Instant.EPOCH,
          "9.9");
    } catch (Exception bug) {
      throw new IllegalStateException(bug);
    }
  }

  @Test
  void readsWhatItHasWritten() throws Exception {
    BackupContent read = BackupText.read(WHOLE);
    assertThat(read.routes()).hasSize(1);
    assertThat(read.things())
        .containsOnlyKeys(BackupKind.SETTINGS, BackupKind.USERS, BackupKind.WEBHOOKS)
        .containsEntry(BackupKind.SETTINGS, Map.of("log.level", "warn"))
        .containsEntry(BackupKind.USERS, Map.of("ida", "{\"id\":\"€\"}"));
    assertThat(BackupText.write(read, Instant.EPOCH, "9.9")).isEqualTo(WHOLE);
    assertThat(read.toString()).contains("USERS").doesNotContain("ida", "warn");
  }

  /// As releases before wrote it.
  @Test
  void readsFormOneAndLeavesAloneWhatItDoesNotHave() throws Exception {
    BackupContent read =
        BackupText.read(
            """
            {"form": 1, "made": "2026-01-01T00:00:00Z", "routes": [{"key": "live/cam"}],
             "settings": {"http.port": 8080, "log.level": "warn"}}
            """);
    assertThat(read.routes()).hasSize(1);
    assertThat(read.things()).containsOnlyKeys(BackupKind.SETTINGS);
    assertThat(read.things().get(BackupKind.SETTINGS))
        .isEqualTo(Map.of("http.port", "8080", "log.level", "warn"));
  }

  @Test
  void refusesALaterFormWithItsRelease() {
    JsonObject later = new JsonObject(WHOLE).put("form", 3);
    refused(later, "a backup of form 3, made by 9.9; this release knows forms 1 to 2");
    refused(later.put("release", "x\ny"), "made by a later release");
    refused(later.put("form", Integer.MAX_VALUE), "form 2147483647");
    refused(later.put("form", 0), "another program");
    refused(later.put("form", -1), "another program");
    refused(later.put("form", "2"), "another program");
    refused(later.put("form", 2.0), "another program");
    refused(new JsonObject(), "another program");
  }

  @Test
  void refusesWhatItWouldTakeInPart() {
    JsonObject kinds = new JsonObject(WHOLE).getJsonObject("kinds");
    refused(with("kinds", null), "at kinds");
    refused(with("kinds", new JsonArray()), "at kinds");
    refused(with("kinds", kinds.copy().put("later", new JsonObject())), "at later");
    refused(with("kinds", kinds.copy().put("settings", new JsonObject())), "at settings");
    refused(with("kinds", kinds.copy().put("users", List.of())), "at users");
    refused(with("kinds", kinds.copy().put("users", Map.of("ida", 5))), "at users");
    refused(with("kinds", kinds.copy().put("users", Map.of("", "x"))), "at users");
    refused(with("settings", Map.of("log.level", 5)), "at settings");
    refused(with("routes", null), "at routes");
    refused(with("routes", List.of("live/cam")), "at routes");
    assertThatThrownBy(() -> BackupText.read("[1]")).isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> BackupText.read("null")).isInstanceOf(UnreadableException.class);
  }

  @Test
  void takesAsManyAsThereCanBe() throws Exception {
    for (BackupKind kind : BackupKind.values()) {
      BackupText.read(many(kind, kind.most()).encode());
      refused(many(kind, kind.most() + 1), "at " + kind.label());
    }
  }

  private static JsonObject many(BackupKind kind, int count) {
    JsonObject all = new JsonObject();
    for (int i = 0; i < count; i++) {
      all.put("k" + i, "x");
    }
    return kind == BackupKind.SETTINGS
        ? with(kind.label(), all)
        : with("kinds", new JsonObject().put(kind.label(), all));
  }

  @Test
  void takesDocumentsAndKeysUpToTheirLength() throws Exception {
    String key = "k".repeat(BackupText.MAX_KEY);
    String text = "x".repeat(BackupText.MAX_DOCUMENT);
    BackupText.read(one(key, text).encode());
    BackupText.read(one("k", "").encode());
    refused(one(key + "k", text), "at users");
    refused(one(key, text + "x"), "at users");
  }

  private static JsonObject one(String key, String document) {
    return with("kinds", Map.of("users", Map.of(key, document)));
  }

  private static JsonObject with(String name, @Nullable Object value) {
    return new JsonObject(WHOLE).put(name, value);
  }

  private static void refused(JsonObject text, String words) {
    assertThatThrownBy(() -> BackupText.read(text.encode()))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(words);
  }
}
