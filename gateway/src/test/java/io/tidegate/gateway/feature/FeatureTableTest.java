package io.tidegate.gateway.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTableTest {
  private static final StreamKey CAM = StreamKey.parse("live/cam");

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 50, 150", "25, 2300, 2700", "99, 9850, 9950", "100, 10000, 10000"})
  void aShareIsAboutThatOfTheAddresses(int percent, int least, int most) {
    int on = 0;
    for (int i = 0; i < 10_000; i++) {
      String host = "10." + i / 256 + "." + i % 256 + ".7";
      on += FeatureTable.isWithin(percent, Feature.HLS, host) ? 1 : 0;
    }
    assertThat(on).isBetween(least, most);
  }

  @Test
  void whoHasAFeatureKeepsItWhenItsShareGrows() {
    for (int i = 0; i < 1_000; i++) {
      String host = "2001:db8::" + i;
      boolean before = false;
      for (int percent = 0; percent <= 100; percent++) {
        boolean now = FeatureTable.isWithin(percent, Feature.HLS, host);
        assertThat(now || !before).isTrue();
        before = now;
      }
    }
  }

  @Test
  void sharesOfTwoFeaturesAreOthers() {
    int both = 0;
    for (int i = 0; i < 10_000; i++) {
      both +=
          FeatureTable.isWithin(50, Feature.HLS, "h" + i)
                  && FeatureTable.isWithin(50, Feature.HTTP_FLV, "h" + i)
              ? 1
              : 0;
    }
    assertThat(both).isBetween(2_300, 2_700);
  }

  @Test
  void aLabelGoesBeforeTheNodeAndThatBeforeAll() {
    FeatureTable table =
        FeatureTable.of(
            Map.of(
                "hls all", "10",
                "hls node:local", "20",
                "hls label:floor 2", "40",
                "hls label:door", "30"));
    assertThat(table.percent(Feature.HLS, "local", List.of())).isEqualTo(20);
    assertThat(table.percent(Feature.HLS, "other", List.of("x"))).isEqualTo(10);
    assertThat(table.percent(Feature.HLS, "local", List.of("floor 2"))).isEqualTo(40);
    assertThat(table.percent(Feature.HLS, "local", List.of("floor 2", "door"))).isEqualTo(30);
    assertThat(table.percent(Feature.AUDIO, "local", List.of("door"))).isEqualTo(100);
    assertThat(table.staged()).hasSize(4);
  }

  @Test
  void whatIsStoredAndNotKnownSaysNothing() {
    FeatureTable table =
        FeatureTable.of(
            Map.of("hls", "0", "webrtc all", "0", "hls everybody", "0", "hls all", "101"));
    assertThat(table.isEmpty()).isTrue();
  }

  @Test
  void anythingThatIsReadIsWrittenTheSameOrRefused() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    String letters = "allnode:label \t\u0000é/%";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "label:" : "");
      for (int length = random.nextInt(70); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        assertThat(Target.parse(text.toString())).as("seed " + seed).hasToString(text.toString());
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessage("expected all, node:NAME or label:WORD");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "All", "node:", "label:", "label: x", "label:x\n", "host:a"})
  void whatIsNoTargetIsRefused(String text) {
    assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(IllegalArgumentException.class);
    String longest = "label:" + "x".repeat(64);
    assertThat(Target.parse(longest)).hasToString(longest);
    assertThatThrownBy(() -> Target.parse(longest + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWatchesHearsWhatHasChangedAndNothingElse() {
    Features features = new Features(_ -> List.of());
    List<Set<Feature>> heard = new ArrayList<>();
    features.watch(heard::add);
    features.take(FeatureTable.of(Map.of("hls all", "0")));
    assertThat(features.allows(Feature.HLS, CAM, "h")).isFalse();
    features.take(FeatureTable.of(Map.of("hls all", "0")));
    features.hold(EnumSet.of(Feature.SNAPSHOTS), "too much");
    features.hold(EnumSet.of(Feature.SNAPSHOTS), "too much still");
    features.hold(EnumSet.of(Feature.SNAPSHOTS, Feature.PREVIEWS), "more");
    features.hold(EnumSet.noneOf(Feature.class), "");
    features.take(FeatureTable.ON);
    assertThat(heard)
        .containsExactly(
            EnumSet.of(Feature.HLS),
            EnumSet.of(Feature.SNAPSHOTS),
            EnumSet.of(Feature.PREVIEWS),
            EnumSet.of(Feature.SNAPSHOTS, Feature.PREVIEWS),
            EnumSet.of(Feature.HLS));
    assertThat(features.allows(Feature.HLS, CAM, "h")).isTrue();
  }

  @Test
  void whatTheLadderLetsGoIsAsTheOperatorSaid() {
    Features features = new Features(_ -> List.of());
    features.take(FeatureTable.of(Map.of("transcodes all", "0")));
    features.hold(EnumSet.of(Feature.TRANSCODES, Feature.AUDIO), "too much");
    assertThat(features.allows(Feature.AUDIO)).isFalse();
    features.hold(EnumSet.noneOf(Feature.class), "");
    assertThat(features.allows(Feature.AUDIO)).isTrue();
    assertThat(features.allows(Feature.TRANSCODES)).isFalse();
  }

  @Test
  void aStreamIsStagedByItsKey() {
    Features features = new Features(_ -> List.of());
    features.take(FeatureTable.of(Map.of("ll-hls-parts all", "50")));
    int on = 0;
    for (int i = 0; i < 1_000; i++) {
      StreamKey key = StreamKey.parse("live/s" + i);
      boolean one = features.allows(Feature.LL_HLS_PARTS, key, "a");
      assertThat(features.allows(Feature.LL_HLS_PARTS, key, "b")).isEqualTo(one);
      on += one ? 1 : 0;
    }
    assertThat(on).isBetween(430, 570);
  }
}
