package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
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

  /// Time limits are looked after so often.
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
  private final NetClient client;
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
      NetClient client,
      RtmpTarget target,
      RtmpCall.Purpose purpose,
      RtmpCallOptions options,
      Job job) {
    this.vertx = vertx;
    this.client = client;
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
    tickTimer = vertx.setPeriodic(TICK_MS, _ -> tick());
    client
        .connect(where())
        .onSuccess(socket -> connected(mine, socket))
        .onFailure(failure -> ended(mine, "no connection: " + failure.getMessage()));
  }

  private ConnectOptions where() {
    RtmpAddress address = target.address();
    ConnectOptions connect = new ConnectOptions().setHost(address.host()).setPort(address.port());
    if (address.tls()) {
      ClientSSLOptions tls =
          new ClientSSLOptions()
              .setTrustAll(!target.verifyTls())
              .setHostnameVerificationAlgorithm(target.verifyTls() ? "HTTPS" : "");
      connect.setSsl(true).setSslOptions(tls);
    }
    return connect;
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

  private void tick() {
    long now = System.nanoTime();
    if (granted) {
      job.tick(now);
    } else if (now - startNanos > options.connectTimeout().toNanos()) {
      hangUp("no answer within " + options.connectTimeout().toSeconds() + " s");
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
