package io.tidegate.transcode.ladder;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.EncodedMedia;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.transcode.OneLoop;
import io.tidegate.transcode.worker.ShippedPrograms;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import io.tidegate.transcode.worker.WorkersOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// With the FFmpeg of the distribution, on streams that real encoders made.
class LadderTest {
  private static final StreamKey SOURCE = new StreamKey("live", "x");
  private static final List<Rendition> TWO =
      List.of(rendition("180", 180, 0), rendition("120", 120, 10));

  @TempDir Path folder;

  private Encoders encoders = Encoders.software(null);
  private final OneLoop loops = new OneLoop();
  private final Map<StreamKey, List<StreamEvent>> heard = new ConcurrentHashMap<>();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          AdmissionPolicy.OPEN,
          HubOptions.defaults(bug -> {
            throw new IllegalStateException(bug);
          }));
  private final Workers workers =
      new Workers(
          WorkersOptions.DEFAULT,
          new ShippedPrograms(
              Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", "target/native"))));

  @AfterEach
  void stop() {
    workers.close();
    loops.thread().shutdownNow();
  }

  private static Rendition rendition(String name, int height, int fps) {
    VideoProfile h264 = VideoProfile.H264;
    return new Rendition(
        name,
        new VideoProfile(
            h264.mode(),
            0,
            height,
            fps,
            300,
            h264.encoder(),
            h264.preset(),
            h264.deinterlace(),
            null,
            0,
            Overlay.NONE),
        AudioProfile.DEFAULT);
  }

  private Publication publish(EncodedMedia media) throws Exception {
    Publication publication = publish(TrackList.of(media.track()));
    loops.execute(() -> play(media, publication));
    return publication;
  }

  private Publication publish(TrackList tracks) throws Exception {
    streams.observe(hub -> {
      List<StreamEvent> events =
          heard.computeIfAbsent(hub.key(), _ -> new CopyOnWriteArrayList<>());
      hub.attach(events::add);
    });
    return loops
        .thread()
        .submit(() -> {
          PublishRequest request =
              new PublishRequest("s", SOURCE, Protocol.RTMP, "127.0.0.1:1", Map.of());
          PublishResult result = streams.publish(request, _ -> {});
          Publication publication = ((PublishResult.Accepted) result).publication();
          publication.emit(new TracksChanged(tracks));
          return publication;
        })
        .get();
  }

  /// Over and over, five times as fast as it is.
  private void play(EncodedMedia media, Publication to) {
    List<Frame> frames = media.frames();
    MediaTime step = frames.get(1).dts().minus(frames.get(0).dts());
    MediaTime round = frames.getLast().dts().minus(frames.getFirst().dts()).plus(step);
    int[] next = new int[1];
    var _ =
        loops
            .thread()
            .scheduleAtFixedRate(
                () -> {
                  Frame frame = frames.get(next[0] % frames.size());
                  long rounds = next[0] / frames.size();
                  next[0]++;
                  to.emit(frame.shifted(new MediaTime(round.nanos() * rounds)));
                },
                0,
                8,
                TimeUnit.MILLISECONDS);
  }

  private Ladder ladder(List<Rendition> renditions) throws Exception {
    return loops
        .thread()
        .submit(() -> {
          LadderContext context = new LadderContext(workers, streams, loops, () -> encoders);
          Ladder ladder =
              new Ladder(Objects.requireNonNull(streams.find(SOURCE)), renditions, r -> r, context);
          ladder.start();
          return ladder;
        })
        .get();
  }

  private List<Frame> frames(String key) {
    return heard.getOrDefault(new StreamKey("live", key), List.of()).stream()
        .filter(Frame.class::isInstance)
        .map(Frame.class::cast)
        .toList();
  }

  private static List<MediaTime> keys(List<Frame> frames) {
    return frames.stream().filter(Frame::keyFrame).map(Frame::pts).sorted().toList();
  }

  private VideoFormat format(String key) {
    TracksChanged changed =
        heard.getOrDefault(new StreamKey("live", key), List.of()).stream()
            .filter(TracksChanged.class::isInstance)
            .map(TracksChanged.class::cast)
            .findFirst()
            .orElseThrow();
    return ((CodecParams.Video) changed.tracks().video().orElseThrow().params()).format();
  }

  @ParameterizedTest
  @EnumSource(names = {"H264", "H265", "AV1", "VP9", "MJPEG", "MPEG2"})
  void everyCodingBecomesH264OfBothSizes(Codec codec) throws Exception {
    Publication source = publish(EncodedMedia.of(codec, folder));
    Ladder ladder = ladder(TWO);
    await().until(() -> frames("x_180").size() > 40 && frames("x_120").size() > 15);
    assertThat(format("x_180").height()).isEqualTo(180);
    assertThat(format("x_120").height()).isEqualTo(120);
    List<Frame> made = frames("x_180");
    List<Frame> small = frames("x_120");
    List<MediaTime> times = frames("x").stream().map(Frame::pts).toList();
    assertThat(made).extracting(Frame::pts).isSubsetOf(times);
    assertNothingMissing(times, made);
    assertThat(small).extracting(Frame::pts).isSubsetOf(times);
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  /// Whatever an operator writes is a text, and nothing that FFmpeg obeys.
  @Test
  void anyTextIsWrittenOverThePicture() throws Exception {
    Path font = Objects.requireNonNull(Fonts.unpack(folder));
    VideoProfile usual = VideoProfile.H264;
    List<Rendition> renditions = new ArrayList<>();
    for (String text :
        List.of("a:b", "it's 100 %", "x:fontfile=/etc/passwd", "[a];%{pts}\\", "{time}, \u6771'")) {
      Overlay overlay = new Overlay(text, Overlay.Place.TOP_LEFT, null, Overlay.Place.TOP_RIGHT);
      VideoProfile profile =
          new VideoProfile(
              usual.mode(),
              0,
              120,
              0,
              200,
              usual.encoder(),
              usual.preset(),
              usual.deinterlace(),
              null,
              0,
              overlay);
      renditions.add(new Rendition("t" + renditions.size(), profile, AudioProfile.DEFAULT));
    }
    encoders = Encoders.software(font);
    Publication source = publish(EncodedMedia.of(Codec.H264, folder));
    Ladder ladder = ladder(renditions);
    for (int i = 0; i < renditions.size(); i++) {
      String key = "x_t" + i;
      await().until(() -> frames(key).size() > 10);
    }
    assertThat(workers.views()).singleElement().extracting(WorkerView::restarts).isEqualTo(0L);
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  /// 320x240.
  @Test
  void picturesAreAsLargeAsPromised() throws Exception {
    EncodedMedia media = EncodedMedia.of(Codec.H264, folder);
    List<VideoProfile> odd =
        List.of(
            PromiseTest.profile(0, 0, new VideoProfile.Crop(101, 77, 3, 5), 0),
            PromiseTest.profile(0, 0, new VideoProfile.Crop(101, 77, 3, 5), 90),
            PromiseTest.profile(133, 0, new VideoProfile.Crop(199, 77, 1, 1), 270),
            PromiseTest.profile(0, 97, null, 180),
            PromiseTest.profile(131, 93, null, 90));
    List<Rendition> renditions = new ArrayList<>();
    for (VideoProfile profile : odd) {
      renditions.add(new Rendition("o" + renditions.size(), profile, AudioProfile.DEFAULT));
    }
    Publication source = publish(media);
    Ladder ladder = ladder(renditions);
    for (int i = 0; i < odd.size(); i++) {
      String key = "x_o" + i;
      await().until(() -> frames(key).size() > 2);
      Promise promise = Promise.of(odd.get(i), TrackList.of(media.track()));
      assertThat(format(key).width()).isEqualTo(promise.width());
      assertThat(format(key).height()).isEqualTo(promise.height());
    }
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  /// The rate that was asked for, but for key frames.
  @Test
  void fewerPicturesAreAsManyAsAskedFor() throws Exception {
    Publication source = publish(EncodedMedia.of(Codec.H264, folder)); // 25 a second
    Ladder ladder = ladder(List.of(rendition("15", 120, 15), rendition("24", 120, 24)));
    await().until(() -> frames("x_24").size() > 100 && frames("x_15").size() > 60);
    assertThat(rate(frames("x_15"))).isBetween(14.5, 15.6);
    assertThat(rate(frames("x_24"))).isBetween(23.5, 24.6);
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  private static double rate(List<Frame> frames) {
    MediaTime span = frames.getLast().pts().minus(frames.getFirst().pts());
    return (frames.size() - 1) / span.toSeconds();
  }

  /// Another stream of the source's key has times of its own.
  @Test
  void whatIsMadeOfAStreamEndsWithIt() throws Exception {
    Publication source = publish(EncodedMedia.of(Codec.H264, folder));
    ladder(TWO);
    await().until(() -> frames("x_180").size() > 5);
    loops.execute(() -> source.close(CloseReason.SHUTTING_DOWN));
    StreamKey made = new StreamKey("live", "x_180");
    await().until(() -> streams.find(made) == null);
    assertThat(heard.getOrDefault(made, List.of()).getLast()).isEqualTo(EndOfStream.INSTANCE);
    await().until(() -> workers.views().isEmpty());
  }

  /// Its child had ended just before.
  @Test
  void whatWaitsForItsChildEndsWithItsSource() throws Exception {
    Publication source = publish(EncodedMedia.of(Codec.H264, folder));
    Ladder ladder = ladder(TWO);
    StreamKey made = new StreamKey("live", "x_180");
    await().until(() -> frames("x_180").size() > 5);
    long child = Objects.requireNonNull(ladder.view().worker()).pid();
    loops
        .thread()
        .submit(() -> {
          assertThat(ProcessHandle.of(child).orElseThrow().destroyForcibly()).isTrue();
          StreamHub hub = Objects.requireNonNull(streams.find(made));
          assertThat(streams.kick(made, CloseReason.KICKED)).isTrue();
          assertThat(hub.isEnded()).isFalse();
          source.close(CloseReason.SHUTTING_DOWN);
        })
        .get();
    await().until(() -> streams.find(SOURCE) == null);
    loops.thread().submit(() -> {}).get();
    assertThat(streams.find(made)).isNull();
  }

  @Test
  void oneThatCannotBeMadeIsLeftOutWithItsReasonUntilItCan() throws Exception {
    Path logo = folder.resolve("logo.png");
    VideoProfile usual = rendition("logo", 180, 0).video();
    List<Rendition> three = new ArrayList<>(TWO);
    three.add(new Rendition("logo", usual.withLogo(logo), AudioProfile.DEFAULT));
    Publication source = publish(EncodedMedia.of(Codec.H264, folder));
    Ladder ladder = ladder(three);
    await().until(() -> frames("x_180").size() > 5 && frames("x_120").size() > 5);
    assertThat(ladder.view().steps())
        .extracting(LadderView.Step::problem)
        .containsExactly("", "", "its logo logo.png cannot be read");
    assertThat(streams.find(new StreamKey("live", "x_logo"))).isNull();
    ladder.tend();
    LogoFileTest.write(logo, LogoFileTest.png());
    ladder.tend();
    await().until(() -> frames("x_logo").size() > 5);
    assertThat(ladder.view().steps()).extracting(LadderView.Step::problem).containsOnly("");
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  @Test
  void aSourceThatChangesAgainAndAgainStartsNoChildEachTime() {
    ManualLoops still = new ManualLoops();
    StreamRegistry registry =
        new StreamRegistry(still, AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
    Publication source =
        ((PublishResult.Accepted)
                registry.publish(
                    new PublishRequest("s", SOURCE, Protocol.RTMP, "127.0.0.1:1", Map.of()),
                    _ -> {}))
            .publication();
    Ladder ladder =
        new Ladder(
            source.hub(), TWO, r -> r, new LadderContext(workers, registry, still, () -> encoders));
    ladder.start();
    TrackList one = TrackList.of(new Track(1, SyntheticStreams.avc()));
    TrackList other = TrackList.of(new Track(1, SyntheticStreams.avc360()));
    source.emit(new TracksChanged(one));
    assertThat(ladder.view().worker()).isNotNull();
    int others = still.timersLeft();
    for (int i = 0; i < 50; i++) {
      source.emit(new TracksChanged(i % 2 == 0 ? other : one));
      assertThat(ladder.view().worker()).isNull();
      assertThat(still.timersLeft()).isEqualTo(others + 1);
    }
    still.advance(Duration.ofMillis(400));
    assertThat(ladder.view().worker()).isNotNull();
    source.emit(new TracksChanged(other));
    ladder.stop();
    assertThat(still.timersLeft()).isEqualTo(others);
  }

  @Test
  void soundThatBrowsersDoNotKnowBecomesAacAtItsTime() throws Exception {
    Publication source = publish(EncodedMedia.of(Codec.G711A, folder));
    Ladder ladder = ladder(TWO);
    await().until(() -> frames("x_180").size() > 20);
    TracksChanged changed =
        (TracksChanged) heard.getOrDefault(new StreamKey("live", "x_180"), List.of()).getFirst();
    assertThat(changed.tracks().audio().orElseThrow().codec()).isEqualTo(Codec.AAC);
    MediaTime first = frames("x_180").getFirst().pts();
    MediaTime begun = frames("x").getFirst().pts();
    assertThat(first).isBetween(begun.minus(MediaTime.ofMillis(50)), frames("x").getLast().pts());
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  /// Sound that its sender gathers comes later than the pictures beside it.
  @Test
  void picturesDoNotWaitForSound() throws Exception {
    EncodedMedia pictures =
        EncodedMedia.transportStream(folder, "-c:v libx264 -bf 0 -g 25 -threads 1");
    EncodedMedia sound = EncodedMedia.of(Codec.AAC, folder);
    Publication source =
        publish(TrackList.of(pictures.track(), new Track(2, sound.track().params())));
    loops.execute(() -> {
      for (Frame picture : pictures.frames()) {
        source.emit(picture);
        if (picture.keyFrame()) {
          sounds(sound, picture.dts()).forEach(source::emit);
        }
      }
    });
    Ladder ladder = ladder(List.of(rendition("180", 180, 0)));
    MediaTime nearlyAll = frames("x").getLast().pts().minus(MediaTime.ofMillis(200));
    await()
        .untilAsserted(
            () -> assertThat(frames("x_180")).extracting(Frame::pts).anyMatch(nearlyAll::isBefore));
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }

  /// A few frames, the first at `from`.
  private static List<Frame> sounds(EncodedMedia sound, MediaTime from) {
    MediaTime shift = from.minus(sound.frames().getFirst().dts());
    return sound.frames().stream()
        .limit(4)
        .map(frame -> frame.shifted(shift))
        .map(at -> new Frame(2, at.dts(), at.pts(), true, at.payload(), 0))
        .toList();
  }

  private static List<MediaTime> within(List<MediaTime> all, List<Frame> frames) {
    MediaTime first = frames.getFirst().pts();
    MediaTime last = frames.getLast().pts();
    return all.stream().filter(time -> !time.isBefore(first) && !time.isAfter(last)).toList();
  }

  /// Every picture from the first to the last that came out.
  private static void assertNothingMissing(List<MediaTime> all, List<Frame> frames) {
    List<MediaTime> times = frames.stream().map(Frame::pts).sorted().toList();
    assertThat(times)
        .containsExactlyElementsOf(
            all.stream()
                .filter(time -> !time.isBefore(times.getFirst()) && !time.isAfter(times.getLast()))
                .sorted()
                .toList());
  }

  @Test
  void keyFramesAreWhereTheSourcesAre() throws Exception {
    EncodedMedia media =
        EncodedMedia.transportStream(
            folder, "-c:v libx265 -g 10 -x265-params log-level=none:pools=1:scenecut=0:open-gop=0");
    Publication source = publish(media);
    Ladder ladder = ladder(TWO);
    await().until(() -> keys(frames("x_180")).size() > 2 && keys(frames("x_120")).size() > 2);
    List<Frame> large = frames("x_180");
    List<Frame> small = frames("x_120");
    List<MediaTime> all = keys(frames("x"));
    assertThat(keys(large)).isSubsetOf(all);
    assertThat(keys(small)).isSubsetOf(all);
    assertThat(keys(large)).containsExactlyElementsOf(within(all, large));
    assertThat(keys(small)).containsExactlyElementsOf(within(all, small));
    ladder.stop();
    source.close(CloseReason.ENDED_BY_PEER);
  }
}
