package io.tidegate.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Ports;
import io.tidegate.media.testing.SyntheticStreams;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes in one process, with real connections between them.
final class RelayTest {
  private static final StreamKey KEY = new StreamKey("live", "x");
  private static final SyntheticStreams.Spec SPEC =
      SyntheticStreams.Spec.of(SyntheticStreams.tracks());
  private static final TracksChanged TRACKS = new TracksChanged(SPEC.tracks());
  private static final RelayOptions OPTIONS =
      new RelayOptions(
          DataSize.ofMegabytes(24),
          DataSize.ofMegabytes(500),
          Duration.ofSeconds(25),
          DataSize.ofMegabytes(96),
          Duration.ofMillis(100),
          Patience.LIMIT,
          Patience.LIMIT,
          100);

  @TempDir Path folder;
  private Authority authority;
  private int port;
  private RelayNode one;
  private RelayNode two;
  private RelayNode three;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(Instant.now());
    port = Ports.free();
    one = new RelayNode(authority, 1, folder.resolve("1"), port, OPTIONS);
    two = new RelayNode(authority, 2, folder.resolve("2"), port, OPTIONS);
    three = new RelayNode(authority, 3, folder.resolve("3"), port, OPTIONS);
    List<RelayNode> all = List.of(one, two, three);
    for (RelayNode here : all) {
      for (RelayNode there : all) {
        if (here != there) {
          here.node.book.put(there.node.peer());
        }
      }
    }
  }

  @AfterEach
  void tearDown() {
    List<RelayNode> all = List.of(one, two, three);
    all.forEach(RelayNode::close);
    all.forEach(node -> assertThat(node.bugs).isEmpty());
  }

  private static List<Frame> frames(int fromSecond, int seconds) {
    return SyntheticStreams.frames(
        SPEC, MediaTime.ofSeconds(fromSecond), MediaTime.ofSeconds(seconds));
  }

  private static StreamHub hub(RelayNode node) {
    Patience.await().until(() -> node.streams.find(KEY) != null);
    return Objects.requireNonNull(node.streams.find(KEY));
  }

  private static String source(StreamHub hub) {
    PublishRequest source = hub.view().source();
    return source == null ? "nobody" : source.protocol().label();
  }

  private static List<String> told(List<Frame> frames) {
    return frames.stream()
        .map(frame ->
            "%d %s %s %s %s"
                .formatted(
                    frame.trackId(),
                    frame.dts(),
                    frame.pts(),
                    frame.keyFrame(),
                    frame.payload().toHex()))
        .toList();
  }

  @Test
  void aNodeHasWhatTheOwnerHasAndAtTheSameTimes() {
    Publication published = one.publish(KEY);
    RelayNode.Heard own = one.listen(published.hub());
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    RelayPull pull = two.pull(KEY, () -> 1);
    RelayNode.Heard heard = two.listen(hub(two));
    one.emit(published, frames(2, 2));
    String last = told(own.frames()).getLast();
    Patience.await().until(() -> told(heard.frames()).contains(last));
    List<String> sent = told(own.frames());
    List<String> got = told(heard.frames());
    // from the last key frame on
    assertThat(sent.subList(sent.size() - got.size(), sent.size())).isEqualTo(got);
    assertThat(got.size()).isGreaterThan(frames(2, 2).size());
    assertThat(hub(two).tracks()).isEqualTo(SPEC.tracks());
    assertThat(source(hub(two))).isEqualTo("cluster");
    assertThat(pull.node()).isEqualTo(1);
    assertThat(hub(one).view().viewers()).isEqualTo(1);
    assertThat(two.stats.view().pulledBytes()).isPositive();
    assertThat(one.stats.view().serving()).isEqualTo(1);
    pull.stop(io.tidegate.media.hub.CloseReason.STREAM_ENDED);
    Patience.await().until(() -> two.streams.find(KEY) == null && two.ended.size() == 1);
    Patience.await().until(() -> hub(one).view().viewers() == 0);
    Patience.await().until(() -> one.stats.view().serving() == 0);
  }

  @Test
  void aNewOwnerGoesOnWithItsOwnTimesMovedAfterADiscontinuity() {
    AtomicInteger where = new AtomicInteger(1);
    Publication first = one.publish(KEY);
    one.emit(first, List.of(TRACKS));
    one.emit(first, frames(100, 2));
    RelayPull pull = two.pull(KEY, where::get);
    RelayNode.Heard heard = two.listen(hub(two));
    Patience.await().until(() -> !heard.frames().isEmpty());
    one.close();
    Publication second = three.publish(KEY);
    three.emit(second, List.of(TRACKS));
    three.emit(second, frames(0, 2));
    where.set(3);
    pull.look();
    Patience.await().until(() -> pull.node() == 3);
    three.emit(second, frames(2, 2));
    Patience.await().until(() -> heard.events().stream().anyMatch(Discontinuity.class::isInstance));
    int discontinuity =
        heard.events().indexOf(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    assertThat(discontinuity).isPositive();
    Patience.await().until(() -> heard.events().size() > discontinuity + 50);
    MediaTime before = lastVideo(heard.events().subList(0, discontinuity));
    MediaTime after = firstVideo(heard.events().subList(discontinuity, heard.events().size()));
    assertThat(after).isGreaterThan(before);
    assertThat(after).isLessThan(before.plus(MediaTime.ofMillis(200)));
    assertThat(two.ended).isEmpty();
  }

  /// Sound of a new owner that is told after the picture, and lies before it.
  @Test
  void whatANewOwnerSendsOfTheTimeBeforeIsLeftOut() {
    AtomicInteger where = new AtomicInteger(1);
    Publication first = one.publish(KEY);
    one.emit(first, List.of(TRACKS));
    one.emit(first, frames(100, 2));
    RelayPull pull = two.pull(KEY, where::get);
    RelayNode.Heard heard = two.listen(hub(two));
    Patience.await().until(() -> !heard.frames().isEmpty());
    one.close();
    Publication second = three.publish(KEY);
    three.emit(second, List.of(TRACKS));
    three.emit(second, frames(10, 1).stream().filter(RelayTest::isVideo).limit(10).toList());
    three.emit(second, frames(9, 1).stream().filter(frame -> !isVideo(frame)).skip(20).toList());
    where.set(3);
    pull.look();
    Patience.await().until(() -> pull.node() == 3);
    three.emit(second, frames(12, 2));
    Discontinuity change = new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER);
    Patience.await()
        .until(() ->
            heard.events().size() > 100 + heard.events().indexOf(change)
                && heard.events().contains(change));
    int index = heard.events().indexOf(change);
    List<StreamEvent> after = heard.events().subList(index, heard.events().size());
    MediaTime begin = firstVideo(after);
    assertThat(after)
        .allMatch(event -> !(event instanceof Frame frame) || !frame.dts().isBefore(begin));
  }

  private static boolean isVideo(Frame frame) {
    return frame.trackId() == SyntheticStreams.VIDEO;
  }

  private static MediaTime lastVideo(List<StreamEvent> events) {
    return video(events).getLast().dts();
  }

  private static MediaTime firstVideo(List<StreamEvent> events) {
    return video(events).getFirst().dts();
  }

  private static List<Frame> video(List<StreamEvent> events) {
    return events.stream()
        .filter(event -> event instanceof Frame frame && frame.trackId() == SyntheticStreams.VIDEO)
        .map(Frame.class::cast)
        .toList();
  }

  /// The connection breaks, the stream does not: nothing comes twice, and nothing is lost that the
  /// owner still has.
  @Test
  void whatCameBeforeDoesNotComeAgain() {
    AtomicInteger where = new AtomicInteger(1);
    Publication published = one.publish(KEY);
    RelayNode.Heard own = one.listen(published.hub());
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    RelayPull pull = two.pull(KEY, where::get);
    RelayNode.Heard heard = two.listen(hub(two));
    Patience.await().until(() -> !heard.frames().isEmpty());
    for (int second = 2; second < 5; second++) {
      long pulls = two.stats.view().pulls();
      pull.drop();
      one.emit(published, frames(second, 1).subList(0, 20));
      Patience.await().until(() -> two.stats.view().pulls() > pulls && pull.node() == 1);
      List<Frame> rest = frames(second, 1);
      one.emit(published, rest.subList(20, rest.size()));
      String last = told(own.frames()).getLast();
      Patience.await().until(() -> told(heard.frames()).contains(last));
    }
    List<String> got = told(heard.frames());
    List<String> sent = told(own.frames());
    assertThat(got).isEqualTo(sent.subList(sent.size() - got.size(), sent.size()));
    assertThat(heard.events()).noneMatch(Discontinuity.class::isInstance);
  }

  @Test
  void whoPublishesHereTakesTheStreamOver() {
    Publication published = one.publish(KEY);
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    AtomicInteger where = new AtomicInteger(1);
    RelayPull pull = two.pull(KEY, where::get);
    StreamHub hub = hub(two);
    Publication here = two.publish(KEY);
    assertThat(here.hub()).isSameAs(hub);
    Patience.await().until(pull::isBehind);
    where.set(0);
    pull.look();
    Patience.await().until(() -> two.ended.contains(pull));
    two.emit(here, List.of(TRACKS));
    two.emit(here, frames(0, 1));
    assertThat(source(hub)).isEqualTo("rtmp");
    assertThat(hub.isEnded()).isFalse();
  }

  @Test
  void whatIsLiveHereIsNotHadFromElsewhere() {
    Publication elsewhere = one.publish(KEY);
    one.emit(elsewhere, List.of(TRACKS));
    Publication here = two.publish(KEY);
    two.emit(here, List.of(TRACKS));
    RelayPull pull = two.pull(KEY, () -> 1);
    Patience.await().until(() -> two.ended.contains(pull));
    assertThat(source(here.hub())).isEqualTo("rtmp");
  }

  @Test
  void noNodeRelaysWhatItHasFromAnother() {
    Publication published = one.publish(KEY);
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    RelayPull first = two.pull(KEY, () -> 1);
    assertThat(hub(two).key()).isEqualTo(KEY);
    RelayPull second = three.pull(KEY, () -> 2);
    Patience.await().until(() -> two.stats.view().refusals() > 1);
    assertThat(three.streams.find(KEY)).isNull();
    assertThat(first.node()).isEqualTo(1);
    second.stop(io.tidegate.media.hub.CloseReason.STREAM_ENDED);
  }

  @Test
  void aNodeThatDoesNotAnswerIsLeftOnceAnotherHasTheStream() {
    Publication published = three.publish(KEY);
    three.emit(published, List.of(TRACKS));
    three.emit(published, frames(0, 2));
    AtomicInteger where = new AtomicInteger(1);
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    RelayPull.Caller caller =
        peer -> {
          if (peer == 1) {
            called.countDown();
            hold(left);
          }
          return two.node.tunnel.call(peer, Applications.MEDIA);
        };
    RelayPull pull =
        two.pull(new RelayPull.Place(KEY, where::get, caller), BesideFollower.Factory.NONE);
    Patience.await().until(() -> called.getCount() == 0);
    where.set(3);
    pull.look();
    Patience.await().until(() -> pull.node() == 3);
    Patience.await().until(() -> left.getCount() == 0);
    assertThat(hub(two).tracks()).isEqualTo(SPEC.tracks());
  }

  /// Until it is interrupted.
  private static void hold(CountDownLatch left) throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException asked) {
      left.countDown();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Test
  void aStreamThatEndsEndsHereToo() {
    Publication published = one.publish(KEY);
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    RelayPull pull = two.pull(KEY, () -> one.streams.find(KEY) == null ? 0 : 1);
    RelayNode.Heard heard = two.listen(hub(two));
    one.end(KEY);
    Patience.await().until(() -> two.streams.find(KEY) == null);
    Patience.await().until(() -> two.ended.contains(pull));
    assertThat(heard.events().getLast()).isEqualTo(StreamEvent.EndOfStream.INSTANCE);
  }

  /// It is still said to be there, as its owner has not got round to saying otherwise.
  @Test
  void aStreamThatHasEndedIsNotWaitedForLikeOneThatBroke() {
    Publication published = one.publish(KEY);
    one.emit(published, List.of(TRACKS));
    one.emit(published, frames(0, 2));
    RelayPull pull = two.pull(KEY, () -> 1);
    assertThat(hub(two).key()).isEqualTo(KEY);
    Patience.await().until(() -> pull.node() == 1);
    one.end(KEY);
    Patience.await().until(() -> two.ended.contains(pull));
    assertThat(two.streams.find(KEY)).isNull();
    assertThat(one.stats.view().refusals()).isPositive();
  }

  @Test
  void aNodeThatTakesNothingIsCutOffAndNothingWaitsForItAnyMore() throws Exception {
    RelayOptions options =
        new RelayOptions(
            OPTIONS.queue(),
            OPTIONS.all(),
            OPTIONS.span(),
            OPTIONS.beside(),
            OPTIONS.alive(),
            Duration.ofSeconds(5),
            OPTIONS.patience(),
            OPTIONS.served());
    try (RelayNode owner = new RelayNode(authority, 4, folder.resolve("4"), port, options)) {
      owner.node.book.put(two.node.peer());
      two.node.book.put(owner.node.peer());
      Publication published = owner.publish(KEY);
      owner.emit(published, List.of(TRACKS));
      PeerConnection hangs = two.node.tunnel.call(4, Applications.MEDIA);
      RelayWriter.write(new RelayMessage.Ask(KEY, 0), hangs.output());
      hangs.output().flush();
      Patience.await().until(() -> published.hub().view().viewers() == 1);
      Bytes picture = Bytes.of(new int[200_000]);
      AtomicInteger count = new AtomicInteger();
      Patience.await()
          .until(() -> {
            MediaTime time = MediaTime.ofMillis(40L * count.getAndIncrement());
            long now = System.nanoTime();
            owner.emit(
                published,
                List.of(new Frame(SyntheticStreams.VIDEO, time, time, true, picture, now)));
            return owner.stats.view().overloads() == 1;
          });
      Patience.await().until(() -> published.hub().view().viewers() == 0);
      Patience.await().until(() -> owner.stats.waitingBytes.get() == 0);
      hangs.close();
    }
  }

  @Test
  void aNodeThatDoesNotSpeakItsLanguageIsCutOff() throws Exception {
    PeerConnection connection =
        one.node.tunnel.call(2, io.tidegate.cluster.tunnel.Applications.MEDIA);
    connection.output().write(new byte[] {99, 0, 0, 0, 0});
    connection.output().flush();
    assertThat(connection.input().read()).isEqualTo(-1);
    connection.close();
  }

  /// It is published here before the other node has handed it over: what that node makes of it is
  /// followed up to its end, and only then this one goes on by itself.
  @Test
  void whatTheOldOwnerTellsLastIsHeardThoughItIsPublishedHereAlready() {
    AtomicInteger where = new AtomicInteger(1);
    Publication first = one.publish(KEY);
    one.emit(first, List.of(TRACKS));
    one.emit(first, frames(0, 1));
    Followed followed = new Followed();
    RelayPull pull = two.pull(KEY, where::get, _ -> followed);
    Patience.await().until(() -> followed.frames.get() > 0);
    Publication next = two.publish(KEY);
    two.emit(next, List.of(TRACKS));
    Patience.await().until(pull::isBehind);
    int before = followed.frames.get();
    one.emit(first, frames(1, 1));
    Patience.await().until(() -> followed.frames.get() > before);
    assertThat(followed.left).isEmpty();
    assertThat(source(hub(two))).isEqualTo("rtmp");
    where.set(0); // it is this node's
    one.handOver(hub(one));
    Patience.await().until(() -> followed.left.equals(List.of(true)));
    Patience.await().until(() -> two.ended.size() == 1);
    assertThat(hub(two).isEnded()).isFalse();
  }

  /// An owner that does not say that it is over is not waited for.
  @Test
  void anOldOwnerThatSaysNothingIsLeftSoon() {
    AtomicInteger where = new AtomicInteger(1);
    Publication first = one.publish(KEY);
    one.emit(first, List.of(TRACKS));
    one.emit(first, frames(0, 1));
    Followed followed = new Followed();
    RelayPull pull = two.pull(KEY, where::get, _ -> followed);
    Patience.await().until(() -> followed.frames.get() > 0);
    two.emit(two.publish(KEY), List.of(TRACKS));
    Patience.await().until(pull::isBehind);
    where.set(0);
    pull.look();
    Patience.await().until(() -> followed.left.equals(List.of(true)));
  }

  /// What is heard beside the stream.
  private static final class Followed implements BesideFollower {
    final AtomicInteger frames = new AtomicInteger();
    final List<Boolean> left = new CopyOnWriteArrayList<>();

    @Override
    public long from() {
      return 0;
    }

    @Override
    public void frame(Frame frame) {
      frames.incrementAndGet();
    }

    @Override
    public void left(boolean goesOn) {
      left.add(goesOn);
    }
  }
}
