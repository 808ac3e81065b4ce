package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DerivedSoundTest {
  private static final Track VIDEO = new Track(1, SyntheticStreams.avc());
  private static final Track ALAW = new Track(2, new CodecParams.G711(true, 8_000, 1));
  private static final Track AAC = new Track(255, SyntheticStreams.aac(), 2);
  private static final TrackList ORIGINALS = TrackList.of(VIDEO, ALAW);

  private final ManualLoops loops = new ManualLoops();
  private final FakeAdapter adapter = new FakeAdapter();
  private final List<Throwable> bugs = new ArrayList<>();
  private final StreamRegistry registry =
      new StreamRegistry(
          loops, AdmissionPolicy.OPEN, HubOptions.defaults(bugs::add).withAudioAdapter(adapter));
  private final Publication publication = publish();
  private final StreamHub hub = publication.hub();
  private long ms;

  @Test
  void anOutputTakesTheOriginalOrTheDerivedSoundNeverBoth() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    Seen everything = attach(Codec.H264, Codec.G711A, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    assertThat(playable.tracks()).isEqualTo(TrackList.of(VIDEO, AAC));
    assertThat(playable.trackIds()).containsExactly(1, 255);
    assertThat(everything.tracks()).isEqualTo(ORIGINALS);
    assertThat(everything.trackIds()).containsExactly(1, 2);
    assertThat(hub.tracks()).isEqualTo(TrackList.of(VIDEO, ALAW, AAC));
    assertThat(hub.view().soundProblem()).isNull();
    assertThat(bugs).isEmpty();
  }

  @Test
  void convertsOnceAndOnlyWhileAnOutputNeedsIt() {
    publication.emit(new TracksChanged(ORIGINALS));
    Seen everything = attach(Codec.H264, Codec.G711A);
    second();
    assertThat(adapter.started).isEmpty();
    Seen first = attach(Codec.H264, Codec.AAC);
    Seen second = attach(Codec.H264, Codec.AAC);
    second();
    assertThat(adapter.started).hasSize(1);
    hub.detach(first.sink);
    assertThat(adapter.started.getFirst().closed).isFalse();
    hub.detach(second.sink);
    assertThat(adapter.started.getFirst().closed).isTrue();
    assertThat(hub.tracks()).isEqualTo(ORIGINALS);
    assertThat(everything.changes()).isEqualTo(1);
  }

  @Test
  void aLateOutputGetsTheSoundOfTheGopThatItStartsWith() {
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    Seen late = attach(Codec.H264, Codec.AAC);
    assertThat(late.trackIds()).containsExactly(1);
    loops.runAll();
    assertThat(late.trackIds()).containsExactly(1, 255);
    assertThat(late.frames(255).getFirst().dts())
        .isLessThanOrEqualTo(late.frames(1).getFirst().dts().plus(MediaTime.ofMillis(40)));
    Seen later = attach(Codec.H264, Codec.AAC);
    assertThat(later.frames(255)).isEqualTo(late.frames(255));
    assertThat(adapter.started).hasSize(1);
  }

  @Test
  void startsAnewAtADiscontinuityAndIgnoresWhatIsStillOnItsWay() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    FakeConversion before = adapter.started.getFirst();
    publication.emit(new Discontinuity(Discontinuity.Reason.SIGNALLED));
    assertThat(before.closed).isTrue();
    assertThat(adapter.started).hasSize(2);
    int had = playable.frames(255).size();
    before.output.sound(MediaTime.ofSeconds(90), Bytes.of(1), 0);
    before.output.failed("too late to matter");
    loops.runAll();
    assertThat(playable.frames(255)).hasSize(had);
    second();
    assertThat(playable.frames(255)).hasSizeGreaterThan(had);
    assertThat(bugs).isEmpty();
  }

  @Test
  void anotherFormatOfTheOriginalBeginsAnewWithoutTheOutputsNoticing() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    publication.emit(
        new TracksChanged(
            TrackList.of(VIDEO, new Track(2, new CodecParams.G711(false, 16_000, 1)))));
    second();
    assertThat(adapter.started).hasSize(2);
    assertThat(playable.changes()).isEqualTo(1);
    assertThat(bugs).isEmpty();
  }

  @Test
  void soundThatGoesAwayOrBecomesPlayableEndsTheConversion() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    publication.emit(new TracksChanged(SyntheticStreams.tracks()));
    assertThat(adapter.started.getFirst().closed).isTrue();
    assertThat(playable.tracks()).isEqualTo(SyntheticStreams.tracks());
    publication.emit(new TracksChanged(TrackList.of(VIDEO)));
    assertThat(playable.tracks()).isEqualTo(TrackList.of(VIDEO));
    assertThat(adapter.started).hasSize(1);
  }

  @Test
  void aFailureLeavesThePicturesRunningAndSaysWhy() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    adapter.started.getFirst().output.failed("the encoder broke");
    loops.runAll();
    assertThat(playable.tracks()).isEqualTo(ORIGINALS);
    assertThat(hub.view().soundProblem())
        .isEqualTo("G.711 A-law is left out where it cannot be carried: the encoder broke");
    int pictures = playable.frames(1).size();
    second();
    assertThat(playable.frames(1)).hasSizeGreaterThan(pictures);
    assertThat(adapter.started).hasSize(1);
    publication.emit(
        new TracksChanged(
            TrackList.of(VIDEO, new Track(2, new CodecParams.G711(false, 8_000, 1)))));
    assertThat(adapter.started).hasSize(2);
    assertThat(hub.view().soundProblem()).isNull();
    assertThat(bugs).isEmpty();
  }

  @Test
  void soundThatNobodyConvertsIsLeftOutWithItsReason() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    adapter.refusal = "no encoder";
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    assertThat(playable.tracks()).isEqualTo(ORIGINALS);
    assertThat(hub.view().soundProblem())
        .isEqualTo("G.711 A-law is left out where it cannot be carried: no encoder");
  }

  @Test
  void anOutputIsServedWhenItsSoundCanBeMade() {
    assertThat(hub.hasSomethingFor(_ -> false)).isTrue();
    publication.emit(new TracksChanged(TrackList.of(ALAW)));
    assertThat(hub.hasSomethingFor(codec -> codec == Codec.AAC)).isTrue();
    assertThat(hub.hasSomethingFor(codec -> codec == Codec.OPUS)).isFalse();
  }

  @Test
  void endsWithTheStream() {
    Seen playable = attach(Codec.H264, Codec.AAC);
    publication.emit(new TracksChanged(ORIGINALS));
    second();
    registry.shutDown();
    loops.runAll();
    assertThat(adapter.started.getFirst().closed).isTrue();
    assertThat(playable.events).endsWith(StreamEvent.EndOfStream.INSTANCE);
  }

  /// A second of pictures 40 ms apart and sound 20 ms apart, the first picture a key frame.
  private void second() {
    for (int i = 0; i < 50; i++) {
      MediaTime at = MediaTime.ofMillis(ms);
      if (i % 2 == 0) {
        publication.emit(new Frame(1, at, at, i == 0, Bytes.of(0, 0, 0, 1, 9), ms * 1_000_000));
      }
      publication.emit(new Frame(2, at, at, true, Bytes.of(1, 2, 3), ms * 1_000_000));
      ms += 20;
    }
    loops.runAll();
  }

  private Publication publish() {
    PublishRequest request =
        new PublishRequest("a", StreamKey.parse("live/x"), Protocol.RTMP, "test", Map.of());
    return ((PublishResult.Accepted) registry.publish(request, _ -> {})).publication();
  }

  private Seen attach(Codec... carried) {
    Seen seen = new Seen();
    hub.attach(seen.sink, List.of(carried)::contains);
    return seen;
  }

  private static final class Seen {
    final List<StreamEvent> events = new ArrayList<>();
    final StreamSink sink = new ContractSink(events::add);

    List<Frame> frames(int trackId) {
      return events.stream()
          .filter(Frame.class::isInstance)
          .map(Frame.class::cast)
          .filter(frame -> frame.trackId() == trackId)
          .toList();
    }

    List<Integer> trackIds() {
      return events.stream()
          .filter(Frame.class::isInstance)
          .map(event -> ((Frame) event).trackId())
          .distinct()
          .sorted()
          .toList();
    }

    long changes() {
      return events.stream().filter(TracksChanged.class::isInstance).count();
    }

    TrackList tracks() {
      TrackList last = TrackList.EMPTY;
      for (StreamEvent event : events) {
        last = event instanceof TracksChanged changed ? changed.tracks() : last;
      }
      return last;
    }
  }

  /// Every frame becomes one of AAC at once.
  private static final class FakeAdapter implements AudioAdapter {
    final List<FakeConversion> started = new ArrayList<>();
    String refusal = "";

    @Override
    public Offer offer(CodecParams.Audio original) {
      return refusal.isEmpty()
          ? new Offer.Makes(SyntheticStreams.aac())
          : new Offer.Refuses(refusal);
    }

    @Override
    public Conversion start(CodecParams.Audio original, Output output) {
      FakeConversion conversion = new FakeConversion(output);
      started.add(conversion);
      return conversion;
    }
  }

  private static final class FakeConversion implements AudioAdapter.Conversion {
    final AudioAdapter.Output output;
    boolean closed;

    FakeConversion(AudioAdapter.Output output) {
      this.output = output;
    }

    @Override
    public void accept(Frame frame) {
      output.sound(frame.dts(), frame.payload(), frame.receivedNanos());
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
