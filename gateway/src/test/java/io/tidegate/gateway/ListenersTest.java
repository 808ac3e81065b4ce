package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenersTest {
  @Test
  void keepsTheOrderInWhichListenersWereBound() {
    Map<String, String> bound = new LinkedHashMap<>();
    bound.put("http", Listeners.address("::1", 8080));
    bound.put("rtmp", Listeners.address("127.0.0.1", 1935));
    Listeners listeners = new Listeners(bound);
    assertThat(listeners.readyLine())
        .isEqualTo("tidegate ready http=[::1]:8080 rtmp=127.0.0.1:1935");
    assertThat(listeners.json())
        .isEqualTo("{\"http\":\"[::1]:8080\",\"rtmp\":\"127.0.0.1:1935\"}\n");
    assertThat(Listeners.port("[::1]:8080")).isEqualTo(8080);
    assertThat(Listeners.port("")).isZero();
  }

  @Test
  void tellsAddressesThatWorkOnThisMachine() {
    Map<String, String> all =
        Map.of("http", "0.0.0.0:80", "rtmp", "[::]:1935", "srt", "0.0.0.0:8890");
    assertThat(new Listeners(all).hint())
        .isEqualTo(
            "publish to rtmp://localhost:1935/live/NAME or"
                + " srt://localhost:8890?streamid=publish:live/NAME,"
                + " open http://localhost:80/live/NAME/");
    Map<String, String> srt = Map.of("http", "[::1]:80", "srt", "[::1]:8890");
    assertThat(new Listeners(srt).hint())
        .isEqualTo(
            "publish to srt://[::1]:8890?streamid=publish:live/NAME,"
                + " open http://[::1]:80/live/NAME/");
    assertThat(new Listeners(Map.of("http", "10.0.0.0:80")).hint())
        .isEqualTo("open http://10.0.0.0:80/");
  }
}
