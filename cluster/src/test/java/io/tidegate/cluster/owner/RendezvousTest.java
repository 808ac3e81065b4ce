package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final int KEYS = 20_000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static Candidate node(int number, int weight, String... labels) {
    return new Candidate(number, weight, false, Set.of(labels));
  }

  private static Candidate draining(int number) {
    return new Candidate(number, 100, true, Set.of());
  }

  private static int owner(int key, List<Candidate> nodes) {
    return Rendezvous.choose("live/cam" + key, Set.of(), nodes).orElse(0);
  }

  private static long owned(int node, List<Candidate> nodes) {
    long count = 0;
    for (int key = 0; key < KEYS; key++) {
      count += owner(key, nodes) == node ? 1 : 0;
    }
    return count;
  }

  @Test
  void allNodesComeToTheSameAnswerInWhateverOrderTheyKnowEachOther() {
    List<Candidate> nodes = new ArrayList<>();
    for (int number = 1; number <= 9; number++) {
      nodes.add(node(number, 1 + random.nextInt(200)));
    }
    List<Candidate> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, random);
    for (int key = 0; key < 1_000; key++) {
      assertThat(owner(key, shuffled)).as("seed %d", seed).isEqualTo(owner(key, nodes));
    }
  }

  @Test
  void ofANodeThatGoesOnlyItsOwnKeysMove() {
    List<Candidate> before = List.of(node(1, 100), node(2, 50), node(3, 100), node(4, 300));
    List<Candidate> after = List.of(node(1, 100), node(2, 50), node(4, 300));
    for (int key = 0; key < KEYS; key++) {
      int was = owner(key, before);
      int is = owner(key, after);
      assertThat(is).isNotEqualTo(3);
      if (was != 3) {
        assertThat(is).isEqualTo(was);
      }
    }
  }

  @Test
  void toANodeThatTakesMoreOnlyItsOwnKeysMove() {
    List<Candidate> before = List.of(node(1, 100), node(2, 50), node(3, 100));
    List<Candidate> after = List.of(node(1, 100), node(2, 150), node(3, 100));
    for (int key = 0; key < KEYS; key++) {
      int is = owner(key, after);
      if (is != owner(key, before)) {
        assertThat(is).isEqualTo(2);
      }
    }
  }

  @Test
  void eachHasItsShare() {
    List<Candidate> nodes = List.of(node(1, 100), node(2, 200), node(7, 100), node(9, 0));
    assertThat(owned(1, nodes) / (double) KEYS).isCloseTo(0.25, within(0.02));
    assertThat(owned(2, nodes) / (double) KEYS).isCloseTo(0.5, within(0.02));
    assertThat(owned(7, nodes) / (double) KEYS).isCloseTo(0.25, within(0.02));
    assertThat(owned(9, nodes)).isZero();
  }

  @Test
  void aRouteIsWhereAllOfItsLabelsAre() {
    List<Candidate> nodes =
        List.of(node(1, 100, "site-a"), node(2, 100, "site-a", "gpu"), node(3, 100, "gpu"));
    for (int key = 0; key < 100; key++) {
      assertThat(Rendezvous.choose("live/" + key, Set.of("gpu", "site-a"), nodes)).hasValue(2);
      assertThat(Rendezvous.choose("live/" + key, Set.of("gpu"), nodes).orElse(0)).isIn(2, 3);
    }
    assertThat(Rendezvous.choose("live/x", Set.of("site-b"), nodes)).isEmpty();
  }

  @Test
  void aNodeThatDrainsHasOnlyWhatNobodyElseMayHave() {
    assertThat(owned(2, List.of(node(1, 1), draining(2)))).isZero();
    assertThat(owned(2, List.of(draining(2), node(1, 1)))).isZero();
    assertThat(owned(2, List.of(node(1, 0), draining(2)))).isEqualTo(KEYS);
    List<Candidate> pinned =
        List.of(new Candidate(1, 100, true, Set.of("a")), node(2, 100), draining(3));
    assertThat(Rendezvous.choose("live/x", Set.of("a"), pinned)).isEqualTo(OptionalInt.of(1));
  }

  @Test
  void whereThereIsNobodyNobodyHasIt() {
    assertThat(Rendezvous.choose("live/x", Set.of(), List.of())).isEmpty();
    assertThat(Rendezvous.choose("live/x", Set.of(), List.of(node(1, 0)))).isEmpty();
    assertThatThrownBy(() -> node(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
