package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AddressRules;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedForTest {
  private final ForwardedFor forwarded =
      new ForwardedFor(AddressRules.networks("10.0.0.0/8, 2001:db8:ffff::/48"));

  /// Semicolons stand for commas.
  @ParameterizedTest
  @CsvSource({
    "192.0.2.9, 198.51.100.1, 192.0.2.9",
    "10.0.0.1, 198.51.100.1, 198.51.100.1",
    "10.0.0.1, 6.6.6.6; 198.51.100.1, 198.51.100.1",
    "10.0.0.1, 198.51.100.1; 10.0.0.2, 198.51.100.1",
    "10.0.0.1, 6.6.6.6; 198.51.100.1; 10.0.0.2, 198.51.100.1",
    "10.0.0.1, 10.0.0.3; 10.0.0.2, 10.0.0.3",
    "10.0.0.1, 198.51.100.1:4711, 198.51.100.1",
    "10.0.0.1, 2001:db8::1, 2001:db8::1",
    "10.0.0.1, [2001:db8::1]:4711, 2001:db8::1",
    "10.0.0.1, ::ffff:198.51.100.1, 198.51.100.1",
    "2001:db8:ffff::1, 198.51.100.1, 198.51.100.1",
    "10.0.0.1, unknown, 10.0.0.1",
    "10.0.0.1, 6.6.6.6; localhost, 10.0.0.1",
    "10.0.0.1, 6.6.6.6; , 10.0.0.1",
    "10.0.0.1, 6.6.6.6; x; 10.0.0.2, 10.0.0.2",
    "10.0.0.1, '', 10.0.0.1"
  })
  void theNearestThatIsNoProxyIsWhoAsks(String near, String header, String client) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("X-Forwarded-For", header.replace(';', ','));
    assertThat(client(near, headers)).isEqualTo(InetAddress.ofLiteral(client));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=198.51.100.1 | 198.51.100.1",
        "For=\"198.51.100.1:80\";proto=https | 198.51.100.1",
        "proto=https; for=\"[2001:db8::1]:80\" | 2001:db8::1",
        "for=6.6.6.6, for=198.51.100.1;by=10.0.0.1 | 198.51.100.1",
        "for=198.51.100.1, for=10.0.0.2 | 198.51.100.1",
        "for=_hidden | 10.0.0.1",
        "for=unknown | 10.0.0.1",
        "by=198.51.100.1 | 10.0.0.1",
        "xfor=198.51.100.1 | 10.0.0.1"
      })
  void theStandardsHeaderIsRead(String header, String client) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Forwarded", header);
    assertThat(client("10.0.0.1", headers)).isEqualTo(InetAddress.ofLiteral(client));
  }

  @Test
  void ofTwoHeadersThatDifferNoneIsBelieved() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("Forwarded", "for=6.6.6.6").add("X-Forwarded-For", "198.51.100.1");
    assertThat(client("10.0.0.1", headers)).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
    headers.set("Forwarded", "for=198.51.100.1");
    assertThat(client("10.0.0.1", headers)).isEqualTo(InetAddress.ofLiteral("198.51.100.1"));
  }

  @Test
  void headersOfOneNameFollowEachOther() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("X-Forwarded-For", "6.6.6.6").add("X-Forwarded-For", "198.51.100.1");
    assertThat(client("10.0.0.1", headers)).isEqualTo(InetAddress.ofLiteral("198.51.100.1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseIsReadToItsEnd(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder noise = new StringBuilder();
      for (int n = random.nextInt(60); n >= 0; n--) {
        noise.append("0123456789abcdef.:[]\",;= for%".charAt(random.nextInt(29)));
      }
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      headers.add(random.nextBoolean() ? "Forwarded" : "X-Forwarded-For", noise.toString());
      assertThat(client("10.0.0.1", headers)).as("seed %d: %s", seed, noise).isNotNull();
    }
  }

  private InetAddress client(String near, MultiMap headers) {
    return forwarded.client(InetAddress.ofLiteral(near), headers);
  }
}
