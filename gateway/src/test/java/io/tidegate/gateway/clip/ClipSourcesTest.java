package io.tidegate.gateway.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClipSourcesTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam");
  private static final List<SourceSpec> SOURCES =
      List.of(new SourceSpec.RtmpPublish(), new SourceSpec.Slate());

  private final ManualLoops loops = new ManualLoops();
  private final RouteTable table = new RouteTable();
  private final List<Throwable> bugs = new ArrayList<>();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          new RoutePolicy(
              new Settings.Publishing(
                  Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(15), false),
              table),
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
  private final Map<String, ClipContent> shelf = new HashMap<>();
  private final ClipSources slates =
      new ClipSources(
          streams,
          loops,
          (_, source) -> {
            ClipContent content = shelf.get(source.clip());
            if (content == null) {
              throw new RouteRunner.RunException("no clip " + source.clip(), null);
            }
            return content;
          },
          Runnable::run);
  private final List<StreamEvent> seen = new ArrayList<>();

  @Test
  void ourClipIsSmallAndWhole() {
    MemoryClip clip = MemoryClip.own();
    assertThat(clip.tracks().size()).isEqualTo(2);
    assertThat(clip.frames().getFirst().keyFrame()).isTrue();
    assertThat(clip.timing().base()).isEqualTo(MediaTime.ZERO);
    assertThat(clip.timing().period())
        .isBetween(MediaTime.ofMillis(3_990), MediaTime.ofMillis(4_100));
  }

  @Test
  void playsInRealTimeOverAndOver() {
    begin();
    loops.advance(Duration.ofSeconds(60));
    List<Frame> pictures = pictures();
    MediaTime played = pictures.getLast().dts().minus(pictures.getFirst().dts());
    assertThat(played).isBetween(MediaTime.ofMillis(59_700), MediaTime.ofMillis(60_000));
    for (int i = 1; i < pictures.size(); i++) {
      MediaTime step = pictures.get(i).dts().minus(pictures.get(i - 1).dts());
      assertThat(step).isBetween(MediaTime.ofMillis(90), MediaTime.ofMillis(150));
    }
    assertThat(seen).doesNotContain(new Discontinuity(Discontinuity.Reason.TIME_JUMP));
    assertThat(bugs).isEmpty();
  }

  @Test
  void restsWhileAnEncoderPlaysAndReturnsAtOnce() {
    begin();
    loops.advance(Duration.ofSeconds(2));
    Publication encoder = encoder();
    encoder.emit(new TracksChanged(SyntheticStreams.tracks()));
    long began = loops.nanoTime();
    for (Frame frame :
        SyntheticStreams.frames(
            Spec.of(SyntheticStreams.tracks()), MediaTime.ZERO, MediaTime.ofSeconds(8))) {
      long due = began + frame.dts().nanos();
      loops.advance(Duration.ofNanos(Math.max(0, due - loops.nanoTime())));
      encoder.emit(frame);
    }
    assertThat(seen)
        .contains(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER))
        .anyMatch(event ->
            event instanceof TracksChanged changed
                && changed.tracks().video().equals(SyntheticStreams.tracks().video()));
    int before = seen.size();
    loops.advance(Duration.ofSeconds(1));
    assertThat(seen).as("the slate rests").hasSize(before);
    encoder.close(CloseReason.CONNECTION_LOST);
    loops.advance(Duration.ofSeconds(1));
    assertThat(seen.get(before)).isInstanceOf(TracksChanged.class);
    assertThat(seen.size()).isGreaterThan(before + 10);
    assertThat(bugs).isEmpty();
  }

  @Test
  void endsWithItsRoute() {
    begin();
    apply(route(), null);
    loops.advance(Duration.ofSeconds(20));
    assertThat(streams.find(KEY)).isNull();
    assertThat(loops.timersLeft()).isZero();
  }

  /// What is played once ends, and what comes next takes over.
  @Test
  void aFilePlaysOnceWhereItShall() {
    shelf.put("a", MemoryClip.own());
    SourceSpec once = new SourceSpec.File("a", "", false);
    begin(List.of(once, new SourceSpec.Slate()));
    loops.advance(Duration.ofMillis(3_900));
    assertThat(active()).isZero();
    loops.advance(Duration.ofSeconds(1));
    assertThat(active()).isEqualTo(1);
    loops.advance(Duration.ofSeconds(60));
    assertThat(active()).isEqualTo(1);
    assertThat(bugs).isEmpty();
  }

  @Test
  void aFileAlonePlaysOverAndOver() {
    shelf.put("a", MemoryClip.own());
    begin(List.of(new SourceSpec.File("a", "", true)));
    loops.advance(Duration.ofSeconds(20));
    assertThat(pictures()).hasSizeGreaterThan(190);
    assertThat(seen).noneMatch(Discontinuity.class::isInstance);
  }

  /// The rest of the route plays meanwhile.
  @Test
  void aClipThatIsNotThereIsAReasonUntilItIs() throws Exception {
    List<SourceSpec> sources = List.of(new SourceSpec.File("a", "", true), new SourceSpec.Slate());
    table.put(new RouteEntry(route(sources), 1, Instant.EPOCH, ""));
    slates.start(List.of(loops.current()));
    assertThatThrownBy(() -> slates.apply(KEY, null, route(sources)))
        .isInstanceOf(RouteRunner.RunException.class)
        .hasMessage("no clip a");
    assertThat(slates.failures(Map.of())).containsEntry(KEY, "no clip a");
    loops.advance(Duration.ofSeconds(2));
    assertThat(active()).isEqualTo(1);
    shelf.put("a", MemoryClip.own());
    slates.apply(KEY, null, route(sources));
    loops.advance(Duration.ofSeconds(20));
    assertThat(slates.failures(Map.of())).isEmpty();
    assertThat(Objects.requireNonNull(streams.find(KEY)).view().sources()).hasSize(2);
  }

  @Test
  void whatCannotBeReadIsAFailureAndTriedAgain() {
    ClipContent own = MemoryClip.own();
    boolean[] broken = {true};
    shelf.put(
        "a",
        new ClipContent() {
          @Override
          public ClipTiming timing() {
            return own.timing();
          }

          @Override
          public Passage open() throws IOException {
            if (broken[0]) {
              throw new IOException("the disk is gone");
            }
            return own.open();
          }
        });
    List<SourceSpec> sources = List.of(new SourceSpec.File("a", "", true), new SourceSpec.Slate());
    begin(sources);
    loops.advance(Duration.ofSeconds(2));
    assertThat(slates.failures(Map.of()).get(KEY)).contains("the disk is gone");
    assertThat(active()).isEqualTo(1);
    broken[0] = false;
    loops.advance(Duration.ofSeconds(30));
    apply(route(sources), null);
    loops.advance(Duration.ofSeconds(30));
    assertThat(slates.failures(Map.of())).isEmpty();
    assertThat(loops.timersLeft()).isZero();
  }

  /// What was made anew has another file: the old one is not there any more.
  @Test
  void aClipThatWasMadeAnewIsPlayedAnew() {
    Counted old = new Counted();
    Counted anew = new Counted();
    List<SourceSpec> sources = List.of(new SourceSpec.File("a", "", true));
    shelf.put("a", old);
    begin(sources);
    apply(route(sources), route(sources));
    loops.advance(Duration.ofSeconds(1));
    int before = old.opened;
    assertThat(before).isPositive();
    shelf.put("a", anew);
    apply(route(sources), route(sources));
    loops.advance(Duration.ofSeconds(20));
    assertThat(anew.opened).isPositive();
    assertThat(old.opened).isEqualTo(before);
    assertThat(bugs).isEmpty();
  }

  private static final class Counted implements ClipContent {
    private final ClipContent own = MemoryClip.own();
    int opened;

    @Override
    public ClipTiming timing() {
      return own.timing();
    }

    @Override
    public Passage open() throws IOException {
      opened++;
      return own.open();
    }
  }

  private int active() {
    return Objects.requireNonNull(streams.find(KEY)).view().sources().stream()
        .filter(SourceView::active)
        .mapToInt(SourceView::index)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void comesBackWhenItWasKicked() {
    begin();
    streams.kick(KEY, CloseReason.KICKED);
    int before = seen.size();
    loops.advance(Duration.ofSeconds(2));
    assertThat(seen.size()).isGreaterThan(before + 5);
  }

  private void begin() {
    begin(SOURCES);
  }

  private void begin(List<SourceSpec> sources) {
    table.put(new RouteEntry(route(sources), 1, Instant.EPOCH, ""));
    slates.start(List.of(loops.current()));
    apply(null, route(sources));
    loops.runAll();
    Objects.requireNonNull(streams.find(KEY)).attach(new ContractSink(seen::add));
  }

  private void apply(@Nullable RouteSpec before, @Nullable RouteSpec after) {
    try {
      slates.apply(KEY, before, after);
    } catch (RouteRunner.RunException missing) {
      throw new AssertionError(missing);
    }
  }

  private Publication encoder() {
    PublishRequest request = new PublishRequest("a", KEY, Protocol.RTMP, "127.0.0.1:1", Map.of());
    return ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
  }

  private List<Frame> pictures() {
    int video = 1;
    return seen.stream()
        .filter(Frame.class::isInstance)
        .map(Frame.class::cast)
        .filter(frame -> frame.trackId() == video)
        .toList();
  }

  private static RouteSpec route() {
    return route(SOURCES);
  }

  private static RouteSpec route(List<SourceSpec> sources) {
    return new RouteSpec(KEY, true, sources, List.of(), null, null, SrtSpec.NONE);
  }
}
