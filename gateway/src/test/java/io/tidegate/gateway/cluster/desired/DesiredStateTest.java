package io.tidegate.gateway.cluster.desired;

import static io.tidegate.gateway.cluster.desired.TestStores.ADMIN;
import static io.tidegate.gateway.cluster.desired.TestStores.get;
import static io.tidegate.gateway.cluster.desired.TestStores.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.state.Exchange;
import io.tidegate.cluster.state.Stamp;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.gateway.access.SigningKey;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.StorageDocuments;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.feature.FeatureTable;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nodes store, between two of them that are connected in memory.
class DesiredStateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAMERA =
      "{\"key\":\"live/cam\",\"sources\":[{\"type\":\"rtsp-pull\",\"url\":\"rtsp://10.0.0.1/a\","
          + "\"user\":\"u\",\"password\":\"pass-of-camera\"}]}";

  @TempDir private Path folder;
  private final Side together = new Side();
  private final List<TestStores> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(TestStores::close);
  }

  private TestStores node(int number, int srtPort) throws Exception {
    TestStores node = new TestStores(folder.resolve("node" + number), number, srtPort);
    nodes.add(node);
    return node;
  }

  private TestStores member(int number) throws Exception {
    return connected(node(number, 0).open());
  }

  private TestStores connected(TestStores node) {
    node.connect(together);
    eventually(node::isMember);
    return node;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  private static UserBook.Draft draft(String name, Role role, boolean enabled) {
    return new UserBook.Draft(name, "correct horse battery", role, Scope.ALL, enabled);
  }

  @Test
  void routesAreAtAllNodesWithTheirHistoryAndSealedAtEach() throws Exception {
    TestStores one = member(1);
    TestStores two = member(2);
    one.put("ann", CAMERA);
    eventually(() -> route(CAMERA).equals(two.find("live/cam")));
    RouteChange there = get(two.routes.changes(Long.MAX_VALUE, 1, null)).getFirst();
    assertThat(there.who()).isEqualTo("ann at node 1");

    two.put("bob", "{\"key\":\"live/cam\",\"enabled\":false}");
    eventually(
        () -> route("{\"key\":\"live/cam\",\"enabled\":false}").equals(one.find("live/cam")));
    get(
        one.routes.undo(
            "ann", get(one.routes.changes(Long.MAX_VALUE, 1, null)).getFirst().version()));
    eventually(() -> route(CAMERA).equals(two.find("live/cam")));
    one.delete("live/cam");
    eventually(() -> two.find("live/cam") == null);
    assertThat(one.desired.problem()).isNull();

    for (TestStores node : nodes) {
      node.desired.left();
      Path file = folder.resolve("node" + node.number).resolve("desired.db");
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes).contains("live/cam").doesNotContain("pass-of-camera");
    }
  }

  @Test
  void theSecondOfTwoEditsIsStale() throws Exception {
    TestStores one = member(1);
    one.put("ann", CAMERA);
    RouteSpec faster = route("{\"key\":\"live/cam\",\"graceMs\":1000}");
    RouteSpec slower = route("{\"key\":\"live/cam\",\"enabled\":false}");
    StateId id = new StateId("route", "live/cam");
    Exchange other = together.line();
    assertThatThrownBy(() ->
            get(
                one.routes.change(
                    "ann",
                    "create",
                    _ -> { // between the decision and the commit
                      long stamp =
                          Stamp.next(other.digest().getOrDefault(id, 0L), Instant.EPOCH, 2);
                      String body = RouteDocuments.write(faster, true).encode();
                      other.offer(
                          List.of(new StateRecord(id, stamp, List.of(), false, "eve", body)));
                      return Map.of(slower.key(), Optional.of(slower));
                    })))
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class,
            stale -> assertThat(stale.kind()).isEqualTo(StoreException.Kind.STALE));
    eventually(() -> faster.equals(one.find("live/cam")));
  }

  @Test
  void whoLosesAfterASplitIsToldAndFindsHisOwnInTheHistory() throws Exception {
    TestStores one = member(1);
    TestStores two = member(2);
    one.put("ann", CAMERA);
    eventually(() -> two.find("live/cam") != null);
    two.connect(new Side());
    two.put("bob", "{\"key\":\"live/cam\",\"enabled\":false}");
    one.put("ann", "{\"key\":\"live/cam\",\"graceMs\":1000}");
    two.connect(together);
    eventually(() -> Objects.equals(one.find("live/cam"), two.find("live/cam")));
    eventually(() -> two.journal.stream().anyMatch(line -> line.contains("to=lost")));
    assertThat(two.find("live/cam")).isEqualTo(route("{\"key\":\"live/cam\",\"graceMs\":1000}"));
    assertThat(two.journal.stream().filter(line -> line.contains("to=lost")))
        .singleElement()
        .asString()
        .startsWith("route live/cam")
        .contains("the edit by bob")
        .contains("ann at node 1");
    assertThat(one.journal).noneMatch(line -> line.contains("to=lost"));
    RouteChange merged = get(two.routes.changes(Long.MAX_VALUE, 1, null)).getFirst();
    assertThat(new JsonObject(merged.deltas().getFirst().before()).getBoolean("enabled")).isFalse();
  }

  @Test
  void whatIsAgainstARuleOfThisMachineIsShownAndTriedAgain() throws Exception {
    TestStores one = member(1);
    TestStores two = connected(node(2, 9_710).open());
    one.put("ann", "{\"key\":\"live/a\",\"sources\":[{\"type\":\"srt-listen\",\"port\":9710}]}");
    eventually(() -> two.desired.problem() != null);
    assertThat(two.desired.problem()).contains("route live/a").contains("9710");
    assertThat(two.find("live/a")).isNull();
    one.put("ann", "{\"key\":\"live/a\",\"sources\":[{\"type\":\"srt-listen\",\"port\":9711}]}");
    eventually(() -> two.find("live/a") != null);
    assertThat(two.desired.problem()).isNull();
  }

  @Test
  void aRightThatIsTakenAnywhereIsGoneEverywhere() throws Exception {
    TestStores one = member(1);
    TestStores two = member(2);
    get(one.users.create(ADMIN, draft("admin", Role.ADMINISTRATOR, true)));
    User bob = get(one.users.create(ADMIN, draft("bob", Role.OPERATOR, true)));
    TokenBook.Made token =
        get(one.tokens.create(ADMIN, new TokenBook.Draft("ci", Role.OPERATOR, Scope.ALL, null)));
    get(one.keys.add(SigningKey.make("k1", Instant.EPOCH, "ann")));
    eventually(() -> two.accounts.ofToken(token.secret()) != null);
    eventually(() -> two.accounts.directory().users().size() == 2);
    eventually(() -> two.keys.keys().equals(one.keys.keys()));
    Principal his = two.user("bob").principal();
    Principal program = token.token().principal();
    assertThat(two.accounts.ofToken(token.secret())).isEqualTo(program);
    assertThat(his).isEqualTo(bob.principal());
    assertThat(get(two.accounts.ofPassword("bob", "correct horse battery", "::1"))).contains(his);
    List<Boolean> told = new ArrayList<>();
    two.accounts.observe(() -> told.add(true));

    get(one.users.replace(ADMIN, draft("bob", Role.OPERATOR, false), _ -> true));
    eventually(() -> !two.accounts.holds(his));
    get(one.tokens.remove(ADMIN, token.token().id()));
    eventually(() -> !two.accounts.holds(program));
    get(one.keys.remove("ann", "k1"));
    eventually(() -> two.keys.keys().isEmpty());
    assertThat(told).hasSizeGreaterThanOrEqualTo(2);
    eventually(() -> two.journal.stream().anyMatch(line -> line.startsWith("token ")));

    get(two.users.remove(ADMIN, "bob"));
    eventually(() -> one.accounts.directory().users().size() == 1);
  }

  @Test
  void usersWhoAreHereAnywayDoNotTellOfEachVisit() throws Exception {
    TestStores one = member(1);
    long before = one.desired.view().orElseThrow().counts().agreed();
    TokenBook.Made token =
        get(one.tokens.create(ADMIN, new TokenBook.Draft("ci", Role.OPERATOR, Scope.ALL, null)));
    assertThat(one.accounts.ofToken(token.secret())).isNotNull();
    eventually(() ->
        Objects.requireNonNull(one.accounts.directory().tokens().get(token.token().id())).lastUsed()
            != null);
    assertThat(one.desired.view().orElseThrow().counts().agreed()).isEqualTo(before + 1);
  }

  @Test
  void settingsSwitchesSpacesAndStorageAreAtAllNodes() throws Exception {
    TestStores one = member(1);
    TestStores two = member(2);
    Map<String, @Nullable String> settings = new HashMap<>();
    settings.put("hls.part-ms", "250");
    settings.put("publish-token", "a-token-for-encoders");
    settings.put("http.port", "8099");
    get(one.settings.change("ann", settings, _ -> true));
    FeatureTable.Path hls = FeatureTable.Path.parse("hls all").orElseThrow();
    get(one.switches.set("ann", hls, 50, _ -> true));
    Space space = new Space("acme", new Space.Quotas(5, 1, 2, 3), "", 0);
    get(one.spaces.put("ann", space, _ -> true));
    StorageSpec far =
        StorageDocuments.stored(
                new JsonObject(
                    "{\"name\":\"far\",\"type\":\"s3\",\"s3\":{\"endpoint\":\"https://s3.example\","
                        + "\"bucket\":\"bucket\",\"accessKey\":\"AK\",\"secretKey\":\"****\"}}"))
            .withSecret(new Token("sk-of-bucket"));
    get(one.storage.put("ann", far, _ -> true));

    eventually(() -> two.storage.store().profiles().containsKey("far"));
    assertThat(Objects.requireNonNull(two.storage.store().profiles().get("far")).spec())
        .isEqualTo(far);
    eventually(() -> two.spaces.find("acme") != null);
    assertThat(Objects.requireNonNull(two.spaces.find("acme")).quotas()).isEqualTo(space.quotas());
    eventually(() -> two.switches.newest().values().equals(one.switches.newest().values()));
    assertThat(two.switches.newest().who()).isEqualTo("ann at node 1");
    eventually(() -> two.settings.newest().values().containsKey("hls.part-ms"));
    assertThat(two.settings.newest().values())
        .isEqualTo(Map.of("hls.part-ms", "250", "publish-token", "a-token-for-encoders"));
    assertThat(two.settings.newest().who()).isEqualTo("ann at node 1");

    settings.clear();
    settings.put("hls.part-ms", null);
    get(two.settings.change("bob", settings, _ -> true));
    get(two.switches.set("bob", hls, null, _ -> true));
    get(two.storage.remove("bob", "far", _ -> true));
    get(two.spaces.remove("bob", "acme", _ -> true));
    eventually(() -> !one.settings.newest().values().containsKey("hls.part-ms"));
    assertThat(one.settings.newest().values()).containsEntry("http.port", "8099");
    eventually(() -> one.switches.newest().values().isEmpty());
    eventually(() -> one.storage.store().profiles().isEmpty() && one.spaces.find("acme") == null);
  }

  @Test
  void aNewcomerKeepsWhatDoesNotClash() throws Exception {
    TestStores one = member(1);
    one.put("ann", CAMERA);
    get(one.users.create(ADMIN, draft("admin", Role.ADMINISTRATOR, true)));
    User admin = one.user("admin");
    TestStores two = node(2, 0);
    two.put("bob", "{\"key\":\"live/cam\",\"enabled\":false}");
    two.put("bob", "{\"key\":\"live/own\"}");
    get(two.users.create(ADMIN, draft("admin", Role.ADMINISTRATOR, true)));
    get(two.users.create(ADMIN, draft("bob", Role.VIEWER, true)));
    connected(two.open());
    eventually(() -> route(CAMERA).equals(two.find("live/cam")));
    eventually(() -> one.find("live/own") != null);
    eventually(() -> two.user("admin").id().equals(admin.id()));
    eventually(() -> one.accounts.directory().users().containsKey("bob"));
  }

  @Test
  void aNodeThatWasAwayCatchesUp() throws Exception {
    TestStores one = member(1);
    TestStores two = member(2);
    one.put("ann", CAMERA);
    one.put("ann", "{\"key\":\"live/gone\"}");
    eventually(() -> two.find("live/gone") != null && two.find("live/cam") != null);
    two.desired.left();
    one.delete("live/gone");
    one.put("ann", "{\"key\":\"live/new\"}");
    two.put("bob", "{\"key\":\"live/own\"}");
    connected(two.open());
    eventually(() -> two.find("live/gone") == null && two.find("live/new") != null);
    eventually(() -> one.find("live/own") != null);
    assertThat(one.find("live/gone")).isNull();
  }
}
