package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A camera: calls it, publishes what it sends, and calls again whenever that ends, for ever.
///
/// Confined to the loop of its context; [#view] may be called from any thread.
public final class RtspPull implements PullSession.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(RtspPull.class);

  /// A session that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  /// A camera that offers sound no more is believed when it says so again and again: somebody has
  /// switched it off. Without pictures it is never believed.
  private static final int BELIEVED_AFTER = 10;

  private final Vertx vertx;
  private final Dialer dialer;
  private final RtspPullTarget target;
  private final RtspOptions options;
  private final RtspService service;
  private final Backoff backoff;
  private final PullQuirks quirks;
  private volatile RtspPullView view;
  private RtspTransport transport;
  private TrackCount lastGood = TrackCount.NONE;
  private int fewerTracks;
  private boolean otherWayTried;
  private boolean fellBack;
  private long streamsSinceNanos;
  private boolean closed;
  private long retryTimer = -1;
  private @Nullable PullSession session;

  RtspPull(
      Vertx vertx, Dialer dialer, RtspPullTarget target, RtspOptions options, RtspService service) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.options = options;
    this.service = service;
    this.backoff = new Backoff(ThreadLocalRandom.current(), options.firstRetry());
    this.quirks = new PullQuirks(QuirkTable.BUILT_IN, target.quirks());
    RtspTransport first = target.quirks().transport();
    RtspTransport ofAuto = first == null ? RtspTransport.TCP : first;
    this.transport = target.transport() == RtspTransport.AUTO ? ofAuto : target.transport();
    this.view =
        new RtspPullView(
            target.key(),
            target.toString(),
            transport,
            SessionState.IDLE,
            0,
            "",
            "",
            quirks.views());
  }

  /// As it stands now. Any thread.
  public RtspPullView view() {
    return view;
  }

  RtspPullTarget target() {
    return target;
  }

  void start() {
    attempt();
  }

  void close() {
    closed = true;
    vertx.cancelTimer(retryTimer);
    if (session != null) {
      session.close(CloseReason.SHUTTING_DOWN);
      session = null;
    }
    show(SessionState.DISCONNECTED, view.attempts(), view.lastFailure());
  }

  private void attempt() {
    if (closed) {
      return;
    }
    show(SessionState.CONNECTING, view.attempts() + 1, view.lastFailure());
    PullSession fresh =
        new PullSession(
            vertx,
            dialer,
            target,
            new PullSession.Attempt(transport, atLeast()),
            new PullSession.Context(options, service, this));
    session = fresh;
    fresh.start();
  }

  private TrackCount atLeast() {
    return fewerTracks < BELIEVED_AFTER ? lastGood : new TrackCount(lastGood.video(), 0);
  }

  /// A transport that was changed because it did not work stays as it is.
  @Override
  public PullSession.Approach identified(CameraIdentity camera) {
    boolean isNews = !camera.equals(quirks.camera());
    quirks.identified(camera);
    RtspTransport first = quirks.all().transport();
    if (isNews && first != null && target.transport() == RtspTransport.AUTO && !fellBack) {
      transport = first;
    }
    show(view.state(), view.attempts(), view.lastFailure());
    return new PullSession.Approach(transport, quirks.all());
  }

  @Override
  public void learned(RtspQuirks more) {
    quirks.learned(more);
    show(view.state(), view.attempts(), view.lastFailure());
  }

  @Override
  public void streams(TrackCount offered) {
    if (fellBack) {
      quirks.learned(RtspQuirks.NONE.withTransport(transport));
    }
    lastGood = offered;
    fewerTracks = 0;
    otherWayTried = false;
    streamsSinceNanos = System.nanoTime();
    show(SessionState.STREAMING, view.attempts(), view.lastFailure());
  }

  @Override
  public void ended(PullFailure failure) {
    session = null;
    boolean wasStreaming = view.state() == SessionState.STREAMING;
    if (wasStreaming && System.nanoTime() - streamsSinceNanos > GOOD_NANOS) {
      backoff.reset();
    }
    if (failure.kind() == PullFailure.Kind.FEWER_TRACKS) {
      fewerTracks++;
    }
    boolean fallsBack =
        failure.kind() == PullFailure.Kind.TRANSPORT && target.transport() == RtspTransport.AUTO;
    if (fallsBack) {
      transport = transport == RtspTransport.TCP ? RtspTransport.UDP : RtspTransport.TCP;
      fellBack = true;
    }
    // another way is tried at once, but once: then both have failed
    boolean otherWay = fallsBack || failure.kind() == PullFailure.Kind.LEARNED;
    boolean atOnce = otherWay && !otherWayTried;
    otherWayTried = atOnce;
    Duration longest =
        failure.kind() == PullFailure.Kind.PASSWORD
            ? options.refusedRetry()
            : options.longestRetry();
    retry(failure, atOnce ? Duration.ofMillis(1) : backoff.next(longest));
  }

  private void retry(PullFailure failure, Duration pause) {
    String message = String.valueOf(failure.getMessage());
    boolean isNews = !message.equals(view.lastFailure());
    show(SessionState.DISCONNECTED, view.attempts(), message);
    if (closed) {
      return;
    }
    if (isNews) {
      LOG.warn("rtsp pull of {}: {}; again in {} ms", target, message, pause.toMillis());
    } else {
      LOG.debug("rtsp pull of {}: {}; again in {} ms", target, message, pause.toMillis());
    }
    retryTimer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> attempt());
  }

  private void show(SessionState state, long attempts, String failure) {
    view =
        new RtspPullView(
            target.key(),
            target.toString(),
            transport,
            state,
            attempts,
            failure,
            quirks.camera().toString(),
            quirks.views());
  }
}
