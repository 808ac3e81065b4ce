package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream between its owners: who tells whom, and when.
final class HlsCutsTest {
  private static final StreamKey KEY = new StreamKey("live", "x");

  private final ManualLoops loops = new ManualLoops();
  private final StreamRegistry streams =
      new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
  private final HlsPackaging packaging =
      new HlsPackaging(
          loops,
          new SessionRegistry(),
          _ -> Optional.of(new HlsOptions(Container.FMP4, 2_000, 480, 5, DataSize.ofMegabytes(64))),
          Renditions.NONE,
          System::nanoTime,
          Instant::now);
  private final HlsCuts cuts = new HlsCuts(packaging);
  private Publication publication;
  private StreamHub hub;

  @BeforeEach
  void publish() {
    streams.observe(packaging);
    PublishRequest request = new PublishRequest("p", KEY, Protocol.RTMP, "1.2.3.4:5", Map.of());
    publication = ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    hub = publication.hub();
    loops.runAll();
  }

  /// What a node was told.
  private static final class Told implements HlsCuts.Peer {
    final List<Cut> cuts = new ArrayList<>();

    @Override
    public boolean has(Frame frame) {
      return false;
    }

    @Override
    public void tell(List<Bytes> pieces, Runnable done) {
      try {
        cuts.add(CutReader.read(Bytes.concat(pieces)));
      } catch (MalformedException impossible) {
        throw new AssertionError(impossible);
      }
      done.run();
    }

    @Override
    public void tellLater(Supplier<HlsCuts.Message> message) {
      HlsCuts.Message now = message.get();
      tell(now.pieces(), now.done());
    }
  }

  private void emit(int milliseconds) {
    publication.emit(TestFrames.tracks(TestFrames.VIDEO, TestFrames.AUDIO));
    TestFrames.usual(0, milliseconds).forEach(publication::emit);
    loops.runAll();
  }

  /// The directory names a new owner from its claim on, though it still hears of the last segment
  /// of the old one: who comes then gets all that it makes.
  @Test
  void whoAsksWhileThisNodeStillFollowsIsToldOnceItLeads() {
    HlsCuts.Follower follower = Objects.requireNonNull(cuts.follow(hub));
    Told told = new Told();
    Told gone = new Told();
    Runnable _ = cuts.tell(hub, 0, told);
    cuts.tell(hub, 0, gone).run();
    assertThat(told.cuts).isEmpty();
    packaging.claimed(hub);
    follower.lead();
    loops.runAll();
    emit(9_100);
    assertThat(told.cuts).hasAtLeastOneElementOfType(Cut.Base.class);
    assertThat(told.cuts).hasAtLeastOneElementOfType(Cut.Closed.class);
    assertThat(gone.cuts).isEmpty();
  }

  @Test
  void whoHasAskedIsToldNothingMoreAfterwards() {
    HlsCuts.Follower follower = Objects.requireNonNull(cuts.follow(hub));
    Told told = new Told();
    Runnable end = cuts.tell(hub, 0, told);
    packaging.claimed(hub);
    follower.lead();
    loops.runAll();
    end.run();
    int before = told.cuts.size();
    emit(9_100);
    assertThat(told.cuts).hasSize(before);
  }

  /// The node before goes on telling, though this one leads: it is too late.
  @Test
  void whatTheOldOwnerTellsAfterThisNodeLeadsDoesNotCount() throws Exception {
    HlsCuts.Follower follower = Objects.requireNonNull(cuts.follow(hub));
    packaging.claimed(hub);
    loops.runAll();
    loops.advance(Duration.ofSeconds(2));
    assertThat(cuts.isFollowing(hub)).isFalse();
    String token = packaging.token(hub);
    follower.connected();
    follower.heard(CutWriter.write(new Cut.Base("other", 1_000, 0)));
    follower.lost();
    assertThat(packaging.token(hub)).isEqualTo(token).isNotEqualTo("other");
  }
}
