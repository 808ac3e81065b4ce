package io.tidegate.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedStateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T20:00:00Z"));
  private final Sides sides = new Sides();
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::stop);
  }

  private TestNode node(int number) throws Exception {
    TestNode node = new TestNode(number, number == 1, sides, clock(now));
    nodes.add(node);
    return node;
  }

  static Clock clock(AtomicReference<Instant> now) {
    InstantSource source = now::get;
    return source.withZone(ZoneOffset.UTC);
  }

  private TestNode started(int number) throws Exception {
    TestNode node = node(number).start(0);
    await().atMost(PATIENCE).until(() -> node.state().view().member());
    return node;
  }

  private static void awaitSame(Map<String, String> wanted, TestNode... nodes) {
    await()
        .atMost(PATIENCE)
        .until(() -> Arrays.stream(nodes).allMatch(node -> node.things.equals(wanted)));
  }

  @Test
  void anEditIsAtAllNodes() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), one, two);
    two.edit("a", "2");
    awaitSame(Map.of("a", "2"), one, two);
    one.edit("a", null);
    awaitSame(Map.of(), one, two);
    assertThat(one.lost).isEmpty();
    assertThat(two.lost).isEmpty();
  }

  @Test
  void aNewcomerTakesWhatIsThereAndBringsWhatDoesNotClash() throws Exception {
    TestNode one = started(1);
    one.edit("a", "cluster");
    TestNode two = node(2);
    two.things.put("a", "newcomer");
    two.things.put("b", "newcomer");
    two.start(0);
    awaitSame(Map.of("a", "cluster", "b", "newcomer"), one, two);
  }

  @Test
  void aNewcomerThatMeetsNobodyTellsNothingOfItsOwn() throws Exception {
    TestNode one = started(1);
    one.edit("a", "cluster");
    TestNode two = node(2);
    two.things.put("a", "newcomer");
    two.start(1);
    two.state().drain();
    assertThat(two.state().view().member()).isFalse();
    two.edit("a", "newcomer, again");
    two.move(0);
    awaitSame(Map.of("a", "cluster"), one, two);
  }

  @Test
  void ofTwoEditsAtATimeOneIsRefusedWhole() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), two);
    two.diskFails = true; // it does not see what comes
    one.edit("a", "2");
    assertThatThrownBy(
            () -> two.editAll("op", Map.of("a", Optional.of("3"), "b", Optional.of("3"))))
        .isInstanceOfSatisfying(
            NotAgreedException.class,
            not -> assertThat(not.reason()).isEqualTo(NotAgreedException.Reason.STALE))
        .hasMessageContaining("thing a was changed by op1 at node 1");
    two.diskFails = false;
    two.state().connect(sides.line(2, 0));
    awaitSame(Map.of("a", "2"), one, two);
    assertThat(two.state().view().counts().stale()).isEqualTo(1);
  }

  @Test
  void afterASplitTheHigherOneStandsAndTheLoserIsTold() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "0");
    awaitSame(Map.of("a", "0"), two);
    two.move(1);
    one.edit("a", "1");
    tick();
    two.edit("a", "2");
    two.edit("b", "2");
    two.move(0);
    awaitSame(Map.of("a", "2", "b", "2"), one, two);
    await().atMost(PATIENCE).until(() -> one.lost.size() == 1);
    assertThat(one.lost.getFirst().body()).isEqualTo("1");
    assertThat(two.lost).isEmpty();
  }

  @Test
  void whoWasAwayCatchesUpAndDoesNotBringBackWhatIsGone() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    one.edit("b", "1");
    awaitSame(Map.of("a", "1", "b", "1"), two);
    two.stop();
    one.edit("a", null);
    one.edit("c", "1");
    two.start(0);
    awaitSame(Map.of("b", "1", "c", "1"), one, two);
  }

  @Test
  void whatWasChangedWhileTheNodeWasStoppedIsAnEdit() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), two);
    two.stop();
    two.edit("a", "rescued");
    two.start(0);
    awaitSame(Map.of("a", "rescued"), one, two);
  }

  @Test
  void whatARuleRefusesIsKeptAndTriedAgain() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    two.move(1);
    one.edit("a", "=name");
    two.edit("b", "=name");
    two.move(0);
    await().atMost(PATIENCE).until(() -> one.refusals.size() == 1 && two.refusals.size() == 1);
    assertThat(one.things).isEqualTo(Map.of("a", "=name"));
    assertThat(two.things).isEqualTo(Map.of("b", "=name"));
    assertThat(one.state().view().refused()).hasSize(1);

    one.edit("a", "other");
    awaitSame(Map.of("a", "other", "b", "=name"), one, two);
    assertThat(one.state().view().refused()).isEmpty();
    assertThat(two.refusals).hasSize(1);
  }

  @Test
  void aBugAtOneRecordDoesNotHoldUpTheOthers() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    two.stumblesAt = "b";
    one.editAll("op", Map.of("a", Optional.of("1"), "b", Optional.of("2"), "c", Optional.of("3")));
    awaitSame(Map.of("a", "1", "c", "3"), two);
    await().atMost(PATIENCE).until(() -> two.refusals.size() == 1);
    assertThat(two.refusals.getFirst()).startsWith("b: ").contains("what is this?");

    two.stumblesAt = "";
    one.edit("b", "other");
    awaitSame(Map.of("a", "1", "b", "other", "c", "3"), one, two);
    assertThat(two.state().view().refused()).isEmpty();
  }

  @Test
  void whatADiskRefusesIsTriedAgain() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    TestNode three = started(3);
    two.diskFails = true;
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), three);
    assertThat(two.things).isEmpty();
    two.diskFails = false;
    two.move(2);
    two.move(0);
    awaitSame(Map.of("a", "1"), two);
  }

  @Test
  void aNodeThatDiesBetweenAgreeingAndDoingFindsItOut() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    two.state().propose(TestNode.KIND, "op2", Map.of("a", Optional.of("1")));
    awaitSame(Map.of("a", "1"), one);
    two.stop(); // neither done nor failed
    two.start(0);
    awaitSame(Map.of("a", "1"), one, two);
    assertThat(two.lost).isEmpty();
  }

  @Test
  void aNodeThatDiesBetweenDoingAndNotingItLosesNothing() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    two.state().propose(TestNode.KIND, "op2", Map.of("a", Optional.of("1")));
    two.things.put("a", "1");
    two.stop();
    two.start(0);
    awaitSame(Map.of("a", "1"), one, two);
    two.edit("a", "2");
    awaitSame(Map.of("a", "2"), one, two);
    assertThat(two.lost).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotTakenForDeleted() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    one.edit("b", "1");
    awaitSame(Map.of("a", "1", "b", "1"), two);
    two.stop();
    two.unreadable.add("a");
    two.start(0);
    two.edit("b", "2");
    awaitSame(Map.of("a", "1", "b", "2"), one);
  }

  @Test
  void anotherMembershipBeginsAnew() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), two);
    two.stop();
    two.settle("of another cluster");
    two.edit("a", "own");
    two.edit("b", "own");
    two.start(0);
    awaitSame(Map.of("a", "1", "b", "own"), one, two);
  }

  @Test
  void oldDeletionsAreForgottenAndWhoWasAwayForLongerBringsNothingBack() throws Exception {
    TestNode one = started(1);
    TestNode two = started(2);
    one.edit("a", "1");
    awaitSame(Map.of("a", "1"), two);
    two.stop();
    one.edit("a", null);
    now.updateAndGet(time -> time.plus(StateBook.REMEMBERED));
    one.state().round();
    assertThat(one.state().view().deletions()).isEqualTo(1);
    tick();
    one.state().round();
    assertThat(one.state().view().deletions()).isZero();

    two.start(0);
    awaitSame(Map.of(), one, two);
  }

  @Test
  void whatOneNodeHasForgottenIsNoNewsToItWhenAnotherStillHasIt() throws Exception {
    List<TestNode> all = List.of(started(1), started(2), started(3));
    all.getFirst().edit("a", "1");
    awaitSame(Map.of("a", "1"), all.get(1), all.get(2));
    all.getFirst().edit("a", null);
    awaitSame(Map.of(), all.get(1), all.get(2));
    now.updateAndGet(time -> time.plus(StateBook.REMEMBERED));
    tick();
    for (TestNode node : all) { // their minutes begin at different times
      node.state().round();
      for (TestNode hears : all) {
        hears.state().drain();
      }
    }
    assertThat(all).allSatisfy(node -> assertThat(node.state().view().deletions()).isZero());
  }

  @Test
  void aWrongClockAtOneNodeDeletesNothingAndDrawsNoOtherAlong() throws Exception {
    Duration year = Duration.ofDays(365);
    TestNode one = started(1);
    TestNode ahead = new TestNode(2, false, sides, Clock.offset(clock(now), year)).start(0);
    nodes.add(ahead);
    one.edit("gone", "1");
    awaitSame(Map.of("gone", "1"), ahead);
    one.edit("gone", null);
    awaitSame(Map.of(), ahead);
    ahead.state().round(); // it takes that for a year old
    assertThat(ahead.state().view().deletions()).isZero();

    one.edit("a", "1");

    awaitSame(Map.of("a", "1"), one, ahead);
    ahead.edit("b", "1");
    awaitSame(Map.of("a", "1", "b", "1"), one, ahead);
    tick();
    StateRecord edited = one.edit("a", "2").getFirst();
    StateRecord after = one.edit("b", "2").getFirst();
    awaitSame(Map.of("a", "2", "b", "2"), one, ahead);
    assertThat(edited.at()).isEqualTo(now.get());
    assertThat(after.at()).isAfter(edited.at().plus(year.minusDays(1))); // it follows that edit
  }

  @Test
  void stampsGrowWhateverTheClockSays() {
    long first = Stamp.next(0, Instant.ofEpochMilli(1_000), 5);
    long second = Stamp.next(first, Instant.ofEpochMilli(10), 7);
    assertThat(second).isGreaterThan(first);
    assertThat(Stamp.node(second)).isEqualTo(7);
    assertThat(Stamp.at(second)).isEqualTo(Instant.ofEpochMilli(1_001));
    assertThat(Stamp.node(Stamp.next(second, Instant.ofEpochMilli(3), 0xffff))).isEqualTo(0xffff);
  }

  private void tick() {
    now.updateAndGet(time -> time.plusMillis(10));
  }
}
