package io.tidegate.transcode.picture;

import static io.tidegate.media.testing.Patience.FOR_PROGRAMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.EncodedMedia;
import io.tidegate.media.testing.Patience;
import io.tidegate.transcode.OneLoop;
import io.tidegate.transcode.worker.ShippedPrograms;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import io.tidegate.transcode.worker.WorkersOptions;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// With the FFmpeg of the distribution, on streams that real encoders made.
class PictureFeedTest {
  private static final StreamKey SOURCE = new StreamKey("live", "x");

  /// No child is given up because the machine is slow.
  private static final WorkersOptions OPTIONS = patient(WorkersOptions.DEFAULT);

  @TempDir Path folder;

  private final OneLoop loops = new OneLoop();
  private final Map<MediaTime, Long> published = new ConcurrentHashMap<>();
  private final List<PictureFeed.Grabbed> pictures = new CopyOnWriteArrayList<>();
  private volatile boolean ended;
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          AdmissionPolicy.OPEN,
          HubOptions.defaults(bug -> {
            throw new IllegalStateException(bug);
          }));
  private final Workers workers =
      new Workers(
          OPTIONS,
          new ShippedPrograms(
              Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", "target/native"))));

  @AfterEach
  void stop() {
    workers.close();
    loops.thread().shutdownNow();
  }

  private static WorkersOptions patient(WorkersOptions usual) {
    return new WorkersOptions(
        usual.most(),
        usual.mostJobs(),
        usual.waitingJobs(),
        usual.memory(),
        usual.cpuPercent(),
        usual.niceness(),
        usual.cpus(),
        usual.grace(),
        FOR_PROGRAMS);
  }

  private static ConditionFactory await() {
    return Patience.await().atMost(FOR_PROGRAMS);
  }

  private Publication publish(EncodedMedia media) throws Exception {
    streams.observe(hub -> hub.attach(this::note));
    return loops
        .thread()
        .submit(() -> {
          PublishRequest request =
              new PublishRequest("s", SOURCE, Protocol.RTMP, "127.0.0.1:1", Map.of());
          PublishResult result = streams.publish(request, _ -> {});
          Publication publication = ((PublishResult.Accepted) result).publication();
          publication.emit(new TracksChanged(TrackList.of(media.track())));
          play(media, publication);
          return publication;
        })
        .get();
  }

  private void note(StreamEvent event) {
    if (event instanceof Frame frame) {
      published.put(frame.pts(), frame.receivedNanos());
    }
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
                  Frame moved = frame.shifted(new MediaTime(round.nanos() * rounds));
                  long now = System.nanoTime();
                  to.emit(
                      new Frame(
                          moved.trackId(),
                          moved.dts(),
                          moved.pts(),
                          moved.keyFrame(),
                          moved.payload(),
                          now));
                },
                0,
                8,
                TimeUnit.MILLISECONDS);
  }

  private PictureFeed feed(PictureWish wish) {
    PictureFeed feed =
        new PictureFeed(
            "frames of x",
            Objects.requireNonNull(streams.find(SOURCE)),
            wish,
            new PictureFeed.Children(workers, loops),
            new PictureFeed.Taker() {
              @Override
              public void picture(PictureFeed.Grabbed picture) {
                pictures.add(picture);
              }

              @Override
              public void ended() {
                ended = true;
              }
            });
    feed.start();
    return feed;
  }

  private static List<Long> gaps(List<PictureFeed.Grabbed> pictures) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < pictures.size(); i++) {
      gaps.add(pictures.get(i).pts().minus(pictures.get(i - 1).pts()).toMillis());
    }
    return gaps;
  }

  @ParameterizedTest
  @EnumSource(names = {"H264", "H265", "AV1", "VP9", "MJPEG", "MPEG2"})
  void everyFifthFrameOfEveryCodingBecomesAPictureAtItsTime(Codec codec) throws Exception {
    EncodedMedia media = EncodedMedia.of(codec, folder);
    Publication source = publish(media);
    PictureFeed feed = feed(new PictureWish(5, 30, 64, 5));
    await().until(() -> pictures.size() >= 12);
    feed.stop();
    List<PictureFeed.Grabbed> got = List.copyOf(pictures);
    for (PictureFeed.Grabbed picture : got) {
      assertThat(published).containsEntry(picture.pts(), picture.receivedNanos());
      var image = ImageIO.read(new ByteArrayInputStream(picture.jpeg().toByteArray()));
      assertThat(image.getWidth()).isEqualTo(64);
    }
    // where a round of the recording begins anew, frames that refer to what is not there are
    // missing
    boolean isWhole = feed.dropped() == 0; // no child of a slow machine lost some
    if (isWhole && media.frames().size() > 40) { // others are files of four frames
      assertThat(gaps(got)).filteredOn(gap -> Math.abs(gap - 200) <= 2).hasSizeGreaterThan(6);
    }
    await().alias("its child ends with the last taker").until(() -> workers.views().isEmpty());
    source.close(CloseReason.ENDED_BY_PEER);
  }

  @Test
  void noMoreThanSoManyInASecondOfTheStream() throws Exception {
    publish(EncodedMedia.of(Codec.H264, folder));
    PictureFeed feed = feed(new PictureWish(1, 5, 160, 5));
    await().until(() -> pictures.size() >= 12);
    feed.stop();
    assertThat(gaps(List.copyOf(pictures))).allMatch(gap -> gap >= 195);
  }

  @Test
  void aChildThatIsKilledIsFollowedByAnotherOne() throws Exception {
    publish(EncodedMedia.of(Codec.H264, folder));
    PictureFeed feed = feed(new PictureWish(3, 30, 160, 5));
    await().until(() -> pictures.size() >= 3);
    WorkerView child = workers.views().getFirst();
    assertThat(child.purpose()).isEqualTo("frame-tap");
    ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
    await().until(() -> workers.views().getFirst().restarts() >= 1);
    int before = pictures.size();
    await().until(() -> pictures.size() > before + 3);
    for (PictureFeed.Grabbed picture : pictures) {
      assertThat(published).containsKey(picture.pts());
    }
    feed.stop();
  }

  @Test
  void otherTracksGetAnotherChildButNotAtOnceAgainAndAgain() throws Exception {
    EncodedMedia media = EncodedMedia.of(Codec.H264, folder);
    Publication source = publish(media);
    feed(new PictureWish(1, 30, 160, 5));
    await().until(() -> pictures.size() >= 3);
    long first = workers.views().getFirst().pid();
    EncodedMedia other = EncodedMedia.of(Codec.MPEG2, folder);
    int children =
        loops
            .thread()
            .submit(() -> {
              for (int i = 0; i < 20; i++) {
                EncodedMedia next = i % 2 == 0 ? other : media;
                source.emit(new TracksChanged(TrackList.of(next.track())));
              }
              return workers.views().size();
            })
            .get();
    assertThat(children).as("the first, and one after ten seconds").isLessThanOrEqualTo(2);
    await()
        .until(() -> {
          List<WorkerView> now = workers.views();
          return now.size() == 1 && now.getFirst().pid() != first && now.getFirst().pid() > 0;
        });
    int before = pictures.size();
    await().until(() -> pictures.size() > before + 3);
    loops.execute(() -> source.close(CloseReason.SHUTTING_DOWN));
    await().until(() -> ended && workers.views().isEmpty());
  }
}
