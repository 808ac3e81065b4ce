package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A stream of several sources, fed in step on a clock that is moved by hand: session names are the
/// places of its publishers. What its one sink gets is judged by [ContractSink].
final class SourcesInStep {
  static final StreamKey KEY = StreamKey.parse("live/cam1");
  private static final MediaTime STEP = MediaTime.ofMillis(200);
  static final TrackList OTHER_TRACKS =
      TrackList.of(
          new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc360()),
          new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac()));

  /// Made once: that takes its time.
  private static final Map<TrackList, List<Frame>> FRAMES = new HashMap<>();

  final ManualLoops loops = new ManualLoops();
  final List<Throwable> bugs = new ArrayList<>();
  final Ordered policy = new Ordered();
  final StreamRegistry registry =
      new StreamRegistry(
          loops,
          policy,
          new HubOptions(
              DataSize.ofMegabytes(16),
              Duration.ofSeconds(20),
              DataSize.ofMegabytes(8),
              Duration.ofSeconds(3),
              AudioAdapter.NONE,
              false,
              new StageLatency(),
              loops::nanoTime,
              loops::now,
              bugs::add));
  final List<StreamEvent> seen = new ArrayList<>();
  final List<String> told = new ArrayList<>();

  SourceView source() {
    return view().sources().getFirst();
  }

  /// The sink has judged the order in time within each track; here: no gap, and key frames first.
  void assertContinuous() {
    MediaTime last = null;
    boolean needsKey = true;
    for (StreamEvent event : seen) {
      if (event instanceof Discontinuity) {
        needsKey = true;
      } else if (event instanceof Frame frame && frame.trackId() == SyntheticStreams.VIDEO) {
        assertThat(frame.keyFrame() || !needsKey).as("%s", frame.dts()).isTrue();
        needsKey = false;
        if (last != null) {
          assertThat(frame.dts()).isGreaterThan(last);
        }
        last = frame.dts();
      }
    }
    assertThat(bugs).isEmpty();
  }

  Frame lastPicture() {
    return (Frame)
        seen.reversed().stream()
            .filter(
                event -> event instanceof Frame frame && frame.trackId() == SyntheticStreams.VIDEO)
            .findFirst()
            .orElseThrow();
  }

  List<String> states() {
    return view().sources().stream().map(source -> source.state().label()).toList();
  }

  StreamView view() {
    return Objects.requireNonNull(registry.find(KEY)).view();
  }

  /// Longer than any life here.
  private static List<Frame> made(TrackList tracks) {
    return SyntheticStreams.frames(Spec.of(tracks), MediaTime.ZERO, MediaTime.ofSeconds(600));
  }

  void watch() {
    Objects.requireNonNull(registry.find(KEY)).attach(new ContractSink(seen::add));
  }

  /// Lets them send in step, in real time.
  void send(Duration duration, Sender... senders) {
    for (long at = 0; at < duration.toMillis(); at += STEP.toMillis()) {
      loops.advance(Duration.ofMillis(STEP.toMillis()));
      for (Sender sender : senders) {
        sender.step();
      }
    }
    loops.runAll();
  }

  static PublishRequest request(int place) {
    return new PublishRequest(Integer.toString(place), KEY, Protocol.RTMP, "127.0.0.1:1", Map.of());
  }

  Publication.Owner told(int place) {
    return reason -> told.add(place + " " + reason);
  }

  final class Slate implements Publication.Owner {
    @Override
    public void closed(CloseReason reason) {
      told.add("closed " + reason);
    }

    @Override
    public void plays(boolean onAir) {
      told.add("plays " + onAir);
    }
  }

  /// An encoder with a clock of its own.
  final class Sender {
    final Publication publication;
    private final List<Frame> frames;
    private final MediaTime start;
    private int next;
    private MediaTime until;

    Sender(int place) {
      this(place, SyntheticStreams.tracks());
    }

    Sender(int place, TrackList tracks) {
      start = MediaTime.ofSeconds(1_000L * (place + 1));
      publication =
          ((PublishResult.Accepted) registry.publish(request(place), told(place))).publication();
      frames = FRAMES.computeIfAbsent(tracks, SourcesInStep::made);
      until = MediaTime.ZERO;
      publication.emit(new TracksChanged(tracks));
    }

    void step() {
      until = until.plus(STEP);
      while (frames.get(next).dts().isBefore(until)) {
        Frame frame = frames.get(next++);
        publication.emit(
            new Frame(
                frame.trackId(),
                frame.dts().plus(start),
                frame.pts().plus(start),
                frame.keyFrame(),
                frame.payload(),
                loops.nanoTime()));
      }
    }
  }

  /// Three sources, the last one a slate.
  static final class Ordered implements AdmissionPolicy {
    static final SourcePlan PLAN =
        new SourcePlan(
            List.of(
                SourcePlan.Source.of("a"),
                SourcePlan.Source.of("b"),
                new SourcePlan.Source(
                    "slate", true, Duration.ofSeconds(10), Duration.ofSeconds(10))),
            Duration.ofSeconds(5));

    final Map<String, Integer> places = new HashMap<>();
    SourcePlan plan = PLAN;
    boolean takeOver;

    @Override
    public SourcePlan plan(StreamKey key) {
      return plan;
    }

    @Override
    public int source(PublishRequest request) {
      return places.getOrDefault(request.sessionId(), Integer.parseInt(request.sessionId()));
    }

    @Override
    public Admission publish(PublishRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public Admission play(PlayRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public boolean takeOver(PublishRequest request) {
      return takeOver;
    }

    @Override
    public Duration grace(PublishRequest request) {
      return Duration.ofSeconds(15);
    }
  }
}
