package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.directory.Change;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.SegmentPlace;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One node, and a directory that says what the test wants.
class StreamClaimsTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ManualLoops loops = new ManualLoops();
  private final StreamRegistry streams =
      new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
  private final Directory directory = new Directory();
  private final StreamClaims claims =
      new StreamClaims(streams, directory, 1, _ -> false, new Loops());

  /// Called when the hub's loop comes to it.
  private final List<Consumer<Optional<SegmentPlace>>> ends = new CopyOnWriteArrayList<>();

  private final class Loops implements StreamClaims.HandOver {
    @Override
    public void claimed(StreamKey key) {}

    @Override
    public void lost(StreamKey key, Consumer<Optional<SegmentPlace>> then) {
      ends.add(then);
    }
  }

  /// Gives each claim a number.
  private static final class Directory implements StreamDirectory {
    final List<Long> claimed = new CopyOnWriteArrayList<>();
    final List<Long> left = new CopyOnWriteArrayList<>();

    @Override
    public Optional<Place> find(StreamKey key) {
      return Optional.empty();
    }

    @Override
    public Map<StreamKey, Place> all() {
      return Map.of();
    }

    @Override
    public Optional<SegmentPlace> lastMark(StreamKey key) {
      return Optional.empty();
    }

    @Override
    public long claim(StreamKey key, boolean fixed) {
      long epoch = claimed.size() + 1L;
      claimed.add(epoch);
      return epoch;
    }

    @Override
    public void release(StreamKey key, long epoch) {}

    @Override
    public void mark(StreamKey key, long epoch, SegmentPlace mark) {}

    @Override
    public void leave(StreamKey key, long epoch, Optional<SegmentPlace> last) {
      left.add(epoch);
    }

    @Override
    public Runnable observe(Consumer<Change> listener) {
      return () -> {};
    }
  }

  private Publication publish(String session) {
    PublishRequest request = new PublishRequest(session, KEY, Protocol.RTMP, "1.2.3.4:5", Map.of());
    Publication publication =
        ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    publication.emit(new TracksChanged(SyntheticStreams.tracks()));
    publication.emit(
        new Frame(
            SyntheticStreams.VIDEO,
            MediaTime.ZERO,
            MediaTime.ZERO,
            true,
            Bytes.of(new int[100]),
            System.nanoTime()));
    loops.runAll();
    return publication;
  }

  private Publication publication;

  @BeforeEach
  void claim() {
    publication = publish("first");
    claims.tick();
    loops.runAll();
    await().atMost(PATIENCE).until(() -> directory.claimed.equals(List.of(1L)));
  }

  private static Change.Lost lost(long epoch, long last) {
    return new Change.Lost(KEY, epoch, last, Optional.of(new Place(2, 9, Optional.empty())));
  }

  /// After a split a claim is renewed: what is told last is of the epoch by which it stood.
  @Test
  void theLastMarkIsOfTheEpochByWhichTheStreamStood() {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          claims.changed(lost(1, 5));
          return !ends.isEmpty();
        });
    ends.getFirst().accept(Optional.empty());
    assertThat(directory.left).containsExactly(5L);
  }

  /// The encoder has come again within its grace, as another session, since the stream was claimed.
  @Test
  void whoHasLostDoesNotClaimTheStreamBackBeforeItIsEnded() {
    publication.close(CloseReason.CONNECTION_LOST);
    loops.runAll();
    Publication _ = publish("second");
    claims.tick();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          claims.changed(lost(1, 1));
          return !ends.isEmpty();
        });

    claims.tick(); // before the hub's loop has ended it
    loops.runAll();
    await()
        .during(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .until(() -> directory.claimed.equals(List.of(1L)));
  }
}
