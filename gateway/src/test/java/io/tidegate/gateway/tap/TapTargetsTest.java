package io.tidegate.gateway.tap;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class TapTargetsTest {
  private static final StreamKey SPACE = StreamKey.parse("acme/door");
  private static final StreamKey NODE = StreamKey.parse("live/door");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.255.255",
        "198.19.255.255",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "ff02::1"
      })
  void knowsThisMachineAndItsNetworks(String near) {
    assertThat(TapTargets.isNear(InetAddress.ofLiteral(near))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.2.1",
        "192.167.255.255",
        "198.17.255.255",
        "223.255.255.255",
        "2001:db8::1",
        "fbff::1"
      })
  void takesNobodyElseForNear(String far) {
    assertThat(TapTargets.isNear(InetAddress.ofLiteral(far))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9/x",
        "http://localhost/",
        "http://[::1]:80/",
        "https://169.254.169.254/latest/meta-data",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/"
      })
  void aSpaceDoesNotReachThisMachine(String url) {
    TapTargets targets = targets(false);
    assertThatThrownBy(() -> done(targets.of(SPACE, url))).isInstanceOf(ExecutionException.class);
    assertThat(targets.refusal(url)).contains("private-webhooks");
    assertThat(targets(true).refusal(url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1/", "https://[2001:db8::1]:8080/x", "http://example.com:81/?a=b"})
  void whatMayBeElsewhereIsStored(String url) {
    assertThat(targets(false).refusal(url)).isNull();
  }

  private static TapTargets targets(boolean isFree) {
    return new TapTargets(SPACE::equals, () -> isFree, InetAddress::getAllByName);
  }

  @Test
  void whatASpaceMayReachIsConnectedToAsItWasLookedUp() throws Exception {
    assertThat(done(targets(false).of(SPACE, "https://192.0.2.1/in")))
        .containsExactly(SocketAddress.inetSocketAddress(443, "192.0.2.1"));
    assertThat(done(targets(false).of(SPACE, "http://[2001:db8::1]:8080/in")).getFirst().port())
        .isEqualTo(8_080);
  }

  @Test
  void ofSeveralAddressesThoseThatAreFarAreTriedInOrder() throws Exception {
    InetAddress[] found = {
      InetAddress.ofLiteral("10.0.0.1"),
      InetAddress.ofLiteral("192.0.2.2"),
      InetAddress.ofLiteral("::1"),
      InetAddress.ofLiteral("192.0.2.1")
    };
    TapTargets targets = new TapTargets(SPACE::equals, () -> false, _ -> found);
    assertThat(done(targets.of(SPACE, "http://example.com/")))
        .extracting(SocketAddress::hostAddress)
        .containsExactly("192.0.2.2", "192.0.2.1");
  }

  /// A server for names that does not answer.
  @Test
  void lookUpsThatHangAreBounded() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    TapTargets targets =
        new TapTargets(
            SPACE::equals,
            () -> false,
            _ -> {
              try {
                hangs.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[] {InetAddress.ofLiteral("192.0.2.1")};
            });
    List<Future<List<SocketAddress>>> asked = new ArrayList<>();
    try {
      for (int i = 0; i <= 4 + TapTargets.MOST_WAITING; i++) {
        asked.add(targets.of(SPACE, "http://example.com/"));
      }
      assertThat(asked.getLast().failed()).isTrue();
      assertThat(asked.getLast().cause()).hasMessageContaining("too many");
      assertThatThrownBy(() -> done(asked.getFirst())).hasMessageContaining("not found within 5 s");
    } finally {
      hangs.countDown();
    }
    await()
        .untilAsserted(() -> assertThat(done(targets.of(SPACE, "http://example.com/"))).hasSize(1));
  }

  @Test
  void othersSendWhereTheyLike() throws Exception {
    String here = "http://127.0.0.1:9/x";
    assertThat(done(targets(false).of(NODE, here))).isEmpty();
    assertThat(done(targets(true).of(SPACE, here))).isEmpty();
  }

  private static List<SocketAddress> done(Future<List<SocketAddress>> asked) throws Exception {
    return asked.toCompletionStage().toCompletableFuture().get();
  }
}
