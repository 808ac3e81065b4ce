package io.tidegate.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkVerbsTest {
  private static final String FILE = "etc/systemd/network/50-tidegate-eth0.network";
  private static final JsonObject STATIC =
      new JsonObject()
          .put("name", "eth0")
          .put("method", "static")
          .put("addresses", JsonArray.of("192.0.2.10/24", "2001:db8::10/64"))
          .put("gateways", JsonArray.of("192.0.2.1", "fe80::1"))
          .put("dns", JsonArray.of("192.0.2.53"));

  @TempDir Path folder;
  private FakeHost host;

  @BeforeEach
  void start() throws IOException {
    host = new FakeHost(folder);
  }

  @AfterEach
  void stop() throws IOException {
    host.close();
  }

  private JsonObject ask(String verb, JsonObject request) {
    return host.verbs().answer(request.copy().put("verb", verb).encode());
  }

  private JsonObject result(String verb, JsonObject request) {
    JsonObject answer = ask(verb, request);
    assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
    return answer.getJsonObject("result");
  }

  private JsonObject set(JsonObject... links) {
    return ask("network.set", new JsonObject().put("links", new JsonArray(List.of(links))));
  }

  private JsonObject get() {
    return result("network.get", new JsonObject());
  }

  /// Of the timer that was started last.
  private String timer() throws IOException {
    String call =
        host.calls().stream()
            .filter(one -> one.startsWith("systemd-run"))
            .findFirst()
            .orElseThrow();
    return call.replaceAll(".*tidegate-network-revert@([0-9a-f]{8})\\.service.*", "$1");
  }

  @Test
  void interfacesWithASocketAreToldWithWhatTheyHave() {
    JsonObject told = get();
    assertThat(told.getString("hostname")).isEqualTo("gate-1");
    assertThat(told.getString("mdns")).isEqualTo("gate-1.local");
    assertThat(told.getBoolean("managed")).isTrue();
    assertThat(told.getValue("pending")).isNull();
    JsonArray links = told.getJsonArray("links");
    assertThat(links).hasSize(2);
    assertThat(links.getJsonObject(0).encode())
        .isEqualTo(
            "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:00\",\"state\":\"up\",\"addresses\":"
                + "[\"192.0.2.7/24\",\"fe80::1/64\"],\"gateways\":[\"192.0.2.1\"],"
                + "\"setting\":null}");
    assertThat(links.getJsonObject(1).getString("state")).isEqualTo("no-cable");
  }

  @Test
  void whatIsConfirmedStays() throws Exception {
    JsonObject pending = set(STATIC).getJsonObject("result");
    assertThat(pending.getInteger("secondsLeft")).isBetween(0, 90);
    assertThat(host.read(FILE))
        .isEqualTo(
            """
            # Written by Tidegate (Settings, Network); what is changed by hand here is overwritten.
            [Match]
            Name=eth0

            [Link]
            RequiredForOnline=no

            [Network]
            LinkLocalAddressing=yes
            MulticastDNS=yes
            LLMNR=yes
            IPv6AcceptRA=yes
            DHCP=no
            Address=192.0.2.10/24
            Address=2001:db8:0:0:0:0:0:10/64
            Gateway=192.0.2.1
            Gateway=fe80:0:0:0:0:0:0:1
            DNS=192.0.2.53

            [IPv6AcceptRA]
            UseDNS=no
            """);
    List<String> calls = host.calls();
    assertThat(calls.getFirst())
        .matches(
            "systemd-run --quiet --on-active=90 --timer-property=AccuracySec=1s"
                + " --unit=tidegate-network-revert@[0-9a-f]{8}\\.service");
    assertThat(calls.subList(1, calls.size()))
        .containsExactly("networkctl reload", "networkctl reconfigure eth0");
    assertThat(get().getJsonObject("pending")).isNotNull();
    assertThat(set(STATIC).getString("kind")).isEqualTo("conflict");
    result("network.confirm", new JsonObject());
    assertThat(host.calls().getFirst()).matches("systemctl stop tidegate-network-revert@.*timer");
    assertThat(get().getValue("pending")).isNull();
    JsonObject setting = get().getJsonArray("links").getJsonObject(0).getJsonObject("setting");
    assertThat(setting.getString("method")).isEqualTo("static");
    assertThat(setting.getJsonArray("dns")).isEqualTo(JsonArray.of("192.0.2.53"));
    assertThat(host.expire("boot")).isFalse();
    assertThat(host.read(FILE)).contains("192.0.2.10");
    assertThat(ask("network.confirm", new JsonObject()).getString("kind")).isEqualTo("conflict");
  }

  @Test
  void whatIsNotConfirmedIsPutBackByItsOwnTimer() throws Exception {
    host.write(FILE, "before\n");
    set(STATIC);
    String first = timer();
    assertThat(host.expire("00000000")).as("the timer of another change").isFalse();
    assertThat(host.expire(first)).isTrue();
    assertThat(host.read(FILE)).isEqualTo("before\n");
    assertThat(host.calls()).containsExactly("networkctl reload", "networkctl reconfigure eth0");
    assertThat(host.expire(first)).as("once").isFalse();
  }

  @Test
  void whatWasNotThereBeforeIsGoneAfterTheNextBoot() throws Exception {
    set(STATIC);
    assertThat(host.calls()).isNotEmpty();
    assertThat(host.expire("boot")).isTrue();
    assertThat(folder.resolve(FILE)).doesNotExist();
    assertThat(host.calls()).as("networkd does not run yet").isEmpty();
  }

  @Test
  void itIsPutBackAtOnceByWish() throws Exception {
    set(STATIC);
    result("network.revert", new JsonObject());
    assertThat(folder.resolve(FILE)).doesNotExist();
    assertThat(ask("network.revert", new JsonObject()).getString("kind")).isEqualTo("conflict");
  }

  @Test
  void withoutATimerNothingIsSet() throws Exception {
    host.write("no-timer", "");
    assertThat(set(STATIC).getString("kind")).isEqualTo("failed");
    assertThat(folder.resolve(FILE)).doesNotExist();
    assertThat(get().getValue("pending")).isNull();
  }

  @Test
  void whatNetworkdDoesNotTakeIsPutBack() throws Exception {
    host.write(FILE, "before\n");
    host.write("no-reload", "");
    assertThat(set(STATIC).getString("kind")).isEqualTo("failed");
    assertThat(host.read(FILE)).isEqualTo("before\n");
    assertThat(get().getValue("pending")).isNull();
  }

  @Test
  void whereNetworkdDoesNotRunNothingIsSet() throws Exception {
    host.write("no-networkd", "");
    assertThat(get().getBoolean("managed")).isFalse();
    assertThat(set(STATIC).getString("kind")).isEqualTo("unavailable");
    assertThat(folder.resolve(FILE)).doesNotExist();
  }

  @Test
  void aLinkGoesBackToDhcpAndToTheSystem() throws Exception {
    set(new JsonObject().put("name", "eth0").put("method", "dhcp").put("dns", JsonArray.of("::2")));
    assertThat(host.read(FILE)).contains("DHCP=yes", "DNS=0:0:0:0:0:0:0:2", "UseDNS=no");
    result("network.confirm", new JsonObject());
    set(new JsonObject().put("name", "eth0").put("method", "system"));
    assertThat(folder.resolve(FILE)).doesNotExist();
  }

  @Test
  void whatIsWrongIsRefusedAtItsPlace() throws Exception {
    assertThat(field(STATIC.copy().put("name", "lo"))).isEqualTo("links[0].name");
    assertThat(field(STATIC.copy().put("name", "../eth0"))).isEqualTo("links[0].name");
    assertThat(field(STATIC.copy().put("method", "pppoe"))).isEqualTo("links[0].method");
    assertThat(field(STATIC.copy().put("vlan", 3))).isEqualTo("links[0].vlan");
    assertThat(field(STATIC.copy().put("addresses", new JsonArray())))
        .isEqualTo("links[0].addresses");
    for (String wrong :
        List.of(
            "192.0.2.10",
            "192.0.2.10/33",
            "192.0.2.0/24",
            "192.0.2.255/24",
            "127.0.0.1/8",
            "224.0.0.1/4",
            "host/24",
            "192.0.2.10/24\nDHCP=yes",
            "192.0.2/24",
            "::/64",
            "fe80::1%eth0/64")) {
      assertThat(field(STATIC.copy().put("addresses", JsonArray.of(wrong))))
          .as(wrong)
          .isEqualTo("links[0].addresses");
    }
    for (String wrong : List.of("198.51.100.1", "192.0.2.10", "::", "x")) {
      assertThat(field(STATIC.copy().put("gateways", JsonArray.of(wrong))))
          .as(wrong)
          .isEqualTo("links[0].gateways");
    }
    assertThat(field(STATIC.copy().put("gateways", JsonArray.of("192.0.2.1", "192.0.2.2"))))
        .isEqualTo("links[0].gateways");
    assertThat(field(STATIC.copy().put("dns", JsonArray.of("1.1.1.1", "::1", "x"))))
        .isEqualTo("links[0].dns");
    assertThat(field(STATIC, STATIC)).isEqualTo("links[1].name");
    assertThat(field()).isEqualTo("links");
    assertThat(host.calls()).isEmpty();
  }

  private String field(JsonObject... links) {
    JsonObject refused = set(links);
    assertThat(refused.getString("kind")).as(refused.encode()).isEqualTo("invalid");
    return refused.getString("field");
  }

  @Test
  void theMachineGetsAName() throws Exception {
    result("hostname.set", new JsonObject().put("hostname", "studio-2"));
    assertThat(host.calls()).containsExactly("hostnamectl set-hostname studio-2");
    assertThat(get().getString("mdns")).isEqualTo("studio-2.local");
    for (String wrong : List.of("", "-a", "a-", "a.b", "a b", "a;b", "x".repeat(64))) {
      JsonObject refused = ask("hostname.set", new JsonObject().put("hostname", wrong));
      assertThat(refused.getString("field")).as(wrong).isEqualTo("hostname");
    }
    assertThat(host.calls()).isEmpty();
    result("hostname.set", new JsonObject().put("hostname", "x".repeat(63)));
  }

  @Test
  void whatCannotBePutBackNowStillWaits() throws Exception {
    host.write(FILE, "before\n");
    assertThat(set(STATIC).getJsonObject("result")).isNotNull();
    Path file = folder.resolve(FILE);
    Files.delete(file);
    Files.createDirectories(file.resolve("in the way"));
    assertThat(ask("network.revert", new JsonObject()).getString("kind")).isEqualTo("failed");
    Files.delete(file.resolve("in the way"));
    Files.delete(file);
    assertThat(host.expire("boot")).isTrue();
    assertThat(host.read(FILE)).isEqualTo("before\n");
    assertThat(get().getValue("pending")).isNull();
  }
}
