package io.tidegate.gateway.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkDraftTest {
  private static final String WHOLE =
      """
      {"at": "2026-03-01T13:00:00.040+01:00", "durationMs": 1500, "kind": "person.adult",
       "label": "at the door", "confidence": 0.93,
       "box": {"x": 0.1, "y": 0, "width": 0.5, "height": 1}, "data": {"track": 7}}\
      """;

  @Test
  void everythingIsRead() throws Exception {
    MarkDraft draft = MarkDraft.read(new JsonObject(WHOLE));
    assertThat(draft.at()).isEqualTo(Instant.parse("2026-03-01T12:00:00.040Z"));
    assertThat(draft.ptsMs()).isNull();
    assertThat(draft.finding())
        .isEqualTo(
            new Mark.Finding(
                Duration.ofMillis(1_500),
                "person.adult",
                "at the door",
                0.93,
                new Mark.Box(0.1, 0, 0.5, 1),
                "{\"track\":7}"));
  }

  @Test
  void aKindIsEnough() throws Exception {
    MarkDraft draft = MarkDraft.read(new JsonObject("{\"kind\": \"motion\", \"ptsMs\": -40}"));
    assertThat(draft.ptsMs()).isEqualTo(-40);
    assertThat(draft.finding())
        .isEqualTo(new Mark.Finding(Duration.ZERO, "motion", "", null, null, ""));
  }

  @Test
  void boundsAreWhereTheyAreSaidToBe() throws Exception {
    String fits = "{\"kind\": \"k\", \"label\": \"%s\", \"durationMs\": 86400000}";
    String line = "x".repeat(MarkDraft.MOST_LABEL);
    assertThat(MarkDraft.read(new JsonObject(fits.formatted(line))).finding().label())
        .isEqualTo(line);
    String data = "{\"kind\": \"k\", \"data\": {\"d\": \"%s\"}}";
    int around = "{\"d\":\"\"}".length();
    MarkDraft.read(new JsonObject(data.formatted("x".repeat(MarkDraft.MOST_DATA - around))));
    String tooMuch = data.formatted("x".repeat(MarkDraft.MOST_DATA - around + 1));
    assertThatThrownBy(() -> MarkDraft.read(new JsonObject(tooMuch)))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> MarkDraft.read(new JsonObject(fits.formatted(line + "x"))))
        .isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind {}",
        "kind {'kind': ''}",
        "kind {'kind': 'Person'}",
        "kind {'kind': '-x'}",
        "kind {'kind': 7}",
        "at {'kind': 'k', 'at': 'yesterday'}",
        "at {'kind': 'k', 'at': 7}",
        "ptsMs {'kind': 'k', 'ptsMs': 1.5}",
        "ptsMs {'kind': 'k', 'ptsMs': 9223372036854775807}",
        "ptsMs {'kind': 'k', 'ptsMs': 1, 'at': '2026-03-01T12:00:00Z'}",
        "durationMs {'kind': 'k', 'durationMs': -1}",
        "durationMs {'kind': 'k', 'durationMs': 86400001}",
        "label {'kind': 'k', 'label': 'a\\nb'}",
        "confidence {'kind': 'k', 'confidence': 1.01}",
        "confidence {'kind': 'k', 'confidence': 'much'}",
        "box {'kind': 'k', 'box': {'x': 0, 'y': 0}}",
        "box {'kind': 'k', 'box': 'all'}",
        "box.x {'kind': 'k', 'box': {'x': -0.1, 'y': 0, 'width': 1, 'height': 1}}",
        "data {'kind': 'k', 'data': []}",
        "more {'kind': 'k', 'more': 1}"
      })
  void namesWhatIsWrong(String text) {
    int space = text.indexOf(' ');
    JsonObject json = new JsonObject(text.substring(space).replace('\'', '"'));
    assertThatThrownBy(() -> MarkDraft.read(json))
        .isInstanceOfSatisfying(
            ConfigException.class,
            wrong ->
                assertThat(wrong.faults())
                    .extracting(Fault::path)
                    .containsExactly(text.substring(0, space)));
  }

  @Test
  void whateverIsSentIsReadOrRefused() {
    long seed = 7_008;
    Random random = new Random(seed);
    String[] values = {"null", "7", "-1.5", "\"x\"", "[]", "{}", "true", "1e400", "\"\\u0000\""};
    String[] names = {"at", "ptsMs", "durationMs", "kind", "label", "confidence", "box", "data"};
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder("{\"kind\": \"k\"");
      for (int i = random.nextInt(4); i >= 0; i--) {
        text.append(", \"").append(names[random.nextInt(names.length)]).append("\": ");
        text.append(values[random.nextInt(values.length)]);
      }
      try {
        assertThat(MarkDraft.read(new JsonObject(text + "}")).finding().kind()).isNotEmpty();
      } catch (ConfigException refused) {
        assertThat(refused.faults()).as("seed %d, round %d: %s", seed, round, text).isNotEmpty();
      }
    }
  }
}
