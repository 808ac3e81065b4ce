package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerAddressTest {
  @Test
  void oneAddressIsTheSameHoweverItIsWritten() {
    PeerAddress loopback = new PeerAddress("::1");
    assertThat(loopback.is("0:0:0:0:0:0:0:1")).isTrue();
    assertThat(loopback.is("0:0:0:0:0:0:0:1%1")).isTrue();
    assertThat(loopback.is("::1%lo")).isTrue();
    assertThat(loopback.is("0:0:0:0:0:0:0:2")).isFalse();
    assertThat(loopback.is("127.0.0.1")).isFalse();
    assertThat(new PeerAddress("fe80::1%eth0").is("fe80:0:0:0:0:0:0:1%2")).isTrue();
    assertThat(new PeerAddress("127.0.0.1").is("127.0.0.1")).isTrue();
    assertThat(new PeerAddress("127.0.0.1").is("127.0.0.2")).isFalse();
  }
}
