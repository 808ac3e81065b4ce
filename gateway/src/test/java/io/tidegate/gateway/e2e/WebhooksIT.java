package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.HookReceiver;
import io.tidegate.gateway.webhook.Signature;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks of the running gateway, with an encoder and a player.
class WebhooksIT {
  @TempDir Path folder;

  @Test
  void publishersAndViewersAreToldOfAlsoAfterKill9() throws Exception {
    HookReceiver receiver = new HookReceiver(0);
    int port = receiver.port();
    String draft =
        """
        {"name": "wall", "url": "http://127.0.0.1:%d/hook", "secret": "planted-secret",
         "events": ["publish", "unpublish", "first-viewer", "last-viewer"], "streams": ["live/*"]}\
        """
            .formatted(port);
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of());
        Api api = Api.of(gateway)) {
      assertThat(api.ask("POST", "/webhooks", draft).statusCode()).isEqualTo(201);
      try (Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a"))) {
        Live.awaitStream(gateway, "live/a");
        try (Tool player =
            Tool.start(
                "ffmpeg", "-v", "error", "-i", gateway.http("/live/a.flv"), "-f", "null", "-")) {
          awaitEvents(receiver, List.of("publish", "first-viewer"));
          assertThat(player.isAlive()).isTrue();
        }
        awaitEvents(receiver, List.of("publish", "first-viewer", "last-viewer"));
        receiver.close();
        assertThat(publisher.isAlive()).isTrue();
      }
      await("the message waits")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> api.items("/webhooks").getFirst().getLong("waiting") == 1);
      assertThat(api.ask("GET", "/events?kind=webhook", "").body())
          .as("stored, which is every 5 s or when somebody asks")
          .contains("created wall");
      ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
      assertThat(gateway.terminate()).isEqualTo(137);
    }
    try (HookReceiver back = new HookReceiver(port);
        GatewayProcess gateway = GatewayProcess.start(folder, Map.of());
        Api api = Api.of(gateway)) {
      awaitEvents(back, List.of("unpublish"));
      HookReceiver.Message message = back.messages().getFirst();
      String signature = message.header("X-tidegate-signature");
      long seconds = Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1"));
      assertThat(signature).isEqualTo(Signature.of("planted-secret", seconds, message.body()));
      await("nothing waits").until(() -> api.items("/webhooks").getFirst().getLong("waiting") == 0);
      assertThat(gateway.metrics()).contains("tidegate_webhook_outbox{webhook=\"wall\"} 0.0");
      assertThat(api.ask("GET", "/webhooks", "").body()).doesNotContain("planted-secret");
      assertThat(api.ask("GET", "/events?kind=webhook", "").body())
          .contains("created wall")
          .doesNotContain("planted-secret");
      assertThat(gateway.log()).noneMatch(line -> line.contains("planted-secret"));
    }
  }

  private static void awaitEvents(HookReceiver receiver, List<String> events) {
    await(events + " were told")
        .atMost(Patience.FOR_PROGRAMS)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() ->
            assertThat(receiver.messages())
                .extracting(message -> new JsonObject(message.body()).getString("event"))
                .containsExactlyElementsOf(events));
  }
}
