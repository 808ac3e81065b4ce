package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a stream to a remote peer whenever it is live, and calls again whenever the connection
/// ends, for ever.
///
/// State is confined to its loop; what is public may be called from any thread.
public final class SrtPush {
  private static final Logger LOG = LoggerFactory.getLogger(SrtPush.class);

  /// A connection that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final SrtCallTarget target;
  private final TransportForm form;
  private final SrtFeeds feeds;
  private final Consumer<SrtPush> onClosed;
  private final Loop loop;
  private final SrtDialer dialer;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
  private volatile Standing standing = new Standing(SessionState.IDLE, "", Instant.now(), 0);
  private volatile @Nullable SrtOutlet outlet;
  private volatile boolean closed;
  private @Nullable StreamHub stream;
  private Loops.@Nullable Timer retry;

  private record Standing(SessionState state, String reason, Instant since, long attempts) {}

  SrtPush(
      SrtCallTarget target,
      TransportForm form,
      SrtEndpoint endpoint,
      SrtFeeds feeds,
      Consumer<SrtPush> onClosed) {
    this.target = target;
    this.form = form;
    this.feeds = feeds;
    this.onClosed = onClosed;
    this.loop = endpoint.loop();
    this.dialer = new SrtDialer(target, endpoint, loop);
  }

  public SrtCallTarget target() {
    return target;
  }

  public SrtPushView view() {
    Standing now = standing;
    SrtOutlet open = outlet;
    return new SrtPushView(
        target.key(),
        target.toString(),
        now.state,
        now.reason,
        now.since,
        now.attempts,
        open == null ? 0 : open.sentBytes());
  }

  /// Ends it for good.
  public void close() {
    closed = true;
    onClosed.accept(this);
    loop.execute(() -> {
      cancelRetry();
      SrtOutlet open = outlet;
      if (open != null) {
        open.close(CloseReason.SHUTTING_DOWN);
      } else {
        move(SessionState.DISCONNECTED, "closed");
      }
    });
  }

  /// The stream is live from here on. Any thread.
  void streamOpened(StreamHub hub) {
    loop.execute(() -> {
      stream = hub;
      SessionState state = standing.state;
      if (state == SessionState.IDLE || state == SessionState.DISCONNECTED) {
        cancelRetry();
        backoff.reset();
        attempt();
      }
    });
  }

  private void attempt() {
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      return;
    }
    move(SessionState.CONNECTING, "");
    dialer.dial(
        new SrtDialer.Outcome() {
          @Override
          public void connected(SrtConnection connection) {
            SrtPush.this.connected(connection);
          }

          @Override
          public void failed(String why) {
            SrtPush.this.failed(why);
          }
        });
  }

  private void connected(SrtConnection connection) {
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      connection.poller().close(connection.socket());
      failed("the stream ended");
      return;
    }
    long startNanos = System.nanoTime();
    SrtOutlet open = new SrtOutlet(connection, hub, feeds, reason -> ended(reason, startNanos));
    outlet = open;
    move(SessionState.STREAMING, "");
    open.start(form);
  }

  private void ended(CloseReason reason, long startNanos) {
    outlet = null;
    if (System.nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    failed("closed: " + reason);
  }

  private void failed(String why) {
    move(SessionState.DISCONNECTED, why);
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      return;
    }
    Duration pause = backoff.next();
    LOG.info(
        "push of app {} to {}: {}; again in {} ms",
        target.key().app(),
        target,
        why,
        pause.toMillis());
    retry = feeds.service().loops().schedule(loop, pause.toMillis(), this::attempt);
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  private void move(SessionState next, String reason) {
    Standing before = standing;
    if (before.state.canMoveTo(next)) {
      long attempts = before.attempts + (next == SessionState.CONNECTING ? 1 : 0);
      standing = new Standing(next, reason, Instant.now(), attempts);
    }
  }
}
