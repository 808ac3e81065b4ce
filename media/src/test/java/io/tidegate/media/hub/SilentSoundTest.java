package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilentSoundTest {
  private static final TrackList PICTURES = TrackList.of(new Track(1, SyntheticStreams.avc()));
  private static final int SILENT = 254;

  private final ManualLoops loops = new ManualLoops();
  private final List<Throwable> bugs = new ArrayList<>();
  private final List<StreamEvent> seen = new ArrayList<>();

  @Test
  void picturesAloneGetSilenceInStep() {
    Publication publication = publish(true);
    publication.hub().attach(new ContractSink(seen::add));
    publication.emit(new TracksChanged(PICTURES));
    pictures(publication, 0, 50);
    TrackList tracks = ((TracksChanged) seen.getFirst()).tracks();
    assertThat(tracks.audio().orElseThrow().codec()).isEqualTo(Codec.AAC);
    assertThat(tracks.audio().orElseThrow().isDerived()).isFalse();
    List<Frame> silence = silence();
    assertThat(silence.getFirst().dts()).isEqualTo(MediaTime.ofSeconds(1));
    // 1.96 s of 1024 samples of 48 kHz
    assertThat(silence).hasSize(92);
    assertThat(bugs).isEmpty();
  }

  @Test
  void aPauseOfMoreThanThreeSecondsIsOneInTheSilenceToo() {
    Publication publication = publish(true);
    publication.hub().attach(new ContractSink(seen::add));
    publication.emit(new TracksChanged(PICTURES));
    pictures(publication, 0, 1);
    pictures(publication, 3_000, 1);
    assertThat(silence()).hasSizeBetween(140, 142);
    pictures(publication, 9_000, 1);
    assertThat(silence()).hasSizeBetween(141, 143);
    assertThat(bugs).isEmpty();
  }

  @Test
  void goesWhenSoundComes() {
    Publication publication = publish(true);
    publication.hub().attach(new ContractSink(seen::add));
    publication.emit(new TracksChanged(PICTURES));
    pictures(publication, 0, 5);
    int had = silence().size();
    publication.emit(new TracksChanged(SyntheticStreams.tracks()));
    pictures(publication, 200, 5);
    assertThat(silence()).hasSize(had);
    assertThat(publication.hub().tracks()).isEqualTo(SyntheticStreams.tracks());
  }

  @Test
  void nothingIsAddedUnlessWanted() {
    Publication publication = publish(false);
    publication.hub().attach(new ContractSink(seen::add));
    publication.emit(new TracksChanged(PICTURES));
    pictures(publication, 0, 50);
    assertThat(seen).first().isEqualTo(new TracksChanged(PICTURES));
    assertThat(silence()).isEmpty();
  }

  private List<Frame> silence() {
    return seen.stream()
        .filter(Frame.class::isInstance)
        .map(Frame.class::cast)
        .filter(frame -> frame.trackId() == SILENT)
        .toList();
  }

  private void pictures(Publication publication, long fromMs, int count) {
    for (int i = 0; i < count; i++) {
      MediaTime at = MediaTime.ofMillis(fromMs + 40L * i);
      publication.emit(
          new Frame(1, at, at, i == 0, Bytes.of(0, 0, 0, 1, 9), at.toMillis() * 1_000_000));
    }
    loops.runAll();
  }

  private Publication publish(boolean addSilence) {
    HubOptions options = HubOptions.defaults(bugs::add).withSilence(addSilence);
    StreamRegistry registry = new StreamRegistry(loops, AdmissionPolicy.OPEN, options);
    PublishRequest request =
        new PublishRequest("a", StreamKey.parse("live/x"), Protocol.RTMP, "test", Map.of());
    return ((PublishResult.Accepted) registry.publish(request, _ -> {})).publication();
  }
}
