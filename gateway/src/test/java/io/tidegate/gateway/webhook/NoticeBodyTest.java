package io.tidegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoticeBodyTest {
  private static final Notice PUBLISH =
      new Notice(
          Occasion.PUBLISH,
          Instant.parse("2026-01-10T12:00:00Z"),
          StreamKey.parse("live/cam1"),
          Map.of("session", "7", "remote", "[2001:db8::1]:4000", "protocol", "rtmp"));

  @Test
  void ourFormHasWhatIsKnown() {
    assertThat(new JsonObject(NoticeBody.of(Webhook.Form.TIDEGATE, "ab", PUBLISH)))
        .isEqualTo(
            new JsonObject(
                """
                {"id": "ab", "event": "publish", "at": "2026-01-10T12:00:00Z", "key": "live/cam1",
                 "session": "7", "remote": "[2001:db8::1]:4000", "protocol": "rtmp"}\
                """));
  }

  @Test
  void srsFormHasSrsNames() {
    assertThat(new JsonObject(NoticeBody.of(Webhook.Form.SRS, "ab", PUBLISH)))
        .isEqualTo(
            new JsonObject(
                """
                {"server_id": "tidegate", "service_id": "tidegate", "action": "on_publish",
                 "client_id": "7", "ip": "2001:db8::1", "vhost": "__defaultVhost__", "app": "live",
                 "tcUrl": "rtmp://__defaultVhost__/live", "stream": "cam1", "param": "",
                 "stream_url": "/live/cam1", "stream_id": "live/cam1"}\
                """));
  }

  @Test
  void srsCallsBackAtEachOccasionThatItKnows() {
    Map<Occasion, String> actions =
        Map.of(
            Occasion.UNPUBLISH, "on_unpublish",
            Occasion.FIRST_VIEWER, "on_play",
            Occasion.LAST_VIEWER, "on_stop",
            Occasion.RECORDING_FINISHED, "on_dvr");
    actions.forEach((occasion, action) -> {
      Notice notice = new Notice(occasion, Instant.EPOCH, null, Map.of());
      assertThat(new JsonObject(NoticeBody.of(Webhook.Form.SRS, "ab", notice)))
          .contains(Map.entry("action", action), Map.entry("ip", ""));
    });
    assertThat(Occasion.ALARM_RAISED.isKnownToSrs()).isFalse();
  }

  /// Against `printf '%s' '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret`.
  @Test
  void theSignatureIsWhatOpensslSays() {
    assertThat(Signature.of("secret", 1_700_000_000L, "{\"a\":1}"))
        .isEqualTo(
            "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686");
  }

  @Test
  void urlsThatNothingCanBeSentToAreToldApart() {
    assertThat(Webhook.fault("https://example.com/hook?x=1")).isNull();
    assertThat(Webhook.fault("http://[::1]:8080")).isNull();
    for (String wrong :
        new String[] {
          "ftp://example.com/",
          "http:///x",
          "example.com",
          "http://a b/",
          "http://h:0/",
          "http://h:65536/",
          "file:///etc/passwd",
          "http://user:word@h/"
        }) {
      assertThat(Webhook.fault(wrong)).as(wrong).isNotNull();
    }
    String longest = "http://h/" + "x".repeat(Webhook.MAX_URL - 9);
    assertThat(Webhook.fault(longest)).isNull();
    assertThat(Webhook.fault(longest + "x")).isNotNull();
  }
}
