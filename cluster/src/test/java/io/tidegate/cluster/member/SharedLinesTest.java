package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members in one process.
class SharedLinesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MANY = 200;

  private TestMembers members;
  private final List<SharedLines> all = new ArrayList<>();

  @BeforeEach
  void setUp() throws IOException {
    members = new TestMembers(84);
  }

  @AfterEach
  void tearDown() {
    all.forEach(SharedLines::close);
    members.close();
  }

  /// What a node knows, a line a number; the first letter is its version.
  private final class Node {
    final AtomicInteger failures = new AtomicInteger();
    final Map<Integer, String> known = new ConcurrentHashMap<>();
    final SharedLines lines;

    Node(Membership member, Map<Integer, String> before) {
      known.putAll(before);
      lines = new SharedLines(member, "lines", this::own, this::learnAll, l -> l.charAt(0));
      all.add(lines);
    }

    private Map<Integer, String> own() {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("partitions move");
      }
      return Map.copyOf(known);
    }

    private void learnAll(Collection<String> lines) {
      lines.forEach(this::learn);
    }

    private void learn(String line) {
      int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
      String _ = known.merge(number, line, (was, now) -> now.compareTo(was) > 0 ? now : was);
    }

    void awaitLines(Map<Integer, String> lines) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(known).isEqualTo(lines));
    }
  }

  @Test
  void whatEachSideOfASplitLearnedBothKnowAfterwards() throws Exception {
    Membership first = members.start(1);
    Membership second = members.start(2, 3);
    Membership third = members.start(3, 2);
    Node one = new Node(first, Map.of(1, "a 1", 5, "b 5"));
    Node two = new Node(second, Map.of(5, "a 5"));
    Node three = new Node(third, Map.of());
    one.lines.tell(9, "a 9");
    two.lines.tell(8, "a 8");

    first.know(members.addresses(1, 2, 3));
    second.know(members.addresses(2, 1, 3));
    third.know(members.addresses(3, 1, 2));

    Map<Integer, String> both = Map.of(1, "a 1", 5, "b 5", 8, "a 8", 9, "a 9");
    for (Node node : List.of(one, two, three)) {
      node.awaitLines(both);
    }
  }

  @Test
  void whatWentWithThoseWhoKeptItIsToldAgainByThoseWhoKnowIt() throws Exception {
    Membership first = members.start(1, 2, 3);
    Membership second = members.start(2, 1, 3);
    Membership third = members.start(3, 1, 2);
    Node one = new Node(first, Map.of());
    for (int i = 0; i < MANY; i++) {
      one.lines.tell(i, "a " + i);
    }
    await().atMost(PATIENCE).until(() -> one.known.size() == MANY);

    TestMembers.kill(second);
    TestMembers.kill(third);

    await().atMost(PATIENCE).until(() -> first.nodes().size() == 1);
    Node four = new Node(members.start(4, 1), Map.of());
    four.awaitLines(one.known);
  }

  @Test
  void aHigherVersionIsNotUndoneByWhoeverHasAnOldOne() throws Exception {
    Node one = new Node(members.start(1), Map.of(1, "b 1"));

    one.lines.tellNew(1, "a 1");
    one.lines.tellNew(1, "c 1");
    one.lines.tellNew(1, "a 1");

    one.awaitLines(Map.of(1, "c 1"));
  }

  /// As while partitions move.
  @Test
  void anExchangeThatFailsIsTriedAgain() throws Exception {
    Membership first = members.start(1, 2);
    Node one = new Node(first, Map.of());
    one.known.put(7, "a 7"); // which nobody was told
    one.failures.set(1);

    Node two = new Node(members.start(2, 1), Map.of());

    two.awaitLines(Map.of(7, "a 7"));
    assertThat(one.failures).hasValue(0);
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws Exception {
    Membership first = members.start(1, 2);
    Node one = new Node(first, Map.of());
    Node two = new Node(members.start(2, 1), Map.of());
    List<MembershipEvent> events = new CopyOnWriteArrayList<>();
    one.lines.close();
    first.observe(events::add); // after the one that is closed

    two.lines.tell(3, "a 3");
    members.start(3, 1, 2);

    two.awaitLines(Map.of(3, "a 3"));
    await()
        .atMost(PATIENCE)
        .until(() -> events.stream().anyMatch(e -> e instanceof MembershipEvent.Joined));
    assertThat(one.known).isEmpty();
  }
}
