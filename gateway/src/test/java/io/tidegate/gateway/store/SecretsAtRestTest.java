package io.tidegate.gateway.store;

import static io.tidegate.gateway.store.RouteStoreTest.get;
import static io.tidegate.gateway.store.RouteStoreTest.key;
import static io.tidegate.gateway.store.RouteStoreTest.put;
import static io.tidegate.gateway.store.RouteStoreTest.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.SecretFields;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.secret.KeyRing;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets in the database, with the key, without it and with another one.
class SecretsAtRestTest {
  private static final String CAMERA =
      """
      key: live/cam
      sources:
      - {type: rtsp-pull, url: 'rtsp://192.0.2.7/ch1', user: admin, password: hush-camera}
      - {type: rtsp-pull, url: 'rtsp://192.0.2.7/ch2?channel=1&Pwd=hush-query&a=b'}
      - {type: srt-call, host: 192.0.2.8, port: 9000, stream-id: '#!::r=x,s=hush-srt,m=request'}
      outputs:
        rtmp-push:
        - {url: 'rtmp://192.0.2.5/app', stream-key: hush-stream-key}
        - {url: 'rtmp://192.0.2.5/app/name?token=hush-token'}
      srt: {passphrase: hush-passphrase}
      """;

  private static final List<String> SECRETS =
      List.of(
          "hush-camera",
          "hush-query",
          "hush-srt",
          "hush-token",
          "hush-stream-key",
          "hush-passphrase",
          "hush-before",
          "hush-setting",
          "HUSHOTPSECRETABC");

  @TempDir Path folder;
  private Path file;
  private Path keyFile;

  @BeforeEach
  void nameFiles() {
    file = folder.resolve("tidegate.db");
    keyFile = folder.resolve("secret.key");
  }

  private RouteStore routes() throws StoreException {
    return RouteStore.open(file, new RouteTable(), new RouteSetRules(List.of()));
  }

  private SettingsStore settings() throws StoreException {
    return SettingsStore.open(file, Clock.systemUTC());
  }

  /// Every kind of secret, once now and once in the history.
  private void plant() throws Exception {
    try (RouteStore store = routes();
        SettingsStore settings = settings();
        AccountStore accounts = AccountStore.open(file)) {
      get(put(store, CAMERA.replace("hush-camera", "hush-before")));
      get(put(store, CAMERA));
      get(put(store, "{key: live/open}"));
      get(settings.change("t", "patch", _ -> Map.of("srt.passphrase", "hush-before"), _ -> {}));
      get(
          settings.change(
              "t", "patch", _ -> Map.of("srt.passphrase", "hush-setting", "bind", "::"), _ -> {}));
      get(accounts.change(now -> new AccountStore.Outcome<>(now.with(eva()), true)));
    }
  }

  private static User eva() {
    SecondFactor otp = new SecondFactor("HUSHOTPSECRETABC", 3, List.of("hash"));
    return new User(
        "eva", "id", "$hash", Role.ADMINISTRATOR, Scope.ALL, true, Instant.EPOCH, null, otp);
  }

  private void assertAllThere() throws Exception {
    try (RouteStore store = routes();
        SettingsStore settings = settings();
        AccountStore accounts = AccountStore.open(file)) {
      assertThat(store.table().find(key("live/cam"))).isEqualTo(route(CAMERA));
      assertThat(store.table().waiting()).isEmpty();
      assertThat(store.secretsProblem()).isNull();
      assertThat(get(store.find(2)).deltas().getFirst().before()).contains("hush-before");
      assertThat(settings.newest().values()).containsEntry("srt.passphrase", "hush-setting");
      assertThat(settings.newest().before()).containsEntry("srt.passphrase", "hush-before");
      assertThat(settings.problem()).isNull();
      assertThat(otp(accounts.directory())).isEqualTo("HUSHOTPSECRETABC");
    }
  }

  private static @Nullable String otp(Directory directory) {
    SecondFactor otp = Objects.requireNonNull(directory.users().get("eva")).otp();
    return otp == null ? null : otp.secret();
  }

  private void assertNoneInTheFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1);
        SECRETS.forEach(secret -> assertThat(bytes).as(one.toString()).doesNotContain(secret));
      }
    }
  }

  @Test
  void noneIsInAnyFileAndAllComeBack() throws Exception {
    try (RouteStore open = routes()) {
      plant();
      assertNoneInTheFolder(); // the log of the database lives as long as somebody has it open
      assertThat(open.table().routes()).isEmpty();
    }
    assertNoneInTheFolder();
    assertAllThere();
  }

  @Test
  void undoAndNothingNewAreSeenThroughTheSeals() throws Exception {
    plant();
    try (RouteStore store = routes()) {
      assertThat(get(put(store, CAMERA)).version()).isZero();
      get(store.undo("t", 2));
      assertThat(store.table().find(key("live/cam")))
          .isEqualTo(route(CAMERA.replace("hush-camera", "hush-before")));
      get(store.restore("t", 2, null));
      assertThat(store.table().find(key("live/cam"))).isEqualTo(route(CAMERA));
    }
    assertNoneInTheFolder();
  }

  @Test
  void aDatabaseOfAReleaseBeforeIsSealedAtTheStart() throws Exception {
    plant();
    unseal();
    assertThatThrownBy(this::assertNoneInTheFolder).isInstanceOf(AssertionError.class);
    assertAllThere();
    assertNoneInTheFolder();
  }

  @Test
  void whatAReleaseBeforeLeftOpenInUrlsIsSealedAtTheStart() throws Exception {
    plant();
    String key = KeyRing.read(keyFile).id();
    unsealRows();
    try (Database database = Database.open(file, Schema.ROUTES)) {
      database.update("UPDATE meta SET value = ? WHERE name = 'secret_key_clean'", key);
    }
    assertThatThrownBy(this::assertNoneInTheFolder).isInstanceOf(AssertionError.class);
    assertAllThere();
    assertNoneInTheFolder();
    assertThat(KeyRing.read(keyFile).id()).isEqualTo(key);
  }

  /// Makes it as it was before there was a key.
  private void unseal() throws Exception {
    unsealRows();
    try (Database database = Database.open(file, Schema.ROUTES)) {
      database.update("DELETE FROM meta WHERE name LIKE 'secret%'");
    }
    Files.delete(keyFile);
  }

  private void unsealRows() throws Exception {
    SecretBox box = SecretBox.of(KeyRing.read(keyFile));
    RouteSeals seals = new RouteSeals(box);
    try (Database database = Database.open(file, Schema.ROUTES)) {
      for (List<@Nullable String> row : rows(database, "SELECT document, key FROM route")) {
        String open = seals.open(row.get(1), row.getFirst());
        database.update("UPDATE route SET document = ? WHERE key = ?", open, row.get(1));
      }
      for (String column : List.of("before", "after")) {
        String where = " WHERE key = ? AND version = ?";
        for (List<@Nullable String> row :
            rows(database, "SELECT " + column + ", key, version FROM delta")) {
          String open = seals.open(row.get(1), row.getFirst());
          String sql = "UPDATE delta SET " + column + " = ?" + where;
          database.update(sql, open, row.get(1), row.get(2));
        }
      }
      for (List<@Nullable String> row :
          rows(database, "SELECT before, document, version FROM setting_change")) {
        database.update(
            "UPDATE setting_change SET before = ?, document = ? WHERE version = ?",
            plain(SettingsStore.values(box, row.getFirst())),
            plain(SettingsStore.values(box, row.get(1))),
            row.get(2));
      }
      database.update("UPDATE user SET otp_secret = 'HUSHOTPSECRETABC'");
    }
  }

  private static List<List<@Nullable String>> rows(Database database, String sql)
      throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (var select = database.statement(sql);
        var found = select.executeQuery()) {
      while (found.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static String plain(Map<String, String> values) {
    JsonObject json = new JsonObject();
    values.forEach(json::put);
    return json.encode();
  }

  @Test
  void withoutTheKeyRoutesWaitAndNothingIsOverwritten() throws Exception {
    plant();
    Path kept = Files.move(keyFile, folder.resolve("kept"));
    try (RouteStore store = routes();
        SettingsStore settings = settings();
        AccountStore accounts = AccountStore.open(file)) {
      assertThat(keyFile).doesNotExist();
      assertThat(store.table().waiting()).containsExactly(key("live/cam"));
      assertThat(store.table().obstacle(key("live/cam"))).contains("secrets cannot be read");
      assertThat(store.table().obstacle(key("live/open"))).isNull();
      assertThat(store.secretsProblem()).contains("no such file", "1 route waits", "live/cam");
      assertThat(settings.problem()).contains("setting srt.passphrase");
      assertThat(settings.newest().values()).containsEntry("bind", "::");
      assertThat(settings.newest().values().get("srt.passphrase")).hasSize(52);
      assertThat(otp(accounts.directory())).hasSize(52);
      // what needs no secret can be changed, and of a route with some everything else
      get(put(store, "{key: live/other}"));
      var cam = Objects.requireNonNull(store.table().find(key("live/cam")));
      get(
          put(
              store,
              new RouteSpec(
                  cam.key(), false, cam.sources(), cam.outputs(), null, null, cam.srt())));
      assertThat(store.table().waiting()).containsExactly(key("live/cam"));
      get(settings.change("t", "p", now -> with(now.values(), "bind", "127.0.0.1"), _ -> {}));
      get(
          accounts.change(now -> {
            User eva = Objects.requireNonNull(now.users().get("eva"));
            return new AccountStore.Outcome<>(now.with(eva.withLogin(Instant.EPOCH)), true);
          }));
      assertThatThrownBy(() -> get(put(store, CAMERA.replace("live/cam", "live/new"))))
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("secrets cannot be stored");
    }
    Files.move(kept, keyFile);
    try (RouteStore store = routes();
        SettingsStore settings = settings();
        AccountStore accounts = AccountStore.open(file)) {
      var cam = Objects.requireNonNull(store.table().find(key("live/cam")));
      assertThat(cam.enabled()).isFalse();
      assertThat(cam.sources()).isEqualTo(route(CAMERA).sources());
      assertThat(settings.newest().values()).containsEntry("srt.passphrase", "hush-setting");
      assertThat(otp(accounts.directory())).isEqualTo("HUSHOTPSECRETABC");
    }
  }

  private static Map<String, String> with(Map<String, String> values, String path, String text) {
    Map<String, String> more = new HashMap<>(values);
    more.put(path, text);
    return more;
  }

  @Test
  void withAnotherKeyRoutesWaitUntilSomebodyTypesTheSecretsAgain() throws Exception {
    plant();
    KeyRing.random().write(keyFile);
    try (RouteStore store = routes()) {
      assertThat(store.secretsProblem()).contains("they are sealed under");
      assertThatThrownBy(() -> get(put(store, CAMERA))).cause().isInstanceOf(StoreException.class);
    }
    SecretKeyFile.Rotation begun = SecretKeyFile.beside(file).rotate(file);
    assertThat(begun.lost()).containsExactly("otp eva", "route live/cam", "setting srt.passphrase");
    try (RouteStore store = routes()) {
      assertThat(store.table().waiting()).containsExactly(key("live/cam"));
      get(put(store, CAMERA));
      assertThat(store.table().waiting()).isEmpty();
      assertThat(store.secretsProblem()).isNull();
    }
  }

  @Test
  void aRotationSealsEverythingUnderANewKey() throws Exception {
    plant();
    KeyRing before = KeyRing.read(keyFile);
    SecretKeyFile.Rotation done = SecretKeyFile.beside(file).rotate(file);
    assertThat(done.lost()).isEmpty();
    assertThat(done.key()).isNotEqualTo(before.id());
    assertThat(KeyRing.read(keyFile)).hasToString("[" + done.key() + "]");
    assertAllThere();
    assertNoneInTheFolder();
    String database = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(database).contains(done.key()).doesNotContain(before.id());
  }

  @Test
  void aRotationThatWasCutShortIsFinishedByTheNextStart() throws Exception {
    plant();
    KeyRing before = KeyRing.read(keyFile);
    KeyRing both = KeyRing.random().before(before);
    both.write(keyFile);
    assertAllThere();
    both.first().write(keyFile);
    assertAllThere();
  }

  @Test
  void aKeyOfAnotherFileIsLeftToItsKeeper() throws Exception {
    Path given = folder.resolve("credential");
    SecretKeyFile name = SecretKeyFile.of(folder, given);
    assertThat(name.own()).isFalse();
    assertThat(name.open(file).problem()).contains("no such file");
    assertThat(given).doesNotExist();
    KeyRing first = KeyRing.random();
    first.write(given);
    assertThat(name.open(file).problem()).isNull();
    KeyRing second = KeyRing.random().before(first);
    second.write(given);
    assertThat(name.rotate(file).key()).isEqualTo(second.id());
    assertThat(KeyRing.read(given)).hasToString(second.toString());
    assertThat(SecretKeyFile.of(folder, keyFile).own()).isTrue();
    assertThat(keyFile).doesNotExist();
  }

  /// A kind of secret that somebody adds has to be sealed, too.
  @Test
  void whatTheApiMasksIsSealed() throws Exception {
    String pushes =
        """
        outputs:
          rtsp-push: [{url: 'rtsp://192.0.2.5/a?key=b', user: me, password: hush-push}]
        """;
    RouteSpec whole = route(CAMERA.replace("outputs:\n", pushes));
    JsonObject masked = RouteDocuments.write(whole, false);
    JsonObject stored = RouteDocuments.write(whole, true);
    assertThat(stored).isNotEqualTo(masked);
    assertThat(SecretFields.map(stored, _ -> Token.MASK)).isEqualTo(masked);
  }
}
