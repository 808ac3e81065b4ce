package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.cluster.directory.TestDirectories;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// As node 1 sees it, which has a label, beside node 2.
class OwnershipTest {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> LABEL = Set.of("site-a");

  private final TestDirectories all = new TestDirectories();
  private final StreamDirectory one = all.node(1);
  private final StreamDirectory two = all.node(2);
  private final List<Candidate> nodes =
      new ArrayList<>(List.of(new Candidate(1, 100, false, LABEL), candidate(2, false)));
  private final AtomicLong now = new AtomicLong();
  private final AtomicBoolean mayTake = new AtomicBoolean(true);
  private final Ownership ownership =
      new Ownership(1, one, () -> List.copyOf(nodes), mayTake::get, now::get);

  private static Candidate candidate(int node, boolean draining) {
    return new Candidate(node, 100, draining, NONE);
  }

  /// One that is due at this node.
  private StreamKey due(int node) {
    return IntStream.range(0, 1_000)
        .mapToObj(number -> StreamKey.parse("live/cam" + number))
        .filter(key -> ownership.due(key, NONE).orElse(0) == node)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatNobodyHasIsStartedWhereItIsDue() {
    assertThat(ownership.standing(due(1), NONE)).isEqualTo(Standing.HERE);
    assertThat(ownership.standing(due(2), NONE)).isEqualTo(Standing.ABSENT);
    assertThat(ownership.standing(due(2), LABEL)).isEqualTo(Standing.HERE);
    assertThat(ownership.standing(due(1), Set.of("site-b"))).isEqualTo(Standing.ABSENT);
    assertThat(ownership.mayStart(LABEL)).isTrue();
    assertThat(ownership.mayStart(Set.of("site-b"))).isFalse();
  }

  @Test
  void whoHasItKeepsItUntilItRunsWhereItIsDue() {
    StreamKey mine = due(1);
    StreamKey others = due(2);
    long epoch = one.claim(others);
    long _ = two.claim(mine);
    assertThat(ownership.standing(others, NONE)).isEqualTo(Standing.HERE);
    assertThat(ownership.standing(mine, NONE)).isEqualTo(Standing.COMING);

    long _ = two.claim(others);
    long _ = one.claim(mine);
    assertThat(ownership.standing(others, NONE)).isEqualTo(Standing.ELSEWHERE);
    assertThat(ownership.standing(mine, NONE)).isEqualTo(Standing.HERE);
    one.release(others, epoch);
    assertThat(ownership.standing(others, NONE)).isEqualTo(Standing.ELSEWHERE);
  }

  @Test
  void whatAPublisherBroughtStays() {
    long _ = two.claim(due(1), true);
    long _ = one.claim(due(2), true);
    assertThat(ownership.standing(due(1), NONE)).isEqualTo(Standing.ELSEWHERE);
    assertThat(ownership.standing(due(2), NONE)).isEqualTo(Standing.HERE);
    assertThat(ownership.standing(due(2), Set.of("site-b"))).isEqualTo(Standing.HERE);
  }

  @Test
  void whatThisNodeMayNotHaveEndsWhereNobodyMay() {
    StreamKey key = due(1);
    long _ = one.claim(key);
    assertThat(ownership.standing(key, Set.of("site-b"))).isEqualTo(Standing.ABSENT);
    nodes.add(new Candidate(3, 100, false, Set.of("site-b")));
    assertThat(ownership.standing(key, Set.of("site-b")))
        .isEqualTo(Standing.HERE); // until 3 has it
  }

  @Test
  void whoeverLostAStreamDoesNotTakeItBackAtOnce() {
    StreamKey key = due(1);
    Runnable end = ownership.follow();
    long _ = one.claim(key);
    long _ = two.claim(key);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.ELSEWHERE);
    now.set(Ownership.REST.toNanos() - 1);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.ELSEWHERE);
    assertThat(ownership.rested()).isEmpty();
    now.incrementAndGet();
    assertThat(ownership.rested()).containsExactly(key);
    assertThat(ownership.rested()).isEmpty();
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.COMING);
    end.run();
  }

  @Test
  void itRestsNotWhenTheOtherOneDies() {
    StreamKey key = due(1);
    Runnable end = ownership.follow();
    List<StreamKey> told = new ArrayList<>();
    ownership.observe(told::add);
    long _ = one.claim(key);
    long _ = two.claim(key);
    told.clear();
    all.kill(2);
    assertThat(told).containsExactly(key);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.HERE);
    end.run();
  }

  @Test
  void aNodeThatDrainsTakesNothing() {
    StreamKey key = due(1);
    nodes.set(0, new Candidate(1, 100, true, LABEL));
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.ABSENT);
    long _ = one.claim(key);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.HERE);
    long _ = two.claim(key);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.ELSEWHERE);
  }

  @Test
  void whatOthersRunComesOneAfterTheOtherAndWhatNobodyRunsAtOnce() {
    Runnable end = ownership.follow();
    List<StreamKey> mine =
        IntStream.range(0, 1_000)
            .mapToObj(number -> StreamKey.parse("live/cam" + number))
            .filter(key -> ownership.due(key, NONE).orElse(0) == 1)
            .toList();
    mine.forEach(key -> two.claim(key));
    assertThat(mine.stream().filter(key -> ownership.standing(key, NONE) == Standing.COMING))
        .hasSize(Moves.AT_ONCE);
    now.addAndGet(Moves.APART.toNanos());
    Set<StreamKey> due = ownership.rested();
    assertThat(due).hasSize(1);
    assertThat(ownership.standing(due.iterator().next(), NONE)).isEqualTo(Standing.COMING);

    all.kill(2);
    assertThat(mine).allMatch(key -> ownership.standing(key, NONE) == Standing.HERE);
    end.run();
  }

  @Test
  void whoeverMayTakeNothingTakesWhatNobodyHasAndWhatIsHandedOver() {
    StreamKey key = due(1);
    mayTake.set(false);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.HERE);
    long _ = two.claim(key);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.ELSEWHERE);
    nodes.set(1, candidate(2, true));
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.COMING);
    nodes.set(1, candidate(2, false));
    mayTake.set(true);
    assertThat(ownership.standing(key, NONE)).isEqualTo(Standing.COMING);
  }
}
