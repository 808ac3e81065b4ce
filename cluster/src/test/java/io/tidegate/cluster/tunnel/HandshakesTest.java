package io.tidegate.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakesTest {
  private final Handshakes handshakes = new Handshakes();

  private static Handshakes.Place stranger(int number) {
    return new Handshakes.Place(InetAddress.ofLiteral("192.0.2." + number), false);
  }

  private static Handshakes.Place node(int number) {
    return new Handshakes.Place(InetAddress.ofLiteral("192.0.2." + number), true);
  }

  @Test
  void anAddressHasFour() {
    for (int i = 0; i < Handshakes.STRANGERS_OF_ONE_ADDRESS; i++) {
      assertThat(handshakes.enter(stranger(1))).isTrue();
    }
    assertThat(handshakes.enter(stranger(1))).isFalse();
    assertThat(handshakes.enter(stranger(2))).isTrue();

    handshakes.leave(stranger(1));
    assertThat(handshakes.enter(stranger(1))).isTrue();
    assertThat(handshakes.enter(stranger(1))).isFalse();
  }

  @Test
  void strangersLeaveRoomForNodes() {
    List<Handshakes.Place> in = new ArrayList<>();
    for (int i = 0; i < Handshakes.STRANGERS; i++) {
      in.add(stranger(i));
      assertThat(handshakes.enter(stranger(i))).isTrue();
    }
    assertThat(handshakes.enter(stranger(200))).isFalse();
    for (int i = Handshakes.STRANGERS; i < Handshakes.MOST; i++) {
      in.add(node(1));
      assertThat(handshakes.enter(node(1))).isTrue();
    }
    assertThat(handshakes.enter(node(2))).isFalse();

    in.forEach(handshakes::leave);
    assertThat(handshakes.enter(node(2))).isTrue();
    assertThat(handshakes.enter(stranger(200))).isTrue();
  }
}
