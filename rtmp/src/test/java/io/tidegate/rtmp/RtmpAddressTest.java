package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RtmpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "rtmp://a.example/live/x, false, a.example, 1935, live, x",
    "RTMP://a.example:1936/live/x?token=1&b=2, false, a.example, 1936, live, x?token=1&b=2",
    "rtmps://a.example/app/secret-key, true, a.example, 443, app, secret-key",
    "rtmp://a.example/app/instance/name, false, a.example, 1935, app/instance, name",
    "rtmp://a.example/app/instance/folder/name, false, a.example, 1935, app/instance, folder/name",
    "rtmp://[::1]:1935/live/x, false, [::1], 1935, live, x",
    "'  rtmp://10.0.0.1/live/x ', false, 10.0.0.1, 1935, live, x"
  })
  void readsUrls(String url, boolean tls, String host, int port, String app, String name) {
    assertEquals(new RtmpAddress(tls, host, port, app, name), RtmpAddress.parse(url));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/live/x, rtmp:// or rtmps://",
    "live/x, rtmp:// or rtmps://",
    "rtmp:///live/x, a host",
    "rtmp://a.example, an app and a name",
    "rtmp://a.example/live, an app and a name",
    "rtmp://a.example/live/, an app and a name",
    "rtmp://a.example//x, an app and a name",
    "rtmp://me:pass@a.example/live/x, no log-in before the host",
    "rtmp://a.example:0/live/x, 'a port, 1 to 65535'",
    "rtmp://a.example:70000/live/x, 'a port, 1 to 65535'",
    "rtmp://a b/live/x, a URL; this is none"
  })
  void saysWhatIsWrong(String url, String message) {
    String said =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> RtmpAddress.parse(url))
                .getMessage());
    assertTrue(said.startsWith(message), said);
  }

  @Test
  void bracesStandForThemselves() {
    RtmpAddress address = RtmpAddress.parse("rtmp://host/live-{1}/{2}?token={1}");
    assertEquals("live-{1}", address.app());
    assertEquals("{2}?token={1}", address.name());
    assertEquals(address, RtmpAddress.parse(address.url()));
  }

  @Test
  void neverShowsTheName() {
    RtmpAddress address = RtmpAddress.parse("rtmp://a.example/live/secret?token=secret");
    assertEquals("rtmp://a.example:1935/live/…", address.toString());
  }
}
