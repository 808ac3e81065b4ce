package io.tidegate.gateway.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.mark.Mark;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapAnswerTest {
  private static final StreamKey KEY = StreamKey.parse("live/door");
  private static final Instant CAPTURED = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shot SHOT =
      new Shot(KEY, "people", 7, CAPTURED, MediaTime.ofMillis(5_000), Bytes.EMPTY);

  private Instant now = CAPTURED.plusSeconds(1);
  private final Marks marks = new Marks(() -> now);
  private final MarkAllowance allowance = new MarkAllowance(() -> now);

  private String answer(String text, boolean allowed) {
    FrameTapSpec spec = new FrameTapSpec("people", 0, 640, 5, 5, "", Token.NONE, true, allowed);
    return new TapAnswer(KEY, spec, marks, allowance)
        .take(Buffer.buffer(text), number -> number == null || number == 7 ? SHOT : null);
  }

  private List<Mark> all() {
    return marks.find(KEY, Instant.EPOCH, Instant.MAX);
  }

  @Test
  void marksHaveTheTimeOfThePictureWhereTheySayNone() {
    assertThat(
            answer(
                "{\"number\": 7, \"marks\": [{\"kind\": \"a\"}, {\"kind\": \"b\", \"ptsMs\": 4960},"
                    + " {\"kind\": \"c\", \"at\": \"2026-03-01T11:59:00Z\"}]}",
                true))
        .isEmpty();
    assertThat(all()).extracting(mark -> mark.finding().kind()).containsExactly("c", "b", "a");
    assertThat(all().getLast().at()).isEqualTo(CAPTURED);
    assertThat(all().get(1).at()).isEqualTo(CAPTURED.minusMillis(40));
    assertThat(all().getLast().by()).isEqualTo("tap people");
  }

  @Test
  void moreThanSoManyInASecondAreRefusedAndCounted() {
    String hundred =
        "{\"marks\": [" + String.join(", ", Collections.nCopies(100, "{\"kind\": \"a\"}")) + "]}";
    assertThat(answer(hundred, true)).isEmpty();
    assertThat(answer(hundred, true)).isEmpty();
    assertThat(answer(hundred, true)).isEqualTo("marks: more than 100 a second");
    assertThat(marks.refused()).isEqualTo(100);
    assertThat(all()).hasSize(200);
    now = now.plusMillis(999);
    assertThat(answer(hundred, true)).isNotEmpty();
    now = now.plusMillis(1);
    assertThat(answer(hundred, true)).isEmpty();
    now = now.minusSeconds(60);
    assertThat(answer(hundred, true)).as("a clock that was put back gives nothing").isNotEmpty();
    now = now.plusSeconds(3_600);
    assertThat(answer(hundred, true)).isEmpty();
    assertThat(answer(hundred, true)).isEmpty();
    assertThat(answer(hundred, true)).as("nothing is saved up").isNotEmpty();
  }

  @Test
  void nothingIsTakenWhereTheRouteDoesNotSaySo() {
    assertThat(answer("{\"marks\": [{\"kind\": \"a\"}]}", false)).isEmpty();
    assertThat(all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"ok\": true}", "{\"marks\": []}"})
  void anAnswerWithoutMarksIsFine(String text) {
    assertThat(answer(text, true)).isEmpty();
    assertThat(all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "[]",
        "{\"marks\": {}}",
        "{\"marks\": [7]}",
        "{\"marks\": [{\"kind\": \"a\"}, {\"kind\": \"A\"}]}",
        "{\"marks\": [{\"kind\": \"a\"}, {\"kind\": \"b\", \"ptsMs\": 999000}]}",
        "{\"number\": 6, \"marks\": [{\"kind\": \"a\"}]}"
      })
  void allOfThemAreSetOrNone(String text) {
    assertThat(answer(text, true)).isNotEmpty();
    assertThat(all()).isEmpty();
  }

  @Test
  void answersAreBounded() {
    String one = "{\"kind\": \"a\"}";
    String most = String.join(",", Collections.nCopies(TapAnswer.MOST_MARKS, one));
    assertThat(answer("{\"marks\": [" + most + "]}", true)).isEmpty();
    assertThat(answer("{\"marks\": [" + most + "," + one + "]}", true)).contains("100");
    String large = " ".repeat(TapAnswer.MAX_BYTES - 2);
    assertThat(answer("{" + large + "}", true)).isEmpty();
    assertThat(answer("{" + large + " }", true)).contains("bytes");
  }
}
