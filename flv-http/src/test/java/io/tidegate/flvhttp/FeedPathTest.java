package io.tidegate.flvhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import org.junit.jupiter.api.Test;

class FeedPathTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");

  @Test
  void readsEveryForm() {
    assertThat(FeedPath.parse("/live/x.flv", false)).isEqualTo(new FeedPath(KEY, FeedFormat.FLV));
    assertThat(FeedPath.parse("/live/x.flv", true))
        .isEqualTo(new FeedPath(KEY, FeedFormat.FLV_HEVC_12));
    assertThat(FeedPath.parse("/live/x.live.flv", false).key()).isEqualTo(KEY);
    assertThat(FeedPath.parse("/live/x.ts", true)).isEqualTo(new FeedPath(KEY, FeedFormat.TS));
    assertThat(FeedPath.parse("/live/x.mp4", false)).isEqualTo(new FeedPath(KEY, FeedFormat.MP4));
    assertThat(FeedPath.parse("/live/x.mjpg", true)).isEqualTo(new FeedPath(KEY, FeedFormat.MJPEG));
    assertThat(FeedPath.parse("/live/a.b.ts", false).key()).isEqualTo(StreamKey.parse("live/a.b"));
  }

  @Test
  void refusesWhatIsNoStream() {
    for (String path : new String[] {"/live/x.avi", "/api/x.flv", "/a/b/c.flv", ""}) {
      assertThatThrownBy(() -> FeedPath.parse(path, false))
          .as(path)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
