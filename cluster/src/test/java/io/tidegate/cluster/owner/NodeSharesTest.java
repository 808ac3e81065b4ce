package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.TestMembers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members in one process.
class NodeSharesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestMembers members;
  private final List<NodeShares> all = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    members = new TestMembers(86);
  }

  @AfterEach
  void tearDown() {
    all.forEach(NodeShares::close);
    members.close();
  }

  private NodeShares shares(Membership member) {
    NodeShares shares = new NodeShares(member, 100, Set.of("site-a"), Clock.systemUTC());
    all.add(shares);
    return shares;
  }

  private static void awaitAll(NodeShares... nodes) {
    for (NodeShares one : nodes) {
      await().atMost(PATIENCE).until(() -> one.candidates().size() == nodes.length);
    }
  }

  @Test
  void whatWasOrderedOnOneSideOfASplitStandsOnBoth() throws Exception {
    Membership first = members.start(1, 3);
    Membership third = members.start(3, 1);
    Membership second = members.start(2);
    NodeShares one = shares(first);
    NodeShares three = shares(third);
    NodeShares two = shares(second);
    one.drain(1);
    one.drain(3);
    await().atMost(PATIENCE).until(() -> three.isDraining(1) && three.isDraining(3));
    two.drain(1); // on both sides, and then taken back on one
    two.resume(1);
    two.drain(2);

    first.know(members.addresses(1, 2, 3));
    second.know(members.addresses(2, 1, 3));
    third.know(members.addresses(3, 1, 2));

    awaitAll(one, two, three);
    for (NodeShares each : all) {
      await()
          .atMost(PATIENCE)
          .until(() -> !each.isDraining(1) && each.isDraining(2) && each.isDraining(3));
      assertThat(each.drainingSince(1)).isEmpty();
      assertThat(each.drainingSince(2)).isPresent();
    }
    three.resume(3);
    assertThat(three.isDraining(3)).isFalse();
    await().atMost(PATIENCE).until(() -> !one.isDraining(3) && !two.isDraining(3));
  }

  @Test
  void whatWasLostIsSaidAgain() throws Exception {
    Membership first = members.start(1, 2);
    NodeShares one = shares(first);
    one.drain(1);
    first.map("node-shares").clear(); // with both who kept them
    first.map("node-drained").clear();

    NodeShares two = shares(members.start(2, 1));

    awaitAll(one, two);
    await().atMost(PATIENCE).until(() -> two.isDraining(1));
    assertThat(two.candidates())
        .contains(
            new Candidate(1, 100, true, Set.of("site-a")),
            new Candidate(2, 100, false, Set.of("site-a")));
  }

  @Test
  void theOthersRememberHowOftenANodeCame() throws Exception {
    Membership first = members.start(1, 2);
    NodeShares one = shares(first);
    Membership second = members.start(2, 1);
    NodeShares two = shares(second);
    assertThat(two.mayTake()).isTrue();
    IMap<Integer, String> came = first.map("node-comings");
    await().atMost(PATIENCE).until(() -> came.get(2) != null);
    two.close();
    TestMembers.kill(second);
    await().atMost(PATIENCE).until(() -> one.candidates().size() == 1);

    NodeShares _ = shares(members.start(2, 1));

    await().atMost(PATIENCE).until(() -> String.valueOf(came.get(2)).matches("\\d+ \\d+"));
    assertThat(one.mayTake()).isTrue();
  }
}
