package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushPlacesTest {
  private static final StreamKey A = StreamKey.parse("live/a");
  private static final StreamKey B = StreamKey.parse("live/b");

  private final PushPlaces<String> places = new PushPlaces<>();

  @Test
  void tellsEachByItsPlaceInItsRoute() {
    places.follow(B, List.of("z", "a"));
    places.follow(A, List.of("one"));
    Map<String, String> standing = Map.of("a", "works", "z", "fails", "one", "waits");
    assertThat(places.of(standing))
        .containsExactly(
            new PlacedPush<>(0, "waits"),
            new PlacedPush<>(0, "fails"),
            new PlacedPush<>(1, "works"));
  }

  @Test
  void followsTheRoute() {
    places.follow(A, List.of("first", "second", "third"));
    places.follow(A, List.of("second", "third"));
    assertThat(places.of(Map.of("second", "2", "third", "3")))
        .containsExactly(new PlacedPush<>(0, "2"), new PlacedPush<>(1, "3"));
    places.follow(A, List.of());
    assertThat(places.of(Map.of("second", "2"))).isEmpty();
  }

  @Test
  void leavesOutWhatHasNotBegunAndWhatIsEnding() {
    places.follow(A, List.of("fresh", "there"));
    assertThat(places.of(Map.of("there", "2", "ending", "?")))
        .containsExactly(new PlacedPush<>(1, "2"));
  }

  @Test
  void equalOnesStandTheSameAtEachOfTheirPlaces() {
    places.follow(A, List.of("same", "same"));
    assertThat(places.of(Map.of("same", "ok")))
        .containsExactly(new PlacedPush<>(0, "ok"), new PlacedPush<>(1, "ok"));
  }
}
