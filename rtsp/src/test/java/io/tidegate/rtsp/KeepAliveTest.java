package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.rtsp.message.Method;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  @Test
  void asksByWhatPublicOffers() {
    assertThat(new KeepAlive("OPTIONS, DESCRIBE, get_parameter").method())
        .isEqualTo(Method.GET_PARAMETER);
    assertThat(new KeepAlive("DESCRIBE, OPTIONS,PLAY").method()).isEqualTo(Method.OPTIONS);
    assertThat(new KeepAlive("SET_PARAMETER").method()).isEqualTo(Method.SET_PARAMETER);
    assertThat(new KeepAlive(null).method()).isEqualTo(Method.OPTIONS);
  }

  @Test
  void whatIsRefusedGivesWayAndTheLastOneStays() {
    KeepAlive keepAlive = new KeepAlive("GET_PARAMETER");
    keepAlive.refused(Method.GET_PARAMETER);
    assertThat(keepAlive.method()).isEqualTo(Method.OPTIONS);
    keepAlive.refused(Method.OPTIONS);
    keepAlive.refused(Method.SET_PARAMETER);
    assertThat(keepAlive.method()).isEqualTo(Method.SET_PARAMETER);
  }

  @Test
  void asksTwiceWithinTheTimeOut() {
    assertThat(KeepAlive.interval(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(KeepAlive.interval(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(10));
    assertThat(KeepAlive.interval(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(30));
  }
}
