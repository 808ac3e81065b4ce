package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls another server for a push or a pull, and calls again whenever that ends, for as long as
/// there is something to do.
///
/// State is confined to the loop of its context; [#view] may be called from any thread.
final class RtmpCaller {
  private static final Logger LOG = LoggerFactory.getLogger(RtmpCaller.class);

  /// A connection that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  /// Time limits are looked after so often, at least.
  private static final long TICK_MS = 500;

  /// A server that does not take our goodbye is cut off.
  private static final long CUT_MS = 2_000;

  /// What the calls are for. On the caller's loop.
  interface Job {
    /// Whether a connection would be of use now.
    boolean isWanted();

    /// The server lets us publish or play.
    void begin(RtmpCall call, int streamId);

    /// Media of a stream that we play.
    void media(FlvTag.Type type, int timestampMs, Bytes body);

    /// The connection of [#begin] is gone.
    void over();

    /// About twice a second while it lasts.
    void tick(long nowNanos);

    /// Bytes of the present connection. Any thread.
    long bytes();
  }

  private final Vertx vertx;
  private final RtmpDialer dialer;
  private final RtmpTarget target;
  private final RtmpCall.Purpose purpose;
  private final RtmpCallOptions options;
  private final Job job;
  private final Backoff backoff;
  private volatile Standing standing = new Standing(SessionState.IDLE, Instant.now(), 0, "");
  private @Nullable RtmpCall call;
  private long attempt;
  private long startNanos;
  private boolean granted;
  private boolean closed;
  private long retryTimer = -1;
  private long tickTimer = -1;

  private record Standing(SessionState state, Instant since, long attempts, String lastFailure) {}

  RtmpCaller(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpTarget target,
      RtmpCall.Purpose purpose,
      RtmpCallOptions options,
      Job job) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.purpose = purpose;
    this.options = options;
    this.job = job;
    this.backoff = new Backoff(ThreadLocalRandom.current(), options.firstRetry());
  }

  /// As it stands now. Any thread.
  RtmpCallView view() {
    Standing now = standing;
    return new RtmpCallView(
        target.key(),
        target.toString(),
        now.state,
        now.since,
        now.attempts,
        now.lastFailure,
        job.bytes());
  }

  /// There is something to do: calls at once, unless it is in touch or about to be.
  void wake() {
    SessionState state = standing.state;
    if (state == SessionState.IDLE || state == SessionState.DISCONNECTED) {
      backoff.reset();
      attempt();
    }
  }

  /// The first media came, or the first was sent.
  void streams() {
    move(SessionState.STREAMING, standing.lastFailure);
  }

  /// The job is done with its connection, or cannot go on with it.
  ///
  /// @param why in words, empty when nothing went wrong
  void hangUp(String why) {
    RtmpCall open = call;
    if (open != null) {
      goodbye(open);
    }
    ended(attempt, why);
  }

  /// Ends it for good.
  void close() {
    closed = true;
    hangUp("");
  }

  private void attempt() {
    vertx.cancelTimer(retryTimer);
    if (closed || !job.isWanted()) {
      return;
    }
    long mine = ++attempt;
    granted = false;
    startNanos = System.nanoTime();
    standing =
        new Standing(
            SessionState.CONNECTING, Instant.now(), standing.attempts + 1, standing.lastFailure);
    tickTimer = vertx.setPeriodic(tickMs(), _ -> tick());
    dialer
        .dial(target)
        .onSuccess(socket -> connected(mine, socket))
        .onFailure(failure -> ended(mine, "no connection: " + failure.getMessage()));
  }

  private void connected(long mine, NetSocket socket) {
    if (mine != attempt || standing.state != SessionState.CONNECTING) {
      socket.close();
      return;
    }
    RtmpCall open = new RtmpCall(socket, target.address(), purpose, new Ear(mine));
    call = open;
    open.start();
  }

  /// Short limits are kept, too.
  private long tickMs() {
    DialOptions dial = target.dial();
    long shortest = Math.min(dial.firstFrame().toMillis(), dial.noFrame().toMillis());
    shortest = Math.min(shortest, dial.connect().toMillis());
    return Math.clamp(shortest / 2, 50, TICK_MS);
  }

  private void tick() {
    long now = System.nanoTime();
    if (granted) {
      job.tick(now);
    } else if (now - startNanos > target.dial().connect().toNanos()) {
      hangUp("no answer within " + DialOptions.inWords(target.dial().connect()));
    }
  }

  private void goodbye(RtmpCall open) {
    open.close();
    vertx.setTimer(CUT_MS, _ -> open.cut());
  }

  private void ended(long which, String why) {
    SessionState state = standing.state;
    if (which != attempt || state == SessionState.IDLE || state == SessionState.DISCONNECTED) {
      return;
    }
    attempt++; // whatever still comes of this one is late
    call = null;
    vertx.cancelTimer(tickTimer);
    if (granted) {
      job.over();
    }
    if (state == SessionState.STREAMING && System.nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    boolean isNews = !why.isEmpty() && !why.equals(standing.lastFailure);
    move(SessionState.DISCONNECTED, why.isEmpty() ? standing.lastFailure : why);
    if (closed || !job.isWanted()) {
      return;
    }
    Duration pause = backoff.next(options.longestRetry());
    if (isNews) {
      LOG.warn("rtmp {} {}: {}; again in {} ms", label(), target, why, pause.toMillis());
    } else {
      LOG.debug("rtmp {} {}: {}; again in {} ms", label(), target, why, pause.toMillis());
    }
    retryTimer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> attempt());
  }

  private String label() {
    return purpose == RtmpCall.Purpose.PUBLISH ? "push to" : "pull from";
  }

  private void move(SessionState next, String lastFailure) {
    Standing before = standing;
    if (before.state.canMoveTo(next)) {
      standing = new Standing(next, Instant.now(), before.attempts, lastFailure);
    }
  }

  /// Hears one connection.
  private final class Ear implements RtmpCall.Role {
    private final long mine;

    Ear(long mine) {
      this.mine = mine;
    }

    @Override
    public void granted(int streamId) {
      RtmpCall open = call;
      if (mine == attempt && open != null) {
        granted = true;
        job.begin(open, streamId);
      }
    }

    @Override
    public void media(FlvTag.Type type, int timestampMs, Bytes body) {
      if (mine == attempt && granted) {
        job.media(type, timestampMs, body);
      }
    }

    @Override
    public void ended(String why) {
      RtmpCaller.this.ended(mine, why);
    }
  }
}
