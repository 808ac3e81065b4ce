package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerDoorsTest {
  @ParameterizedTest
  @CsvSource({
    "8080, 8443, '', false, http://gw-7.example:8080",
    "8080, 8443, '', true, https://gw-7.example:8443",
    "8080, 0, '', true, none",
    "0, 8443, '', false, https://gw-7.example:8443",
    "0, 0, '', false, none",
    "0, 0, https://tv.example, false, https://tv.example",
    "8080, 8443, https://tv.example:9443, true, https://tv.example:9443",
    "8080, 8443, http://tv.example, false, http://tv.example",
    "8080, 8443, http://tv.example, true, none",
  })
  void whereAPlayerGoes(int http, int https, String url, boolean secure, String origin) {
    String found = new PlayerDoors(http, https, url).origin("gw-7.example", secure);
    assertThat(found == null ? "none" : found).isEqualTo(origin);
  }

  @Test
  void addressesOfIpv6StandInBrackets() {
    assertThat(new PlayerDoors(80, 0, "").origin("2001:db8::7", false))
        .isEqualTo("http://[2001:db8::7]:80");
  }

  @Test
  void whatListensAtLoopbackIsForAProxy() {
    Map<String, String> bound = Map.of("http", "127.0.0.1:8080", "https", "[::]:8443");
    assertThat(PlayerDoors.of(bound, "")).isEqualTo(new PlayerDoors(0, 8443, ""));
    assertThat(PlayerDoors.of(Map.of("http", "[::1]:80", "https", "localhost:443"), ""))
        .isEqualTo(new PlayerDoors(0, 0, ""));
    assertThat(PlayerDoors.of(Map.of("http", "192.0.2.1:80"), "https://tv.example"))
        .isEqualTo(new PlayerDoors(80, 0, "https://tv.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://a",
        "https://gw-2.example.com",
        "https://192.0.2.1:8443",
        "http://[::1]:80"
      })
  void takesOrigins(String url) {
    assertThat(PlayerDoors.URL.matcher(url).matches()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gw-2.example",
        "https://gw-2.example/",
        "https://user@gw-2.example",
        "https://gw-2.example?x",
        "https://gw-2 .example",
        "https://gw-2.example\r\nX: y",
        "https://",
        "https://-a",
        "https://a:123456",
        "ftp://a",
      })
  void refusesTheRest(String url) {
    assertThat(PlayerDoors.URL.matcher(url).matches()).isFalse();
  }

  @Test
  void areAmongTheFactsOfANode() {
    PlayerDoors doors = new PlayerDoors(8080, 8443, "https://tv.example");
    NodeFacts facts = new NodeFacts("1", Instant.EPOCH, 2, 0, 0, 0, 0, 0, 0, 0, false, doors);
    assertThat(NodeFacts.parse(facts.json().encode())).isEqualTo(facts);
    String invented = facts.json().put("viewersUrl", "javascript:x").encode();
    assertThat(NodeFacts.parse(invented)).isNotNull().extracting("doors.url").isEqualTo("");
    assertThat(NodeFacts.parse("{\"version\": \"0\", \"started\": \"1970-01-01T00:00:00Z\"}"))
        .isNotNull()
        .extracting("doors")
        .isEqualTo(new PlayerDoors(0, 0, ""));
  }
}
