package io.tidegate.gateway.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(VertxExtension.class)
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
        "http://0x7f.1/"
      })
  void aSpaceDoesNotReachThisMachine(String url, Vertx vertx) {
    TapTargets targets = new TapTargets(vertx, SPACE::equals, () -> false);
    assertThatThrownBy(() -> done(targets.of(SPACE, url))).isInstanceOf(ExecutionException.class);
  }

  @Test
  void whatASpaceMayReachIsConnectedToAsItWasLookedUp(Vertx vertx) throws Exception {
    TapTargets targets = new TapTargets(vertx, SPACE::equals, () -> false);
    assertThat(done(targets.of(SPACE, "https://192.0.2.1/in")))
        .contains(SocketAddress.inetSocketAddress(443, "192.0.2.1"));
    assertThat(done(targets.of(SPACE, "http://[2001:db8::1]:8080/in")).orElseThrow().port())
        .isEqualTo(8_080);
  }

  @Test
  void othersSendWhereTheyLike(Vertx vertx) throws Exception {
    String here = "http://127.0.0.1:9/x";
    assertThat(done(new TapTargets(vertx, SPACE::equals, () -> false).of(NODE, here))).isEmpty();
    assertThat(done(new TapTargets(vertx, SPACE::equals, () -> true).of(SPACE, here))).isEmpty();
  }

  private static Optional<SocketAddress> done(Future<Optional<SocketAddress>> asked)
      throws Exception {
    return asked.toCompletionStage().toCompletableFuture().get();
  }
}
