package io.tidegate.cluster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.directory.SharedStreamDirectory;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.TestMembers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedRegistryTest {
  private static final long PATIENCE_MS = 60_000;

  private final TestMembers members;
  private final List<SharedStreamDirectory> directories = new ArrayList<>();
  private final List<SharedRegistry> registries = new ArrayList<>();

  SharedRegistryTest() throws IOException {
    members = new TestMembers(91);
  }

  @AfterEach
  void close() {
    registries.forEach(SharedRegistry::close);
    directories.forEach(SharedStreamDirectory::close);
    members.close();
  }

  private SharedRegistry registry(Membership member, Map<String, Row> sessions) {
    directories.add(new SharedStreamDirectory(member)); // renews the lease
    SharedRegistry registry =
        new SharedRegistry(
            member, kind -> kind == RowKind.SESSION ? List.copyOf(sessions.values()) : List.of());
    registries.add(registry);
    return registry;
  }

  /// By node and id, the state.
  private static Map<String, String> read(SharedRegistry registry) {
    Map<String, String> rows = new TreeMap<>();
    registry.read(
        RowKind.SESSION, _ -> true, (node, row) -> rows.put(node + " " + row.id(), row.state()));
    return rows;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static void say(Map<String, Row> sessions, String id, String state) {
    sessions.put(id, new Row(id, state, "{}"));
  }

  @Test
  void rowsOfEachNodeAreReadAtAllAndGoWithIt() throws Exception {
    Map<String, Row> ofOne = new ConcurrentHashMap<>();
    Map<String, Row> ofTwo = new ConcurrentHashMap<>();
    say(ofOne, "a", "here");
    say(ofTwo, "a", "there");
    say(ofTwo, "b", "there");
    Membership first = members.start(1, 2);
    SharedRegistry one = registry(first, ofOne);
    assertThat(read(one)).isEmpty(); // alone, it tells nothing
    Membership second = members.start(2, 1);
    SharedRegistry two = registry(second, ofTwo);
    Map<String, String> all = Map.of("1 a", "here", "2 a", "there", "2 b", "there");
    await("both at one", () -> read(one).equals(all));
    await("both at two", () -> read(two).equals(all));
    List<Integer> nodes = new ArrayList<>();
    one.read(RowKind.SESSION, node -> node == 2, (node, _) -> nodes.add(node));
    assertThat(nodes).containsExactly(2, 2);
    one.read(RowKind.STREAM, _ -> true, (node, _) -> nodes.add(node));
    assertThat(nodes).hasSize(2);

    say(ofTwo, "b", "elsewhere");
    ofTwo.remove("a");
    await("what has changed", () -> read(one).equals(Map.of("1 a", "here", "2 b", "elsewhere")));
    assertThat(two.stats().rows()).isEqualTo(1);
    assertThat(two.stats().sentBytes()).isPositive();

    TestMembers.kill(second);
    await("what was of the dead one is gone", () -> read(one).equals(Map.of("1 a", "here")));
    await("and removed", () -> one.stats().reaped() > 0);
  }

  @Test
  void whoeverComesBackIsReadAnew() throws Exception {
    Map<String, Row> ofOne = new ConcurrentHashMap<>();
    Map<String, Row> ofTwo = new ConcurrentHashMap<>();
    say(ofTwo, "old", "");
    SharedRegistry one = registry(members.start(1, 2), ofOne);
    Membership second = members.start(2, 1);
    registry(second, ofTwo);
    await("the old one", () -> read(one).equals(Map.of("2 old", "")));
    TestMembers.kill(second);
    Map<String, Row> again = new ConcurrentHashMap<>();
    say(again, "new", "");
    registry(members.start(2, 1), again);
    await("the new one alone", () -> read(one).equals(Map.of("2 new", "")));
  }
}
