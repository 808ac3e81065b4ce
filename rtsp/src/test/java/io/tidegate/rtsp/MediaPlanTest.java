package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MalformedException;
import io.tidegate.rtsp.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

class MediaPlanTest {
  private static final String URI = "rtsp://cam/stream";
  private static final String VIDEO = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n";

  private static SessionDescription description(String text) throws MalformedException {
    return SessionDescription.parse("v=0\ns=x\n" + text);
  }

  @Test
  void aControlThatIsMissingOrAWildcardIsTheUrlItself() throws MalformedException {
    for (String control : new String[] {"", "a=control:*\n"}) {
      MediaPlan plan = MediaPlan.of(description(VIDEO + control), URI, null);
      assertThat(plan.aggregateUri()).isEqualTo(URI);
      assertThat(plan.tracks().getFirst().uri()).isEqualTo(URI);
    }
  }

  @Test
  void aBaseThatIsNoUrlDoesNotCount() throws MalformedException {
    String text = "a=control:*\n" + VIDEO + "a=control:trackID=1\n";
    MediaPlan plan = MediaPlan.of(description(text), URI, "192.168.1.10:554/stream0/");
    assertThat(plan.tracks().getFirst().uri()).isEqualTo(URI + "/trackID=1");
  }

  @Test
  void absoluteControlsAreTakenAsTheyAre() throws MalformedException {
    String text = "a=control:rtsp://cam/s/?p=1\n" + VIDEO + "a=control:rtsp://cam/s/track?p=1\n";
    MediaPlan plan = MediaPlan.of(description(text), URI, "rtsp://cam/s/");
    assertThat(plan.aggregateUri()).isEqualTo("rtsp://cam/s/?p=1");
    assertThat(plan.tracks().getFirst().uri()).isEqualTo("rtsp://cam/s/track?p=1");
  }

  @Test
  void leavesOutTheLoudspeakerAndWhatIsNotCarried() throws MalformedException {
    String text =
        VIDEO
            + "m=audio 0 RTP/AVP 0\na=sendonly\n"
            + "m=application 0 RTP/AVP 107\na=rtpmap:107 vnd.onvif.metadata/90000\n";
    MediaPlan plan = MediaPlan.of(description(text), URI, null);
    assertThat(plan.count()).isEqualTo(new TrackCount(1, 0));
    assertThat(plan.refused()).hasSize(1);
    assertThat(plan.refused().getFirst()).containsIgnoringCase("vnd.onvif.metadata");
  }
}
