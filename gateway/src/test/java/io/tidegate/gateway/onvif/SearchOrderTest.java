package io.tidegate.gateway.onvif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchOrderTest {
  private static List<String> targets(String... written) throws ConfigException {
    JsonObject body = new JsonObject().put("targets", new JsonArray(List.of(written)));
    return SearchOrder.parse(body).targets().stream()
        .map(one -> one.getAddress().getHostAddress() + ":" + one.getPort())
        .toList();
  }

  @Test
  void networksAreTheirHosts() throws ConfigException {
    assertThat(targets("192.0.2.7")).containsExactly("192.0.2.7:3702");
    assertThat(targets("127.0.0.1:4000")).containsExactly("127.0.0.1:4000");
    assertThat(targets("192.0.2.129/30")).containsExactly("192.0.2.129:3702", "192.0.2.130:3702");
    assertThat(targets("192.0.2.0/31")).containsExactly("192.0.2.0:3702", "192.0.2.1:3702");
    assertThat(targets("10.1.0.0/22")).hasSize(1_022).contains("10.1.3.254:3702");
    assertThat(targets()).isEmpty();
  }

  @Test
  void boundsAndNonsenseAreRefused() {
    for (String wrong :
        List.of(
            "10.1.0.0/21",
            "camera.example",
            "2001:db8::1",
            "224.0.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "192.0.2.7:0",
            "192.0.2.7:65536",
            "192.0.2.0/33",
            "",
            "x:1")) {
      assertThatThrownBy(() -> targets(wrong)).as(wrong).isInstanceOf(ConfigException.class);
    }
    assertThatThrownBy(() -> targets("10.1.0.0/22", "10.2.0.0/30"))
        .isInstanceOf(ConfigException.class);
    for (String wrong :
        List.of(
            "{\"seconds\": 0}",
            "{\"seconds\": 31}",
            "{\"interface\": \"none-such\"}",
            "{\"targets\": {}}",
            "{\"targets\": [1]}",
            "{\"port\": 1}")) {
      assertThatThrownBy(() -> SearchOrder.parse(new JsonObject(wrong)))
          .as(wrong)
          .isInstanceOf(ConfigException.class);
    }
  }
}
