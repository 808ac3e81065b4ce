package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes a stream at another server whenever it is live, and calls again whenever that ends,
/// for ever. A stream whose tracks are others from here on is announced anew.
///
/// Confined to the loop of its context; [#view] may be called from any thread.
final class RtspPush implements PushSession.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(RtspPush.class);

  /// A session that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  /// A session that lived so long and ended without a fault has a successor at once.
  private static final long STEADY_NANOS = Duration.ofSeconds(1).toNanos();

  /// A stream without tracks is looked at again so soon.
  private static final long LOOK_MS = 100;

  private final Vertx vertx;
  private final Dialer dialer;
  private final RtspPushTarget target;
  private final RtspOptions options;
  private final RtspServerService service;
  private final Backoff backoff;
  private volatile Standing standing = new Standing(SessionState.IDLE, Instant.now(), 0, "");
  private volatile long bytes;
  private volatile long drops;
  private @Nullable PushSession session;
  private @Nullable StreamHub stream;
  private long streamsSinceNanos;
  private boolean closed;
  private long retryTimer = -1;

  private record Standing(SessionState state, Instant since, long attempts, String lastFailure) {}

  RtspPush(
      Vertx vertx,
      Dialer dialer,
      RtspPushTarget target,
      RtspOptions options,
      RtspServerService service) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.options = options;
    this.service = service;
    this.backoff = new Backoff(ThreadLocalRandom.current(), options.firstRetry());
  }

  RtspPushTarget target() {
    return target;
  }

  /// As it stands now. Any thread.
  RtspPushView view() {
    Standing now = standing;
    return new RtspPushView(
        target.key(),
        target.toString(),
        now.state,
        now.since,
        now.attempts,
        now.lastFailure,
        bytes,
        drops);
  }

  /// The stream is live from here on.
  void streamOpened(StreamHub hub) {
    stream = hub;
    if (session == null) {
      backoff.reset();
      attempt();
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(retryTimer);
    PushSession open = session;
    if (open != null) {
      session = null;
      open.close();
    }
    move(SessionState.DISCONNECTED, standing.lastFailure);
  }

  private void attempt() {
    vertx.cancelTimer(retryTimer);
    StreamHub hub = stream;
    if (closed || session != null || hub == null || hub.isEnded()) {
      return;
    }
    PlayDescription description = PlayDescription.of(hub.tracks(), "");
    if (hub.tracks().isEmpty()) {
      retryTimer = vertx.setTimer(LOOK_MS, _ -> attempt());
      return;
    }
    standing =
        new Standing(
            SessionState.CONNECTING, Instant.now(), standing.attempts + 1, standing.lastFailure);
    if (description.tracks().isEmpty()) {
      ended(new PushSession.End("RTP carries none of the stream's tracks", false));
      return;
    }
    PushSession.Stream from = new PushSession.Stream(hub, description);
    PushSession fresh = new PushSession(vertx, dialer, target, from, service, this);
    session = fresh;
    fresh.start();
  }

  @Override
  public void streams() {
    streamsSinceNanos = System.nanoTime();
    move(SessionState.STREAMING, standing.lastFailure);
    LOG.info("rtsp push of app {} to {} streams", target.key().app(), target);
  }

  @Override
  public void measured(long sent, long leftOut) {
    bytes = sent;
    drops = leftOut;
  }

  @Override
  public void ended(PushSession.End end) {
    session = null;
    measured(0, 0);
    boolean streamed = standing.state == SessionState.STREAMING;
    long lived = streamed ? System.nanoTime() - streamsSinceNanos : 0;
    if (lived > GOOD_NANOS) {
      backoff.reset();
    }
    String why = end.why();
    boolean isNews = !why.isEmpty() && !why.equals(standing.lastFailure);
    move(SessionState.DISCONNECTED, why.isEmpty() ? standing.lastFailure : why);
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      return;
    }
    boolean atOnce = why.isEmpty() && lived > STEADY_NANOS;
    Duration longest = end.refused() ? options.refusedRetry() : options.longestRetry();
    Duration pause = atOnce ? Duration.ofMillis(1) : backoff.next(longest);
    if (isNews) {
      LOG.warn("rtsp push to {}: {}; again in {} ms", target, why, pause.toMillis());
    } else {
      LOG.debug("rtsp push to {}: {}; again in {} ms", target, why, pause.toMillis());
    }
    retryTimer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> attempt());
  }

  private void move(SessionState next, String lastFailure) {
    Standing before = standing;
    if (before.state.canMoveTo(next)) {
      standing = new Standing(next, Instant.now(), before.attempts, lastFailure);
    }
  }
}
