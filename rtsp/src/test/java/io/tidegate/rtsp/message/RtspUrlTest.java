package io.tidegate.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspUrlTest {
  @Test
  void readsThePartsOfAUrl() throws MalformedException {
    RtspUrl url = RtspUrl.parse("rtsp://admin:p%40ss+w@cam:8554/Streaming/Channels/101?a=b@c");

    assertThat(url.host()).isEqualTo("cam");
    assertThat(url.port()).isEqualTo(8554);
    assertThat(url.login()).isEqualTo(new Credentials("admin", "p@ss+w"));
    assertThat(url.requestUri()).isEqualTo("rtsp://cam:8554/Streaming/Channels/101?a=b@c");
    assertThat(url).hasToString(url.requestUri());
  }

  @Test
  void passwordsAreTakenAsOperatorsWriteThem() throws MalformedException {
    assertThat(RtspUrl.parse("rtsp://u:a@b@cam/x").login()).isEqualTo(new Credentials("u", "a@b"));
    assertThat(RtspUrl.parse("rtsp://u:a/b#c?@cam/x").login())
        .isEqualTo(new Credentials("u", "a/b#c?"));
    assertThat(RtspUrl.parse("rtsp://u:100%@cam/x").login())
        .isEqualTo(new Credentials("u", "100%"));
    assertThat(RtspUrl.parse("rtsp://u@cam/x").login()).isEqualTo(new Credentials("u", ""));
    assertThat(RtspUrl.parse("rtsp://cam:554/a@b").login()).isEqualTo(Credentials.NONE);
    assertThat(RtspUrl.parse("rtsp://cam/a@b").login()).isEqualTo(Credentials.NONE);
  }

  @Test
  void readsIpv6() throws MalformedException {
    RtspUrl url = RtspUrl.parse("rtsp://u:p@[2001:db8::1]:554/x");

    assertThat(url.host()).isEqualTo("2001:db8::1");
    assertThat(url.requestUri()).isEqualTo("rtsp://[2001:db8::1]/x");
    assertThat(RtspUrl.parse("rtsp://[::1]/a@b").host()).isEqualTo("::1");
  }

  @Test
  void knowsThePortsOfTheSchemes() throws MalformedException {
    assertThat(RtspUrl.parse("RTSP://cam").port()).isEqualTo(554);
    assertThat(RtspUrl.parse("rtsps://cam/x").port()).isEqualTo(322);
    assertThat(RtspUrl.parse("rtsps://cam/x").tls()).isTrue();
    assertThat(RtspUrl.parse("rtsp://cam?x=1").requestUri()).isEqualTo("rtsp://cam/?x=1");
  }

  @Test
  void refusesWhatIsNoUrl() {
    for (String wrong :
        List.of(
            "",
            "cam",
            "http://cam/",
            "rtsp://",
            "rtsp:///x",
            "rtsp://cam:0/",
            "rtsp://cam:65536/",
            "rtsp://cam:x/",
            "rtsp://[::1/",
            "rtsp://a b/",
            "rtsp://@/")) {
      assertThatThrownBy(() -> RtspUrl.parse(wrong))
          .as(wrong)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void controlUrlsAreWhatCamerasMean() {
    String base = "rtsp://cam/stream1/";
    assertThat(RtspUrl.control(base, "*")).isEqualTo(base);
    assertThat(RtspUrl.control(base, "")).isEqualTo(base);
    assertThat(RtspUrl.control(base, "trackID=1")).isEqualTo("rtsp://cam/stream1/trackID=1");
    assertThat(RtspUrl.control(base, "/trackID=1")).isEqualTo("rtsp://cam/stream1/trackID=1");
    assertThat(RtspUrl.control("rtsp://cam/s", "track1")).isEqualTo("rtsp://cam/s/track1");
    assertThat(RtspUrl.control("rtsp://cam/s", "?ctype=video"))
        .isEqualTo("rtsp://cam/s?ctype=video");
    assertThat(RtspUrl.control(base, "RTSP://10.0.0.1/x")).isEqualTo("RTSP://10.0.0.1/x");
    // Dahua: the query belongs to the base
    assertThat(RtspUrl.control("rtsp://cam/realmonitor?channel=1/", "trackID=0"))
        .isEqualTo("rtsp://cam/realmonitor?channel=1/trackID=0");
  }
}
