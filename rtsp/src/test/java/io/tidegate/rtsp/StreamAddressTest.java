package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamAddressTest {
  private static StreamAddress parse(String uri) throws Exception {
    return StreamAddress.parse(uri);
  }

  @Test
  void namesTheStream() throws Exception {
    StreamAddress address = parse("rtsp://user:pass@host:8554/live/x");
    assertThat(address.key()).isEqualTo(StreamKey.parse("live/x"));
    assertThat(address.trackId()).isEqualTo(StreamAddress.ALL);
    assertThat(address.base()).isEqualTo("rtsp://host:8554/live/x/");
    assertThat(parse("rtsps://host/x/").key()).isEqualTo(StreamKey.parse("live/x"));
    assertThat(parse("rtsp://[::1]:8554/a/b").base()).isEqualTo("rtsp://[::1]:8554/a/b/");
    assertThat(parse("rtsp://host/live/%78").key()).isEqualTo(StreamKey.parse("live/x"));
  }

  @Test
  void theTrackStandsBehindTheWholeUrl() throws Exception {
    assertThat(parse("rtsp://h/live/x/trackID=2").trackId()).isEqualTo(2);
    StreamAddress address = parse("rtsp://h/live/x?token=a&b=%20c/trackID=12");
    assertThat(address.trackId()).isEqualTo(12);
    assertThat(address.parameters()).isEqualTo(Map.of("token", "a", "b", " c"));
    assertThat(address.base()).isEqualTo("rtsp://h/live/x/");
    assertThat(address.toString()).doesNotContain("token");
    assertThat(parse("rtsp://h/live/x/trackID=12?token=a").parameters())
        .containsEntry("token", "a");
  }

  @Test
  void refusesWhatIsNoStream() {
    for (String uri :
        new String[] {"*", "rtsp://h/", "rtsp://h/a/b/c", "http://h/x", "rtsp://h/api/x"}) {
      assertThatThrownBy(() -> parse(uri)).isInstanceOf(RequestRefused.class);
    }
  }
}
