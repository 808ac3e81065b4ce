package io.tidegate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "udp://239.1.1.1:5000, false, '', 239.1.1.1, 5000",
    "rtp://239.1.1.1:5000, true, '', 239.1.1.1, 5000",
    "UDP://@239.1.1.1:5000/, false, '', 239.1.1.1, 5000",
    "udp://@:1, false, '', '', 1",
    "udp://:65535, false, '', '', 65535",
    "udp://192.0.2.7@232.1.1.1:5000, false, 192.0.2.7, 232.1.1.1, 5000",
    "udp://[ff15::1]:5000, false, '', ff15::1, 5000",
    "udp://[2001:db8::7]@[ff35::1]:5000, false, 2001:db8::7, ff35::1, 5000",
    "udp://receiver.example.com:5000, false, '', receiver.example.com, 5000"
  })
  void readsWhatVlcAndFfmpegWrite(String url, boolean rtp, String source, String host, int port) {
    UdpAddress address = UdpAddress.parse(url);
    assertEquals(new UdpAddress(rtp, source, host, port), address);
    assertEquals(address, UdpAddress.parse(address.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "udp://",
        "udp://239.1.1.1",
        "udp://239.1.1.1:0",
        "udp://239.1.1.1:65536",
        "http://239.1.1.1:5000",
        "udp://239.1.1.1:5000?ttl=3",
        "udp://239.1.1.1:5000/path",
        "udp://ff15::1:5000",
        "udp://192.0.2.7@192.0.2.8:5000",
        "udp://name@232.1.1.1:5000",
        "udp://232.2.2.2@232.1.1.1:5000",
        "udp://192.0.2.7@[ff35::1]:5000"
      })
  void refusesTheRest(String url) {
    assertThrows(IllegalArgumentException.class, () -> UdpAddress.parse(url));
  }

  @Test
  void tellsWhichStandInEachOthersWay() {
    assertTrue(overlap("udp://@:5000", "udp://192.0.2.1:5000"));
    assertTrue(overlap("udp://0.0.0.0:5000", "rtp://239.1.1.1:5000"));
    assertTrue(overlap("udp://239.1.1.1:5000", "rtp://239.1.1.1:5000"));
    assertTrue(overlap("udp://[ff15::1]:5000", "udp://[ff15:0::1]:5000"));
    assertTrue(overlap("udp://192.0.2.7@232.1.1.1:5000", "udp://232.1.1.1:5000"));
    assertFalse(overlap("udp://192.0.2.7@232.1.1.1:5000", "udp://192.0.2.8@232.1.1.1:5000"));
    assertFalse(overlap("udp://239.1.1.1:5000", "udp://239.1.1.2:5000"));
    assertFalse(overlap("udp://239.1.1.1:5000", "udp://239.1.1.1:5001"));
  }

  private static boolean overlap(String one, String other) {
    boolean there = UdpAddress.parse(one).overlaps(UdpAddress.parse(other));
    assertEquals(there, UdpAddress.parse(other).overlaps(UdpAddress.parse(one)));
    return there;
  }
}
