package io.tidegate.flvhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A viewer in made-up time, on a socket that takes what the test says.
class HttpViewerTest {
  private final ManualLoops loops = new ManualLoops();
  private final SessionRegistry sessions = new SessionRegistry();
  private final List<CloseReason> closed = new ArrayList<>();
  private final Socket socket = new Socket();
  private final HttpViewer viewer = newViewer();

  @Test
  void closesAViewerWhoseSocketIsFullWithNothingElseToSend() {
    offer(Parcel.Kind.SYNC);
    socket.writable = false;
    review(Duration.ofSeconds(10));
    assertThat(closed).isEmpty();
    review(Duration.ofNanos(1));
    assertThat(closed).containsExactly(CloseReason.SLOW_VIEWER);
    assertThat(socket.aborted).isTrue();
  }

  @Test
  void countsAnewWheneverTheSocketTakesMore() {
    offer(Parcel.Kind.SYNC);
    socket.writable = false;
    review(Duration.ofSeconds(9));
    socket.writable = true;
    review(Duration.ofSeconds(9));
    socket.writable = false;
    review(Duration.ofSeconds(9));
    assertThat(closed).isEmpty();
  }

  @Test
  void keepsAViewerThatHasEverythingThereIs() {
    offer(Parcel.Kind.SYNC);
    for (int i = 0; i < 60; i++) {
      review(Duration.ofSeconds(1));
    }
    assertThat(closed).isEmpty();
  }

  @Test
  void waitsForTheLastBytesOfAnEndedStreamOnlySoLong() {
    offer(Parcel.Kind.SYNC);
    socket.writable = false;
    offer(Parcel.Kind.DELTA);
    viewer.finish();
    loops.advance(Duration.ofMillis(9_999));
    assertThat(closed).isEmpty();
    loops.advance(Duration.ofMillis(1));
    assertThat(closed).containsExactly(CloseReason.SLOW_VIEWER);
  }

  @Test
  void looksAfterAnEndedResponseThatThePeerNeverTakes() {
    offer(Parcel.Kind.SYNC);
    viewer.finish();
    assertThat(closed).containsExactly(CloseReason.STREAM_ENDED);
    assertThat(socket.cutUnlessSent).isFalse();
    loops.advance(Duration.ofSeconds(10));
    assertThat(socket.cutUnlessSent).isTrue();
  }

  @Test
  void tellsOnceHowLongTheFirstFrameTook() {
    loops.advance(Duration.ofMillis(40));
    offer(Parcel.Kind.DELTA);
    LatencyHistogram waits = sessions.firstFrames().of(Protocol.HTTP_FLV);
    assertThat(waits.view().count()).isZero();
    loops.advance(Duration.ofMillis(20));
    offer(Parcel.Kind.SYNC);
    offer(Parcel.Kind.SYNC);
    assertThat(waits.view().count()).isEqualTo(1);
    assertThat(waits.view().sumNanos()).isEqualTo(60_000_000);
  }

  private void offer(Parcel.Kind kind) {
    FeedChunk chunk = FeedChunk.of(Bytes.of(1, 2, 3));
    viewer.offer(new Parcel<>(chunk, 3, MediaTime.ZERO, 1, kind), loops.nanoTime());
  }

  private void review(Duration later) {
    loops.advance(later);
    viewer.review(loops.nanoTime());
  }

  private HttpViewer newViewer() {
    FeedSession session =
        new FeedSession(
            sessions,
            "v",
            StreamKey.parse("live/x"),
            Protocol.HTTP_FLV,
            "t",
            Instant.EPOCH,
            loops.nanoTime(),
            Admission.Granted.INSTANCE);
    HttpViewer opened =
        new HttpViewer(
            loops, session, FlvHttpOptions.DEFAULT.limits(), (_, reason) -> closed.add(reason));
    opened.open(socket);
    return opened;
  }

  private static final class Socket implements ViewerTransport {
    boolean writable = true;
    boolean aborted;
    boolean cutUnlessSent;

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public void write(FeedChunk chunk) {
      chunk.release();
    }

    @Override
    public void flush() {}

    @Override
    public void end() {}

    @Override
    public void cutUnlessSent() {
      cutUnlessSent = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }
  }
}
