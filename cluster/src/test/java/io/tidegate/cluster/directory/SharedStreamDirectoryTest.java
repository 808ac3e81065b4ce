package io.tidegate.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.Lease;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.TestMembers;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members in one process.
class SharedStreamDirectoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StreamKey KEY = StreamKey.parse("live/x");
  private static final int MANY = 50;

  private TestMembers members;
  private final List<SharedStreamDirectory> directories = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    members = new TestMembers(81);
  }

  @AfterEach
  void tearDown() {
    directories.forEach(SharedStreamDirectory::close);
    members.close();
  }

  private SharedStreamDirectory directory(Membership member) {
    SharedStreamDirectory directory = new SharedStreamDirectory(member);
    directories.add(directory);
    return directory;
  }

  private static StreamKey key(int number) {
    return StreamKey.parse("live/cam" + number);
  }

  private static Optional<Integer> node(StreamDirectory directory, StreamKey key) {
    return directory.find(key).map(Place::node);
  }

  private static List<Change> changes(StreamDirectory directory) {
    List<Change> changes = new CopyOnWriteArrayList<>();
    Runnable _ = directory.observe(changes::add);
    return changes;
  }

  @Test
  void oneTakesOverFromTheOtherAndGoesOnBehindItsMark() throws Exception {
    SharedStreamDirectory one = directory(members.start(1, 2));
    SharedStreamDirectory two = directory(members.start(2, 1));
    List<Change> changes = changes(one);
    long first = one.claim(KEY);
    assertThat(node(one, KEY)).contains(1);
    SegmentPlace mark = new SegmentPlace(41, 1, Instant.ofEpochMilli(1_000), "k3");
    one.mark(KEY, first, mark);
    await()
        .atMost(PATIENCE)
        .until(() -> two.find(KEY).flatMap(Place::mark).equals(Optional.of(mark)));
    assertThat(node(two, KEY)).contains(1);

    long second = two.claim(KEY);

    assertThat(second).isGreaterThan(first);
    assertThat(Epochs.node(second)).isEqualTo(2);
    assertThat(two.find(KEY)).contains(new Place(2, second, Optional.of(mark)));
    Place taken = new Place(2, second, Optional.of(mark));
    await()
        .atMost(PATIENCE)
        .until(() -> changes.contains(new Change.Lost(KEY, first, first, Optional.of(taken))));
    one.mark(KEY, first, new SegmentPlace(99, 1, Instant.EPOCH, "k3")); // it has it no more
    one.release(KEY, first);
    two.mark(KEY, second, new SegmentPlace(42, 1, Instant.EPOCH, "k3"));
    await()
        .atMost(PATIENCE)
        .until(() -> one.lastMark(KEY).map(SegmentPlace::number).equals(Optional.of(42L)));
    assertThat(node(one, KEY)).contains(2);

    two.release(KEY, second);
    await().atMost(PATIENCE).until(() -> one.find(KEY).isEmpty());
    assertThat(one.lastMark(KEY)).isPresent();
    assertThat(one.stats().lost()).isEqualTo(1);
  }

  @Test
  void whatADeadNodeHadIsGoneAndMayBeClaimed() throws Exception {
    Membership first = members.start(1, 2, 3);
    Membership second = members.start(2, 1, 3);
    SharedStreamDirectory one = directory(first);
    SharedStreamDirectory two = directory(second);
    SharedStreamDirectory three = directory(members.start(3, 1, 2));
    for (int i = 0; i < MANY; i++) {
      long epoch = (i % 2 == 0 ? one : two).claim(key(i));
      (i % 2 == 0 ? one : two).mark(key(i), epoch, new SegmentPlace(i, 0, Instant.EPOCH, "k3"));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> three.all().size() == MANY && three.stats().marks() == MANY);

    TestMembers.kill(second);

    await().atMost(PATIENCE).until(() -> three.all().size() == MANY / 2);
    assertThat(three.all().values()).allMatch(place -> place.node() == 1);
    for (int i = 1; i < MANY; i += 2) {
      assertThat(three.lastMark(key(i))).map(SegmentPlace::number).contains((long) i);
      long _ = three.claim(key(i));
    }
    await().atMost(PATIENCE).until(() -> one.all().size() == MANY);

    // whoever comes late knows all of it
    SharedStreamDirectory four = directory(members.start(4, 1, 3));
    assertThat(four.all()).isEqualTo(one.all()).hasSize(MANY);
  }

  @Test
  void afterASplitWhoeverHasAStreamForLongerKeepsItAndOfPublishersTheLaterOneStays()
      throws Exception {
    Membership first = members.start(1, 3);
    Membership second = members.start(2);
    SharedStreamDirectory one = directory(first);
    SharedStreamDirectory two = directory(second);
    Membership third = members.start(3, 1);
    SharedStreamDirectory three = directory(third);
    List<Change> ones = changes(one);
    List<Change> twos = changes(two);
    Map<StreamKey, Long> epochs = new HashMap<>();
    for (int i = 0; i < MANY; i++) {
      epochs.put(key(i), one.claim(key(i), i % 2 != 0));
      long _ = two.claim(key(i), i % 2 != 0);
      long _ = two.claim(key(i), i % 2 != 0); // of a higher epoch than the other one
    }
    long alone = two.claim(KEY);

    first.know(members.addresses(1, 2, 3));
    second.know(members.addresses(2, 1, 3));
    third.know(members.addresses(3, 1, 2));

    await()
        .atMost(PATIENCE)
        .until(() ->
            one.all().equals(two.all())
                && one.all().equals(three.all())
                && one.all().size() == MANY + 1
                && one.stats().own() + two.stats().own() == MANY + 1);
    for (int i = 0; i < MANY; i++) {
      int node = i % 2 == 0 ? 1 : 2;
      StreamKey key = key(i);
      assertThat(node(one, key)).contains(node);
      assertThat(node(two, key)).contains(node);
      List<Change> losers = node == 1 ? twos : ones;
      await()
          .atMost(PATIENCE)
          .until(() ->
              losers.stream()
                  .anyMatch(
                      change -> change instanceof Change.Lost lost && lost.key().equals(key)));
    }
    assertThat(one.find(KEY)).map(Place::epoch).contains(alone);
    for (int i = 0; i < MANY; i += 2) { // those that kept it have noticed nothing
      StreamKey key = key(i);
      assertThat(ones).noneMatch(change -> change instanceof Change.Lost && isOf(change, key));
    }
    StreamKey kept = key(0);
    SegmentPlace mark = segment(7);
    one.mark(kept, one.find(kept).orElseThrow().epoch(), mark);
    await().atMost(PATIENCE).until(() -> two.lastMark(kept).equals(Optional.of(mark)));
    one.release(kept, Objects.requireNonNull(epochs.get(kept))); // as it was claimed
    await().atMost(PATIENCE).until(() -> two.find(kept).isEmpty() && three.find(kept).isEmpty());

    // it is the merged one's still when the other one looks again, and goes with it
    TestMembers.kill(second);
    await().atMost(PATIENCE).until(() -> one.all().size() == MANY / 2 - 1);
    assertThat(one.all().values()).allMatch(place -> place.node() == 1);
  }

  private static boolean isOf(Change change, StreamKey key) {
    return change.key().equals(key);
  }

  private static SegmentPlace segment(int number) {
    return new SegmentPlace(number, 0, Instant.EPOCH, "k3");
  }

  @Test
  void theLastMarkOfAStreamThatEndsIsTold() throws Exception {
    SharedStreamDirectory one = directory(members.start(1, 2, 3));
    SharedStreamDirectory two = directory(members.start(2, 1, 3));
    long epoch = one.claim(KEY);
    for (int i = 1; i <= 5; i++) {
      one.mark(KEY, epoch, segment(i));
    }

    one.release(KEY, epoch);

    await().atMost(PATIENCE).until(() -> two.lastMark(KEY).equals(Optional.of(segment(5))));
    // and to those who come when its page was written anew
    for (int i = 0; i < 2 * MANY; i++) {
      one.mark(key(i), one.claim(key(i)), segment(i));
    }
    await().atMost(PATIENCE).until(() -> two.stats().marks() == 2 * MANY + 1);
    SharedStreamDirectory three = directory(members.start(3, 1, 2));
    assertThat(three.lastMark(KEY)).contains(segment(5));
    await().atMost(PATIENCE).until(() -> three.find(KEY).isEmpty());
  }

  @Test
  void whoeverTakesOverKnowsTheLastMarkAtOnce() throws Exception {
    SharedStreamDirectory one = directory(members.start(1, 2));
    SharedStreamDirectory two = directory(members.start(2, 1));
    for (int i = 0; i < MANY; i++) {
      StreamKey key = key(i);
      long epoch = one.claim(key);
      await().atMost(PATIENCE).until(() -> node(two, key).equals(Optional.of(1)));
      one.mark(key, epoch, segment(41));
      one.mark(key, epoch, segment(42));

      long _ = two.claim(key);

      assertThat(two.lastMark(key)).contains(segment(42));
    }
  }

  @Test
  void whatNobodyHasIsNotThereForEver() throws Exception {
    Membership first = members.start(1, 2);
    SharedStreamDirectory one = directory(first);
    SharedStreamDirectory two = directory(members.start(2, 1));
    long kept = one.claim(key(1));
    // as a claim does that is interrupted after it was taken
    IMap<String, Lease> shared = first.map("streams");
    shared.set(KEY.toString(), new Lease(first.self().incarnation(), 1 << 16 | 1, ""));
    await().atMost(PATIENCE).until(() -> node(two, KEY).equals(Optional.of(1)));

    Object _ = one.lookSoon().get();
    Object _ = one.lookSoon().get();

    await().atMost(PATIENCE).until(() -> two.find(KEY).isEmpty() && one.find(KEY).isEmpty());
    assertThat(two.find(key(1))).map(Place::epoch).contains(kept);
  }

  @Test
  void aNodeWhoseLeaseWasLostKeepsItsStreams() throws Exception {
    Membership first = members.start(1, 2);
    SharedStreamDirectory one = directory(first);
    Membership second = members.start(2, 1);
    long _ = directory(second).claim(KEY);
    await().atMost(PATIENCE).until(() -> node(one, KEY).equals(Optional.of(2)));
    IMap<String, Integer> leases = first.map("node-leases");

    for (int i = 0;
        i < 3;
        i++) { // with those who kept it; looked at more than once before it is renewed
      leases.delete(second.self().incarnation());
      Object _ = one.lookSoon().get();
    }

    assertThat(node(one, KEY)).contains(2);
    assertThat(one.stats().reaped()).isZero();
  }

  @Test
  void marksAtTheEndAreNoError() throws Exception {
    SharedStreamDirectory one = directory(members.start(1));
    long epoch = one.claim(KEY);

    one.close();

    one.mark(KEY, epoch, segment(1));
    one.release(KEY, epoch);
    assertThat(one.find(KEY)).isEmpty();
  }
}
