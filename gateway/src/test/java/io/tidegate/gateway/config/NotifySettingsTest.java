package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.mail.MailOptions;
import io.tidegate.gateway.route.BitRateSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.syslog.SyslogOptions;
import io.tidegate.gateway.syslog.SyslogTarget;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is told elsewhere, and from what bit rate on.
class NotifySettingsTest {
  private static final Map<String, String> MAIL =
      Map.of(
          "TIDEGATE_MAIL_HOST", "mail.example.com",
          "TIDEGATE_MAIL_FROM", "gate@example.com",
          "TIDEGATE_MAIL_TO", "eva@example.com, bob@example.com",
          "TIDEGATE_MAIL_PASSWORD", "planted");

  @Test
  void nobodyIsToldWhereNothingIsSaid() throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    assertThat(settings.syslog()).isNull();
    assertThat(settings.mail()).isNull();
  }

  @Test
  void syslogIsRead() throws Exception {
    Map<String, String> said =
        Map.of(
            "TIDEGATE_SYSLOG_TARGET", "tls://logs.example.com",
            "TIDEGATE_SYSLOG_SEND", "audit",
            "TIDEGATE_SYSLOG_FACILITY", "23",
            "TIDEGATE_SYSLOG_TLS_AUTHORITIES", "/etc/ca.pem");
    assertThat(SettingsReader.read(null, said).syslog())
        .isEqualTo(
            new SyslogOptions(
                new SyslogTarget(SyslogTarget.Transport.TLS, "logs.example.com", 6514),
                false,
                true,
                23,
                Path.of("/etc/ca.pem")));
  }

  @Test
  void mailIsRead() throws Exception {
    MailOptions mail = Objects.requireNonNull(SettingsReader.read(null, MAIL).mail());
    assertThat(mail.server())
        .isEqualTo(new MailOptions.Server("mail.example.com", 587, MailOptions.Security.STARTTLS));
    assertThat(mail.to()).containsExactly("eva@example.com", "bob@example.com");
    assertThat(mail.reminder()).isEqualTo(Duration.ZERO);
    assertThat(mail.toString()).doesNotContain("planted");
  }

  @ParameterizedTest
  @CsvSource({
    "TIDEGATE_SYSLOG_TARGET, logs.example.com",
    "TIDEGATE_SYSLOG_SEND, everything",
    "TIDEGATE_SYSLOG_FACILITY, 24",
    "TIDEGATE_MAIL_TO, 'eva'",
    "TIDEGATE_MAIL_TO, 'eva@example.com,'",
    "TIDEGATE_MAIL_FROM, 'a@example.com, b@example.com'",
    "TIDEGATE_MAIL_PER_HOUR, 0",
    "TIDEGATE_MAIL_SECURITY, ssl"
  })
  void whatIsWrongIsNamed(String variable, String value) {
    Map<String, String> said = new HashMap<>(MAIL);
    said.put(variable, value);
    assertThatThrownBy(() -> SettingsReader.read(null, said))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(variable);
  }

  @Test
  void aRouteSaysItsBitRate() throws Exception {
    JsonObject document =
        new JsonObject("{\"key\": \"live/a\", \"bitRate\": {\"minKbps\": 500, \"maxKbps\": 8000}}");
    RouteSpec route = RouteDocuments.read(document, null);
    assertThat(route.bitRate()).isEqualTo(new BitRateSpec(500, 8_000));
    assertThat(RouteDocuments.write(route, true).getJsonObject("bitRate"))
        .isEqualTo(document.getJsonObject("bitRate"));
    assertThat(route.with(route.sources(), route.outputs(), route.srt())).isEqualTo(route);
    JsonObject reversed = new JsonObject("{\"key\": \"live/a\"}");
    reversed.put("bitRate", new JsonObject().put("minKbps", 9_000).put("maxKbps", 8_000));
    assertThatThrownBy(() -> RouteDocuments.read(reversed, null))
        .hasMessageContaining("bitRate.maxKbps");
    reversed.put("bitRate", new JsonObject().put("minKbps", 0));
    assertThatThrownBy(() -> RouteDocuments.read(reversed, null))
        .hasMessageContaining("bitRate.minKbps");
  }
}
