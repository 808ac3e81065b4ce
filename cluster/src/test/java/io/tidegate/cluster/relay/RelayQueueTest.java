package io.tidegate.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A node that takes nothing, or too little.
final class RelayQueueTest {
  private static final SyntheticStreams.Spec SPEC =
      SyntheticStreams.Spec.of(SyntheticStreams.tracks());

  private final RelayStats stats = new RelayStats();

  private long all = 1L << 40;

  private RelayQueue queue(long bytes, Duration span) {
    RelayOptions options =
        new RelayOptions(
            new DataSize(bytes),
            new DataSize(all),
            span,
            new DataSize(1_000),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            1);
    RelayQueue queue = new RelayQueue(hub(), options, stats);
    queue.accept(new TracksChanged(SPEC.tracks()));
    return queue;
  }

  private static StreamHub hub() {
    StreamRegistry streams =
        new StreamRegistry(new ManualLoops(), AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
    PublishRequest request =
        new PublishRequest("p", new StreamKey("live", "x"), Protocol.RTMP, "1.2.3.4:5", Map.of());
    return ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication().hub();
  }

  private static List<Frame> frames(int seconds) {
    return SyntheticStreams.frames(SPEC, MediaTime.ZERO, MediaTime.ofSeconds(seconds));
  }

  /// All that waits.
  private static List<StreamEvent> taken(RelayQueue queue) {
    List<StreamEvent> taken = new ArrayList<>();
    while (true) {
      CompletableFuture<List<RelayQueue.Item>> batch = new CompletableFuture<>();
      queue.want(batch);
      if (!batch.isDone() || batch.isCancelled()) {
        return taken;
      }
      for (RelayQueue.Item item : batch.join()) {
        if (item instanceof RelayQueue.Item.Event(StreamEvent event)) {
          taken.add(event);
        }
      }
    }
  }

  @Test
  void holdsAllThatThereIsRoomFor() {
    RelayQueue queue = queue(1 << 20, Duration.ofSeconds(25));
    frames(3).forEach(queue::accept);
    assertThat(frames(3)).allMatch(queue::has);
    assertThat(taken(queue)).hasSize(1 + frames(3).size());
    assertThat(stats.view().droppedFrames()).isZero();
  }

  @Test
  void dropsUpToAKeyFrameWhenItIsFull() {
    RelayQueue queue = queue(30_000, Duration.ofSeconds(25));
    // it is full after 1.8 s, and goes on with each second key frame
    MediaTime end = MediaTime.ofMillis(9_500);
    List<Frame> all = frames(10).stream().filter(frame -> frame.dts().isBefore(end)).toList();
    all.forEach(queue::accept);
    List<StreamEvent> taken = taken(queue);
    assertThat(taken.getFirst()).isEqualTo(new TracksChanged(SPEC.tracks()));
    List<Frame> kept =
        taken.stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
    assertThat(kept.getFirst().keyFrame()).isTrue();
    assertThat(kept.getFirst().trackId()).isEqualTo(SyntheticStreams.VIDEO);
    assertThat(kept).isEqualTo(all.subList(all.size() - kept.size(), all.size()));
    assertThat(stats.view().droppedFrames()).isEqualTo(all.size() - kept.size());
    assertThat(all.stream().filter(queue::has)).isEqualTo(kept);
  }

  /// Only where more waits than for a node that keeps up.
  @Test
  void dropsWhenTooMuchWaitsForAllTogether() {
    all = 3 << 20;
    RelayQueue one = queue(1 << 30, Duration.ofDays(1));
    RelayQueue other = queue(1 << 30, Duration.ofDays(1));
    RelayQueue third = queue(1 << 30, Duration.ofDays(1));
    Bytes picture = Bytes.of(new int[500_000]);
    for (int i = 0; i < 4; i++) {
      MediaTime time = MediaTime.ofMillis(40L * i);
      Frame frame = new Frame(SyntheticStreams.VIDEO, time, time, true, picture, 0);
      one.accept(frame);
      other.accept(frame);
    }
    third.accept(
        new Frame(SyntheticStreams.VIDEO, MediaTime.ZERO, MediaTime.ZERO, true, picture, 0));
    assertThat(stats.waitingBytes.get()).isLessThanOrEqualTo(all + picture.length());
    assertThat(stats.view().droppedFrames()).isPositive();
    assertThat(taken(third)).hasSize(2);
    one.close();
    assertThat(taken(other)).hasSizeGreaterThan(1);
    assertThat(stats.waitingBytes.get()).isZero();
  }

  @Test
  void dropsWhatIsTooOld() {
    RelayQueue queue = queue(1 << 30, Duration.ofSeconds(3));
    frames(10).forEach(queue::accept);
    List<StreamEvent> taken = taken(queue);
    Frame first = (Frame) taken.get(1);
    assertThat(first.dts()).isGreaterThan(MediaTime.ofSeconds(6));
  }

  /// The segments of a playlist are more than may wait: each is fetched when its turn comes, in the
  /// order in which it was told.
  @Test
  void whatIsToldLaterIsHeldFromItsTurnOn() {
    RelayQueue queue = queue(1 << 20, Duration.ofSeconds(25));
    List<Integer> asked = new ArrayList<>();
    AtomicInteger released = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      int each = i;
      queue.tellLater(() -> {
        asked.add(each);
        return new BesideSource.Message(
            List.of(Bytes.of(new int[300_000])), released::incrementAndGet);
      });
    }
    queue.tell(List.of(Bytes.of(new int[100])), released::incrementAndGet);
    assertThat(asked).isEmpty();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<List<RelayQueue.Item>> batch = new CompletableFuture<>();
      queue.want(batch);
      assertThat(batch.join()).hasSize(i == 0 ? 2 : 1); // the first with the tracks
      assertThat(asked).hasSize(i + 1).last().isEqualTo(i);
    }
    assertThat(released).hasValue(0);
    queue.tellLater(() -> {
      throw new AssertionError("asked for, though it is never written");
    });
    queue.close();
    assertThat(released).hasValue(1);
    assertThat(stats.view().overloads()).isZero();
  }

  /// A message that is told later takes room, too.
  @Test
  void endsWhenTooMuchIsToBeToldLater() {
    RelayQueue queue = queue(1 << 20, Duration.ofSeconds(25));
    for (int i = 0; i < 1_000 / RelayQueue.LATER_BYTES; i++) {
      queue.tellLater(() -> new BesideSource.Message(List.of(), () -> {}));
    }
    assertThat(stats.view().overloads()).isZero();
    queue.tellLater(() -> new BesideSource.Message(List.of(), () -> {}));
    assertThat(stats.view().overloads()).isEqualTo(1);
  }

  @Test
  void endsWhenFarTooMuchWaitsAndLetsGoOfIt() {
    RelayQueue queue = queue(1 << 20, Duration.ofSeconds(25));
    AtomicInteger released = new AtomicInteger();
    queue.tell(List.of(Bytes.of(new int[600])), released::incrementAndGet);
    assertThat(released).hasValue(0);
    queue.tell(List.of(Bytes.of(new int[600])), released::incrementAndGet);
    assertThat(released).hasValue(2);
    assertThat(stats.view().overloads()).isEqualTo(1);
    CompletableFuture<List<RelayQueue.Item>> batch = new CompletableFuture<>();
    queue.want(batch);
    assertThat(batch).isCancelled();
  }
}
