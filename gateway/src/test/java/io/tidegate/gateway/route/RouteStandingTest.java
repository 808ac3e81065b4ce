package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteStandingTest {
  private final StreamRegistry streams =
      new StreamRegistry(new ManualLoops(), AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));

  @Test
  void isNotUpWithoutAnySource() throws ConfigException {
    assertThat(RouteStanding.of(table("live/cam"), streams, _ -> false))
        .singleElement()
        .satisfies(standing -> assertThat(standing.isUp()).isFalse());
  }

  /// A node of a cluster raised alarms for each camera that another node pulls.
  @Test
  void leavesOutWhatAnotherNodeHas() throws ConfigException {
    StreamKey there = StreamKey.parse("live/there");
    assertThat(RouteStanding.of(table("live/there", "live/gone"), streams, there::equals))
        .map(standing -> standing.route().key().toString())
        .containsExactly("live/gone");
  }

  private static RouteTable table(String... keys) throws ConfigException {
    StringBuilder yaml = new StringBuilder("routes:\n");
    for (String key : keys) {
      yaml.append("- {key: ").append(key).append(", sources: [{type: rtmp-publish}]}\n");
    }
    return RouteTable.of(RouteDocuments.readYaml("t", yaml.toString(), Map.of()));
  }
}
