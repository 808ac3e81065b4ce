package io.tidegate.gateway.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0, true",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.0/24, 192.0.1.255, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.0/31, 192.0.2.1, true",
    "192.0.2.0/31, 192.0.2.2, false",
    "192.0.2.0/32, 192.0.2.1, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "::ffff:192.0.2.0/120, 192.0.2.9, true",
    "::ffff:192.0.2.0/120, 192.0.3.9, false",
    "192.0.2.0/24, ::ffff:192.0.2.9, true"
  })
  void aNetworkHoldsItsAddresses(String network, String address, boolean holds) {
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.org/8",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/",
        "192.0.2.0/x",
        "192.0.2.0/8/8",
        "2001:db8::/129",
        "::ffff:192.0.2.0/95",
        "/8",
        "192.0.2.0/99999999999"
      })
  void whatIsNoNetworkIsRefusedWithASentence(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void whatIsDeniedIsDeniedEvenWhereItIsAllowed() {
    AddressRules rules = rules("192.0.2.0/24, 2001:db8::/32", "192.0.2.128/25,2001:db8:1::/48");
    assertThat(rules.admit("192.0.2.1:4711")).isTrue();
    assertThat(rules.admit("192.0.2.129:4711")).isFalse();
    assertThat(rules.admit("203.0.113.1:4711")).isFalse();
    assertThat(rules.admit("[2001:db8::1]:4711")).isTrue();
    assertThat(rules.admit("2001:db8:0:0:0:0:0:1:4711")).as("as sessions write it").isTrue();
    assertThat(rules.admit("[2001:db8:1::1]:4711")).isFalse();
    assertThat(rules.admit("[::ffff:192.0.2.1]:4711")).isTrue();
    assertThat(rules.admit("[2001:db8::1%eth0]:4711")).isTrue();
  }

  @Test
  void withoutRulesEverybodyIsServedAndWithAnyNobodyWithoutAnAddress() {
    assertThat(AddressRules.NONE.admit("unknown")).isTrue();
    assertThat(rules("", "192.0.2.0/24").admit("192.0.3.1:1")).isTrue();
    for (String odd : new String[] {"unknown", "", ":", "example.org:80", "[::1", "1.2.3.4.5:6"}) {
      assertThat(rules("", "192.0.2.0/24").admit(odd)).as(odd).isFalse();
      assertThat(rules("0.0.0.0/0, ::/0", "").admit(odd)).as(odd).isFalse();
    }
  }

  @Test
  void emptyPartsOfAListAreNothing() {
    assertThat(AddressRules.networks("")).isEmpty();
    assertThat(AddressRules.networks(" , ")).isEmpty();
    assertThat(AddressRules.networks(" 192.0.2.1 ,::1,")).hasSize(2);
    String many = "192.0.2.1,".repeat(256);
    assertThat(AddressRules.networks(many)).hasSize(256);
    assertThatThrownBy(() -> AddressRules.networks(many + "::1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noAddressBreaksIt() {
    AddressRules rules = rules("192.0.2.0/24", "");
    Bytes good = Bytes.of("[2001:db8::1%eth0]:4711", ISO_8859_1);
    SeededFuzz.run(
        4711,
        5_000,
        random -> {
          String text = SeededFuzz.mutate(good, random).text(ISO_8859_1);
          assertThat(rules.admit(text)).isFalse();
          try {
            assertThat(Network.parse(text).toString()).isNotBlank();
          } catch (IllegalArgumentException expected) {
            String message = String.valueOf(expected.getMessage());
            assertThat(message.chars()).allMatch(c -> c >= ' ' && (c <= '~' || c == '…'));
          }
        });
  }

  private static AddressRules rules(String allow, String deny) {
    return new AddressRules(AddressRules.networks(allow), AddressRules.networks(deny));
  }
}
