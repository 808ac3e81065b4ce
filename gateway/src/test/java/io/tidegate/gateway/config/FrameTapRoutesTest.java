package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Taps in the written forms of a route.
class FrameTapRoutesTest {
  private static final String YAML =
      """
      routes:
        - key: live/door
          outputs:
            frame-tap:
              - {name: people, webhook: 'https://ai.example.com/in?token=geheim', secret: correcthorse, max-fps: 2, marks: true}
              - {name: cars, websocket: true, width: 0, quality: 2, every: key}
              - {name: all, websocket: true, every: 5}
      """;

  private static FrameTapSpec tap(RouteSpec route, int index) {
    return ((OutputSpec.FrameTap) route.outputs().get(index)).spec();
  }

  private static RouteSpec route() throws ConfigException {
    return RouteDocuments.readYaml("t", YAML, Map.of()).iterator().next();
  }

  @Test
  void areReadAndWrittenInAllForms() throws Exception {
    RouteSpec route = route();
    assertThat(tap(route, 0))
        .isEqualTo(
            new FrameTapSpec(
                "people",
                0,
                640,
                5,
                2,
                "https://ai.example.com/in?token=geheim",
                new Token("correcthorse"),
                false,
                true));
    assertThat(tap(route, 1))
        .isEqualTo(new FrameTapSpec("cars", 0, 0, 2, 5, "", Token.NONE, true, false));
    assertThat(tap(route, 2))
        .isEqualTo(new FrameTapSpec("all", 5, 640, 5, 5, "", Token.NONE, true, false));
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
    assertThat(route.toString()).doesNotContain("geheim", "correcthorse");
  }

  @Test
  void secretsAreKeptUnderTheirMaskForTheSameTapAndWebhookOnly() throws Exception {
    RouteSpec route = route();
    JsonObject shown = RouteDocuments.write(route, false);
    assertThat(shown.encode()).doesNotContain("geheim", "correcthorse").contains(Token.MASK);
    assertThat(RouteDocuments.read(shown, route)).isEqualTo(route);
    for (String change : List.of("name", "webhook")) {
      JsonObject other = RouteDocuments.write(route, false);
      JsonObject tap = other.getJsonObject("outputs").getJsonArray("frame-tap").getJsonObject(0);
      tap.put(change, change.equals("name") ? "dogs" : "https://evil.example.com/in");
      assertThatThrownBy(() -> RouteDocuments.read(other, route))
          .as(change)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "name, a b, name",
    "name, '', name",
    "name, abcdefghijklmnopqrstuvwxyz0123456, name",
    "every, frame, every",
    "every, 0, every",
    "every, 3601, every",
    "every, 1000000, every",
    "every, -1, every",
    "width, 7681, width",
    "width, -1, width",
    "quality, 1, quality",
    "quality, 32, quality",
    "maxFps, 0, maxFps",
    "maxFps, 31, maxFps",
    "webhook, ftp://192.0.2.1/, webhook",
    "webhook, https://u:p@192.0.2.1/, webhook",
    "webhook, '', secret",
    "more, 1, more"
  })
  void namesWhatIsWrong(String name, String value, String field) {
    JsonObject tap =
        new JsonObject()
            .put("name", "x")
            .put("webhook", "http://192.0.2.1/in")
            .put("secret", "s")
            .put(name, value.matches("-?\\d+") ? Integer.valueOf(value) : (Object) value);
    refused(new JsonArray().add(tap), "frame-tap[0]." + field);
  }

  @Test
  void eachHasItsOwnNameAndSomebodyWhoGetsIt() {
    JsonObject tap = new JsonObject().put("name", "x").put("websocket", true);
    refused(new JsonArray().add(tap).add(tap), "outputs");
    refused(new JsonArray().add(new JsonObject().put("name", "x")), "webhook");
    JsonArray many = new JsonArray();
    for (int i = 0; i < 9; i++) {
      many.add(new JsonObject().put("name", "x" + i).put("websocket", true));
    }
    refused(many, "outputs");
  }

  private static void refused(JsonArray taps, String field) {
    JsonObject document =
        new JsonObject()
            .put("key", "live/door")
            .put("outputs", new JsonObject().put("frame-tap", taps));
    assertThatThrownBy(() -> RouteDocuments.read(document, null))
        .isInstanceOfSatisfying(
            ConfigException.class,
            wrong ->
                assertThat(wrong.faults())
                    .anyMatch(fault -> (fault.path() + fault.expected()).contains(leaf(field))));
  }

  private static String leaf(String field) {
    return field.substring(field.lastIndexOf('.') + 1);
  }
}
