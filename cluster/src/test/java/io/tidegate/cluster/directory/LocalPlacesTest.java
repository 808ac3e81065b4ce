package io.tidegate.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.member.Lease;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalPlacesTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");

  private final List<Change> changes = new ArrayList<>();
  private final Marks marks = new Marks(() -> 0);
  private final List<Lease> strays = new ArrayList<>();
  private final LocalPlaces places =
      new LocalPlaces(
          1,
          marks,
          new LocalPlaces.Listener() {
            @Override
            public void changed(Change change) {
              changes.add(change);
            }

            @Override
            public void strayed(StreamKey key, Lease stray) {
              strays.add(stray);
            }
          });

  private static long epoch(long count, int node) {
    return count << 16 | node;
  }

  private static Lease lease(long count, int node) {
    return new Lease("incarnation " + node, epoch(count, node), "1"); // all of one run
  }

  private static Lease begun(long count, int node) {
    return new Lease("incarnation " + node, epoch(count, node), "");
  }

  private static Lease fixed(long count, int node) {
    return new Lease("incarnation " + node, epoch(count, node), "fixed");
  }

  private static Place place(long count, int node) {
    return new Place(node, epoch(count, node), Optional.empty());
  }

  @Test
  void theHigherEpochCountsInWhateverOrderNewsCome() {
    places.placed(KEY, lease(2, 3));
    places.placed(KEY, lease(1, 2));
    assertThat(places.gone(KEY, epoch(1, 2))).isFalse();

    assertThat(places.find(KEY)).contains(place(2, 3));
    assertThat(changes).containsExactly(new Change.Placed(KEY, place(2, 3)));
    assertThat(places.seen(KEY)).isEqualTo(epoch(2, 3));
  }

  @Test
  void whoHasLostIsToldWhoHasIt() {
    places.claimed(KEY, lease(1, 1));
    places.placed(KEY, lease(2, 2));

    assertThat(changes)
        .containsExactly(
            new Change.Placed(KEY, place(1, 1)),
            new Change.Lost(KEY, epoch(1, 1), epoch(1, 1), Optional.of(place(2, 2))),
            new Change.Placed(KEY, place(2, 2)));
    assertThat(places.own()).isEmpty();
    assertThat(places.released(KEY, epoch(1, 1))).isNull();
    assertThat(places.lost()).isEqualTo(1);
  }

  @Test
  void whatIsBegunElsewhereDoesNotCountAgainstWhatRunsForLonger() {
    places.claimed(KEY, begun(1, 1));
    places.placed(KEY, begun(2, 2));

    assertThat(places.find(KEY)).contains(place(1, 1));
    assertThat(strays).containsExactly(begun(2, 2));
    assertThat(changes).containsExactly(new Change.Placed(KEY, place(1, 1)));

    // it says so, and whoever knows the stray alone believes it; it is released as it was claimed
    Lease renewed = new Lease("incarnation 1", epoch(3, 1), Runs.value(false, begun(1, 1)));
    assertThat(places.renewed(KEY, begun(1, 1), renewed)).isTrue();
    assertThat(places.renewed(KEY, begun(1, 1), renewed)).isFalse();
    assertThat(places.has(KEY, epoch(1, 1))).isTrue();
    assertThat(places.has(KEY, epoch(3, 1))).isTrue();
    LocalPlaces other = new LocalPlaces(2, marks, changes::add);
    other.claimed(KEY, begun(2, 2));
    other.placed(KEY, renewed);
    assertThat(other.own()).isEmpty();
    assertThat(other.find(KEY)).contains(place(3, 1));
    assertThat(places.released(KEY, epoch(1, 1))).isEqualTo(renewed);
    assertThat(places.find(KEY)).isEmpty();
  }

  /// Whoever claimed it knows it by the first one, marks go by the second.
  @Test
  void whoHasLostWhatWasClaimedAnewIsToldBothEpochs() {
    Lease first = begun(1, 1);
    Lease renewed = begun(3, 1);
    places.claimed(KEY, first);
    assertThat(places.renewed(KEY, first, renewed)).isTrue();

    places.placed(KEY, fixed(4, 2));

    assertThat(changes)
        .contains(
            new Change.Lost(
                KEY,
                epoch(1, 1),
                epoch(3, 1),
                Optional.of(new Place(2, epoch(4, 2), Optional.empty(), true))));
  }

  @Test
  void whoeverBringsAStreamIsNoStray() {
    places.claimed(KEY, fixed(1, 1));
    places.placed(KEY, begun(2, 2)); // a pull does not count against him
    assertThat(places.find(KEY).map(Place::node)).contains(1);
    assertThat(strays).containsExactly(begun(2, 2));

    places.placed(KEY, fixed(3, 2)); // another publisher does
    assertThat(places.find(KEY).map(Place::node)).contains(2);
    assertThat(places.own()).isEmpty();
  }

  @Test
  void aStrayStandsWhereNobodySaysThatHeHasItForLonger() {
    places.placed(KEY, begun(1, 3));
    places.placed(KEY, begun(2, 2));
    assertThat(places.find(KEY)).contains(place(1, 3));

    places.settled(KEY, begun(2, 2));
    assertThat(places.find(KEY)).contains(place(2, 2));
  }

  @Test
  void aClaimThatWasOvertakenBeforeItWasKnownIsLostAtOnce() {
    places.placed(KEY, lease(2, 2));
    places.claimed(KEY, lease(1, 1));

    assertThat(changes)
        .containsExactly(
            new Change.Placed(KEY, place(2, 2)),
            new Change.Lost(KEY, epoch(1, 1), epoch(1, 1), Optional.of(place(2, 2))));
    assertThat(places.find(KEY)).contains(place(2, 2));
  }

  @Test
  void aLaterClaimOfTheSameNodeIsNoLoss() {
    places.claimed(KEY, lease(1, 1));
    places.placed(KEY, lease(2, 1)); // its event comes first
    places.claimed(KEY, lease(2, 1));

    assertThat(changes)
        .containsExactly(new Change.Placed(KEY, place(1, 1)), new Change.Placed(KEY, place(2, 1)));
    assertThat(places.has(KEY, epoch(2, 1))).isTrue();
  }

  @Test
  void whatANodeHadIsGoneWithIt() {
    StreamKey other = StreamKey.parse("live/y");
    places.placed(KEY, lease(1, 2));
    places.placed(other, lease(1, 3));
    places.left("incarnation 2");

    assertThat(places.all()).containsOnlyKeys(other);
    assertThat(changes).contains(new Change.Gone(KEY));
  }

  @Test
  void whatThisNodeHasIsSaidAgainWhenOthersTakeItAway() {
    places.claimed(KEY, lease(1, 1));

    assertThat(places.gone(KEY, epoch(1, 1))).isTrue();
    places.left("incarnation 1");
    assertThat(places.find(KEY)).isPresent();
    assertThat(places.released(KEY, epoch(1, 1))).isEqualTo(lease(1, 1));
    assertThat(places.find(KEY)).isEmpty();
    assertThat(changes).last().isEqualTo(new Change.Gone(KEY));
  }

  @Test
  void anotherIncarnationOfTheSameEpochIsNoNews() {
    places.placed(KEY, lease(1, 2));
    places.placed(KEY, new Lease("merged", epoch(1, 2), "1"));
    places.left("incarnation 2");

    assertThat(places.find(KEY)).isPresent();
    assertThat(changes).hasSize(1);
  }

  @Test
  void theMarkOfTheOneBeforeStays() {
    SegmentPlace mark = new SegmentPlace(7, 1, Instant.ofEpochMilli(5), "k3");
    places.placed(KEY, lease(1, 2));
    marks.put(KEY, epoch(1, 2), mark);
    places.left("incarnation 2");
    places.claimed(KEY, lease(2, 1));

    assertThat(places.find(KEY).flatMap(Place::mark)).contains(mark);
  }
}
