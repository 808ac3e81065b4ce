package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.TrackAnnouncer;
import io.tidegate.media.codec.Ac3AccessUnit;
import io.tidegate.media.codec.Eac3Frames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Substreams of E-AC-3 in PES packets.
class Eac3StreamTest {
  private static final Bytes FIRST = Eac3Frames.independent(0, 768);
  private static final Bytes SECOND = Eac3Frames.dependent(0, 256, Eac3Frames.REAR_SURROUNDS);

  private final ReasonCounters counters = new ReasonCounters();
  private final EventLog log = new EventLog();
  private final FramedAudioReader reader = reader();

  private FramedAudioReader reader() {
    TrackAnnouncer announcer = new TrackAnnouncer(log);
    TrackOutput output = new TrackOutput(2, new FrameOrder(announcer, counters));
    output.begin(0, 0);
    return new FramedAudioReader(new Ac3Framing(), output, counters);
  }

  @Test
  void substreamsOfOneTimeAreOneFrame() {
    accept(Bytes.concat(FIRST, SECOND, FIRST, SECOND));
    assertThat(log.frames(2)).hasSize(2);
    assertThat(log.frames(2).get(1).payload()).isEqualTo(Bytes.concat(FIRST, SECOND));
    CodecParams.Ac3 params = (CodecParams.Ac3) log.tracks().asList().get(0).params();
    assertThat(params.channels()).isEqualTo(8);
    assertThat(log.trackChanges()).isEqualTo(1);
  }

  @Test
  void variableRateIsNoChangeOfTheTrack() {
    accept(Bytes.concat(FIRST, Eac3Frames.independent(0, 512), Eac3Frames.independent(0, 1024)));
    assertThat(log.frames(2)).hasSize(3);
    assertThat(log.trackChanges()).isEqualTo(1);
  }

  @Test
  void additionToAFrameThatIsMissingIsLeftOut() {
    accept(Bytes.concat(SECOND, FIRST, SECOND));
    assertThat(log.frames(2)).hasSize(1);
    assertThat(log.frames(2).get(0).dts()).isEqualTo(MediaTime.ZERO);
    assertThat(counters.get(Reason.MISSING_REFERENCE)).isEqualTo(1);
  }

  /// Without a limit a peer could have a frame without end put together, and looked through again
  /// with every packet.
  @Test
  void chainOfAdditionsEnds() {
    List<Bytes> chain = new ArrayList<>();
    chain.add(FIRST);
    for (int i = 0; i < 3 * Ac3AccessUnit.MAX_FRAMES; i++) {
      chain.add(SECOND);
    }
    chain.add(SECOND.slice(0, 100));
    accept(Bytes.concat(chain));
    assertThat(log.frames(2)).hasSize(1);
    assertThat(log.frames(2).get(0).payload().length())
        .isEqualTo(FIRST.length() + (Ac3AccessUnit.MAX_FRAMES - 1) * SECOND.length());
  }

  private void accept(Bytes content) {
    reader.accept(content, MediaTime.ZERO, MediaTime.ZERO);
  }
}
