package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.MediaRights;
import io.tidegate.gateway.access.TestIdentities;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.route.AccessSpec;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The `access` of a route: read, written, and what comes of it.
class RouteAccessTest {
  private final MediaRights rights = new MediaRights();

  @Test
  void isWrittenAsItIsRead() throws Exception {
    JsonObject written =
        json("{'publish':'users','play':'open','allow':'192.0.2.0/24, ::1','deny':'192.0.2.7'}");
    RouteSpec route = RouteDocuments.read(written, null);
    assertThat(route.access().publish()).isEqualTo(PublishMode.USERS);
    assertThat(route.access().play()).isEqualTo(Settings.PlayMode.OPEN);
    assertThat(route.access().addresses().allow()).hasSize(2);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
    String yaml = RouteDocuments.writeYaml(List.of(route), false);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    RouteSpec without = RouteDocuments.read(new JsonObject().put("key", "live/cam"), null);
    assertThat(without.access()).isEqualTo(AccessSpec.NONE);
    assertThat(RouteDocuments.write(without, true).containsKey("access")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'publish':'auto'} | access.publish",
        "{'publish':'nobody'} | access.publish",
        "{'play':'token'} | access.play",
        "{'allow':'localhost'} | access.allow",
        "{'deny':'192.0.2.0/40'} | access.deny",
        "{'from':'::1'} | access",
        "5 | access"
      })
  void whatIsNoAccessIsRefusedByName(String access, String field) {
    assertThatThrownBy(() -> RouteDocuments.read(json(access), null)).hasMessageContaining(field);
  }

  @Test
  void standsInForTheSettings() throws Exception {
    rights.follow(new TestIdentities().user("ann", Role.OPERATOR));
    assertThat(publishes(PublishMode.OPEN, "{'publish':'users'}")).isFalse();
    assertThat(publishes(PublishMode.OPEN, "{'publish':'token'}")).isFalse();
    assertThat(publishes(PublishMode.OPEN, "{'publish':'closed'}")).isFalse();
    assertThat(publishes(PublishMode.OPEN, "{'play':'users'}")).isTrue();
    assertThat(publishes(PublishMode.CLOSED, "{}")).isTrue();
    assertThat(publishes(PublishMode.USERS, "{'publish':'open'}")).isTrue();
    assertThat(plays(false, "{'play':'users'}")).isFalse();
    assertThat(plays(true, "{'play':'open'}")).isTrue();
    assertThat(plays(true, "{}")).isFalse();
    assertThat(plays(false, "{'deny':'192.0.2.0/24'}")).isFalse();
    assertThat(publishes(PublishMode.OPEN, "{'allow':'198.51.100.0/24'}")).isFalse();
    assertThat(publishes(PublishMode.OPEN, "{'allow':'192.0.2.1'}")).isTrue();
  }

  private boolean publishes(PublishMode mode, String access) throws Exception {
    RouteSpec route = RouteDocuments.read(json(access), null);
    PublishRequest request =
        new PublishRequest("1", route.key(), Protocol.RTMP, "192.0.2.1:1", Credentials.NONE);
    return policy(mode, false, route).publish(request) instanceof Admission.Granted;
  }

  private boolean plays(boolean usersPlay, String access) throws Exception {
    RouteSpec route = RouteDocuments.read(json(access), null);
    PlayRequest request =
        new PlayRequest(route.key(), Protocol.HLS, "192.0.2.1:1", Credentials.NONE);
    return policy(PublishMode.OPEN, usersPlay, route).play(request) instanceof Admission.Granted;
  }

  private RoutePolicy policy(PublishMode mode, boolean usersPlay, RouteSpec route) {
    return new RoutePolicy(
        new Settings.Publishing(mode, new Token("secret"), false, Duration.ZERO, false),
        new Settings.Access(
            usersPlay ? Settings.PlayMode.USERS : Settings.PlayMode.OPEN, AddressRules.NONE),
        RouteTable.of(List.of(route)),
        _ -> true,
        rights);
  }

  private static JsonObject json(String access) {
    return new JsonObject("{'key':'live/cam','access':%s}".formatted(access).replace('\'', '"'));
  }
}
