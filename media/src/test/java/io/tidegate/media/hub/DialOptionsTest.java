package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DialOptionsTest {
  @Test
  void theSystemChoosesUnlessToldOtherwise() throws Exception {
    assertThat(DialOptions.DEFAULT.localAddress("192.0.2.1")).isNull();
    assertThat(DialOptions.DEFAULT.trafficClass()).isZero();
  }

  @Test
  void anAddressStandsForItself() throws Exception {
    DialOptions options = DialOptions.DEFAULT.by("192.0.2.7", 46);
    assertThat(options.localAddress("camera")).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
    assertThat(options.trafficClass()).isEqualTo(0xB8);
  }

  @Test
  void anInterfaceStandsForItsAddress() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    InetAddress found = DialOptions.DEFAULT.by(loopback.getName(), 0).localAddress("192.0.2.1");
    assertThat(found).matches(InetAddress::isLoopbackAddress);
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> DialOptions.DEFAULT.by("nosuch0", 0).localAddress("192.0.2.1"))
        .isInstanceOf(IOException.class)
        .hasMessage("no network interface nosuch0");
  }

  @Test
  void timesAreSaidAsPeopleDo() {
    assertThat(DialOptions.inWords(Duration.ofMinutes(1))).isEqualTo("60 s");
    assertThat(DialOptions.inWords(Duration.ofMillis(1_500))).isEqualTo("1500 ms");
  }

  @Test
  void noTimeAndNoSuchMarkAreRefused() {
    Duration second = Duration.ofSeconds(1);
    for (int i = 0; i < 3; i++) {
      Duration[] times = {second, second, second};
      times[i] = Duration.ZERO;
      assertThatThrownBy(() -> DialOptions.DEFAULT.within(times[0], times[1], times[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int dscp : new int[] {-1, 64}) {
      assertThatThrownBy(() -> DialOptions.DEFAULT.by("", dscp))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(DialOptions.DEFAULT.by("", 63).trafficClass()).isEqualTo(252);
  }
}
