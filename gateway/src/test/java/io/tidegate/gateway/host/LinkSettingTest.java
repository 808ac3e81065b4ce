package io.tidegate.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkSettingTest {
  @Test
  void aFileSaysWhatWasSet() throws Exception {
    for (LinkSetting one :
        List.of(
            LinkSetting.DHCP,
            new LinkSetting(true, List.of(), List.of(), List.of(host("2001:db8::53"))),
            new LinkSetting(
                false,
                List.of(
                    Objects.requireNonNull(IpNetwork.parse("10.0.0.1/8")),
                    Objects.requireNonNull(IpNetwork.parse("2001:db8::1/128"))),
                List.of(host("10.255.255.254")),
                List.of(host("10.0.0.2"), host("10.0.0.3"))))) {
      assertThat(LinkSetting.parse(one.file("eth0"))).isEqualTo(one);
      assertThat(one.file("eth0")).contains("LinkLocalAddressing=yes\n", "MulticastDNS=yes\n");
    }
  }

  private static InetAddress host(String text) {
    return Objects.requireNonNull(IpNetwork.host(text));
  }

  @Test
  void networksEndWhereTheyEnd() {
    assertThat(IpNetwork.parse("10.0.0.1/32")).isNotNull();
    assertThat(IpNetwork.parse("10.0.0.1/33")).isNull();
    assertThat(IpNetwork.parse("10.0.0.1/0")).isNull();
    assertThat(IpNetwork.parse("2001:db8::1/128")).isNotNull();
    assertThat(IpNetwork.parse("2001:db8::1/129")).isNull();
    IpNetwork network = Objects.requireNonNull(IpNetwork.parse("10.1.2.3/23"));
    assertThat(network.holds(host("10.1.3.255"))).isTrue();
    assertThat(network.holds(host("10.1.4.0"))).isFalse();
    assertThat(network.holds(host("10.1.1.255"))).isFalse();
    assertThat(network.holds(host("2001:db8::1"))).isFalse();
  }

  @Test
  void pointToPointHasNoAddressThatIsNobodys() {
    assertThat(Objects.requireNonNull(IpNetwork.parse("10.0.0.0/31")).isHost()).isTrue();
    assertThat(Objects.requireNonNull(IpNetwork.parse("10.0.0.0/30")).isHost()).isFalse();
    assertThat(Objects.requireNonNull(IpNetwork.parse("10.0.0.3/30")).isHost()).isFalse();
    assertThat(Objects.requireNonNull(IpNetwork.parse("10.0.0.2/30")).isHost()).isTrue();
  }

  /// Whatever is asked for: a file of ours has the lines of ours, or there is none.
  @Test
  void nothingGetsIntoAFileThatIsNoAddress() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String signs = "0123456789abcdef.:/%[]=\n #x";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(24);
      for (int at = 0; at < length; at++) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      String made = text.toString();
      JsonObject json =
          new JsonObject()
              .put("method", random.nextBoolean() ? "static" : "dhcp")
              .put("addresses", random.nextBoolean() ? JsonArray.of(made) : new JsonArray())
              .put("dns", JsonArray.of(made));
      try {
        LinkSetting setting = Objects.requireNonNull(LinkSetting.of(new HostRequest(json, "")));
        String file = setting.file("eth0");
        int lines =
            13
                + setting.addresses().size()
                + setting.dns().size()
                + (setting.dns().isEmpty() ? 0 : setting.dhcp() ? 9 : 3);
        assertThat(file.lines()).as("seed %d: %s", seed, made).hasSize(lines);
        assertThat(LinkSetting.parse(file)).as("seed %d: %s", seed, made).isEqualTo(setting);
      } catch (HostException refused) {
        assertThat(refused.kind()).isEqualTo(HostException.Kind.INVALID);
      }
    }
  }
}
