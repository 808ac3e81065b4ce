package io.tidegate.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random edits, splits, merges and restarts: in the end all nodes have the same, nothing that all
/// had seen deleted is there, and of every edit that is not in what stands somebody was told once.
class SplitFuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 4;
  private static final int KEYS = 6;
  private static final int STEPS = 300;

  private final Sides sides = new Sides();
  private final List<TestNode> nodes = new ArrayList<>();
  private final Set<StateRecord> accepted = new HashSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void allAgreeInTheEnd(long seed) throws Exception {
    Random random = new Random(seed);
    for (int number = 1; number <= NODES; number++) {
      TestNode node = new TestNode(number, number == 1, sides, Clock.systemUTC()).start(0);
      nodes.add(node);
      await().atMost(PATIENCE).until(() -> node.state().view().member());
    }
    try {
      for (int step = 0; step < STEPS; step++) {
        step(random, step);
      }
      for (TestNode node : nodes) {
        if (!node.isUp()) {
          node.start(0);
        }
        node.move(0);
      }
      awaitAgreement(seed);
      losersWereToldOnce(seed);
      deletionsStay(seed);
    } finally {
      nodes.forEach(TestNode::stop);
    }
  }

  private void step(Random random, int step) throws Exception {
    TestNode node = nodes.get(random.nextInt(NODES));
    int what = random.nextInt(20);
    if (what == 0) {
      if (node.isUp()) {
        node.stop();
      }
    } else if (!node.isUp()) {
      node.start(random.nextInt(2));
    } else if (what < 4) {
      node.move(random.nextInt(3));
    } else if (what == 4) {
      node.state().drain();
    } else {
      edit(node, random, step);
    }
  }

  private void edit(TestNode node, Random random, int step) throws InterruptedException {
    Map<String, Optional<String>> changes = new HashMap<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      String key = "key" + random.nextInt(KEYS);
      boolean gone = random.nextInt(4) == 0;
      changes.put(key, gone ? Optional.empty() : Optional.of(step + " at " + node.number));
    }
    try {
      accepted.addAll(node.editAll("op" + node.number, changes));
    } catch (NotAgreedException stale) {
      assertThat(stale.reason()).isEqualTo(NotAgreedException.Reason.STALE);
    }
  }

  private void awaitAgreement(long seed) {
    await("seed " + seed)
        .atMost(PATIENCE)
        .until(() ->
            nodes.stream().map(node -> stands(node)).distinct().count() == 1
                && nodes.stream().allMatch(node -> node.things.equals(bodies(nodes.getFirst())))
                && nodes.stream().allMatch(node -> node.state().view().pending() == 0));
  }

  private static Map<String, StateRecord> stands(TestNode node) {
    Map<String, StateRecord> all = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      String name = "key" + key;
      node.state()
          .find(new StateId(TestNode.KIND, name))
          .ifPresent(kept -> all.put(name, kept.record()));
    }
    return all;
  }

  private static Map<String, String> bodies(TestNode node) {
    Map<String, String> bodies = new HashMap<>();
    stands(node)
        .forEach((key, record) -> {
          if (!record.deleted()) {
            bodies.put(key, record.body());
          }
        });
    return bodies;
  }

  private void losersWereToldOnce(long seed) {
    List<StateRecord> lost = new ArrayList<>();
    nodes.forEach(node -> lost.addAll(node.lost));
    assertThat(new HashSet<>(lost)).as("seed %d: told once", seed).hasSameSizeAs(lost);
    Map<String, StateRecord> stands = stands(nodes.getFirst());
    Set<StateRecord> ends = new HashSet<>(lost);
    ends.addAll(stands.values());
    accepted.stream().filter(StateRecord::deleted).forEach(ends::add); // gone either way
    for (StateRecord made : accepted) {
      boolean isKnown = ends.stream().anyMatch(end -> end.id().equals(made.id()) && end.knew(made));
      assertThat(isKnown).as("seed %d: %s", seed, made).isTrue();
    }
  }

  private void deletionsStay(long seed) throws Exception {
    TestNode away = nodes.getLast();
    away.stop();
    for (String key : List.copyOf(nodes.getFirst().things.keySet())) {
      nodes.getFirst().edit(key, null);
    }
    away.start(0);
    await("seed " + seed)
        .atMost(PATIENCE)
        .until(() -> nodes.stream().allMatch(node -> node.things.isEmpty()));
  }
}
