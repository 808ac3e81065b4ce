package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.SharedState;
import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.RouteSetRules;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Everything that one node stores, with a key of secrets of its own.
final class TestStores implements AutoCloseable {
  static final Principal ADMIN =
      new Principal(Principal.Kind.LOCAL, "ann", "ann", Role.ADMINISTRATOR, Scope.ALL, null);

  final int number;
  final RouteStore routes;
  final Accounts accounts;
  final UserBook users;
  final TokenBook tokens;
  final SigningKeyStore keys;
  final SpaceStore spaces;
  final StorageBook storage;
  final SettingsBook settings;
  final FeatureBook switches;
  final DesiredState desired;
  final List<String> journal = new CopyOnWriteArrayList<>();

  private @Nullable SharedState state;

  /// @param srtPort that the configuration of this node gives to others
  TestStores(Path folder, int number, int srtPort) throws Exception {
    this.number = number;
    Files.createDirectories(folder);
    Path file = folder.resolve("tidegate.db");
    SecretBox box = SecretKeyFile.of(folder, null).open(file);
    Clock clock = Clock.systemUTC();
    spaces = SpaceStore.open(file);
    StorageProfileStore profiles = StorageProfileStore.open(file, box);
    RouteSetRules rules =
        new RouteSetRules(
            List.of(new SrtPortSpec("srt", srtPort, null, null)),
            spaces::find,
            name -> profiles.profiles().containsKey(name));
    routes = RouteStore.open(file, new RouteTable(), rules, box);
    accounts = new Accounts(AccountStore.open(file, box), clock, System::nanoTime);
    users = new UserBook(accounts, (_, _) -> {});
    tokens = new TokenBook(accounts, (_, _) -> {});
    keys = SigningKeyStore.open(file, box);
    storage =
        new StorageBook(
            new Storage(
                folder.resolve("storage"),
                UploadStore.open(folder.resolve("uploads.db"), clock),
                (_, _) -> {}),
            profiles,
            List.of(),
            spaces,
            _ -> List.of(),
            (_, _) -> {});
    storage.start();
    Path yaml = Files.writeString(folder.resolve("tidegate.yaml"), "bind: 127.0.0.1\n");
    settings =
        SettingsBook.open(
            SettingsSource.read(yaml.toString(), Map.of()), SettingsStore.open(file, box, clock));
    switches =
        new FeatureBook(
            SettingsStore.features(file, clock), new Features(_ -> List.of()), (_, _) -> {});
    desired =
        new DesiredState(
            folder,
            box,
            new DesiredState.Stores(routes, accounts, keys, spaces, storage, settings, switches),
            (subject, move) ->
                journal.add(subject.kind() + " " + subject.key() + subject.id() + " " + move),
            clock);
  }

  TestStores open() throws Exception {
    state = desired.open(number, "m" + number, () -> number == 1);
    return this;
  }

  void connect(Side side) {
    SharedState now = Objects.requireNonNull(state);
    now.disconnect();
    now.connect(side.line());
  }

  boolean isMember() {
    return desired.view().orElseThrow().member();
  }

  static RouteSpec route(String json) throws Exception {
    return RouteDocuments.read(new JsonObject(json), null);
  }

  void put(String who, String json) throws Exception {
    RouteSpec route = route(json);
    get(routes.change(who, "create", _ -> Map.of(route.key(), Optional.of(route))));
  }

  User user(String name) {
    return Objects.requireNonNull(accounts.directory().users().get(name), name);
  }

  void delete(String key) throws Exception {
    get(routes.change("ann", "delete", _ -> Map.of(StreamKey.parsePattern(key), Optional.empty())));
  }

  @Nullable
  RouteSpec find(String key) {
    return routes.table().find(StreamKey.parsePattern(key));
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    desired.left();
    routes.close();
    accounts.close();
    keys.close();
    spaces.close();
    storage.close();
    settings.close();
    switches.close();
  }
}
