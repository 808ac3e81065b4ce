package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Backoff;
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
  private final SrtEndpoint endpoint;
  private final CallRoute route;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current(), SrtAttempt.FIRST_RETRY);
  private volatile Standing standing = new Standing(SessionState.IDLE, "", Instant.now(), 0);
  private volatile @Nullable SrtOutlet outlet;
  private volatile boolean closed;
  private @Nullable StreamHub stream;
  private Loops.@Nullable Timer retry;
  private @Nullable SrtAttempt calling;

  private record Standing(SessionState state, String failure, Instant since, long attempts) {}

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
    this.endpoint = endpoint;
    this.route = endpoint.route(target);
    this.loop = endpoint.loop();
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
        now.failure,
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
      if (calling != null) {
        calling.abandon();
      }
      SrtOutlet open = outlet;
      if (open != null) {
        open.close(CloseReason.SHUTTING_DOWN);
      } else {
        move(SessionState.DISCONNECTED, "");
      }
      endpoint.leave(route);
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
    calling =
        SrtAttempt.start(
            route,
            endpoint,
            loop,
            new SrtAttempt.Outcome() {
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
    calling = null;
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      connection.poller().close(connection.socket());
      move(SessionState.DISCONNECTED, "");
      return;
    }
    long startNanos = System.nanoTime();
    SrtOutlet open = new SrtOutlet(connection, hub, feeds, reason -> ended(reason, startNanos));
    outlet = open;
    move(SessionState.STREAMING, "");
    connection.poller().receive(connection.socket(), connection.loop(), open);
    open.start(form, Admission.Granted.INSTANCE);
  }

  private void ended(CloseReason reason, long startNanos) {
    outlet = null;
    if (System.nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    failed(reason == CloseReason.STREAM_ENDED ? "" : "closed: " + reason.words());
  }

  /// @param why empty when nothing went wrong
  private void failed(String why) {
    calling = null;
    move(SessionState.DISCONNECTED, why);
    StreamHub hub = stream;
    if (closed || hub == null || hub.isEnded()) {
      return;
    }
    Duration pause = backoff.next(SrtAttempt.LONGEST_RETRY);
    LOG.info(
        "push of app {} to {}: {}; again in {} ms",
        target.key().app(),
        target,
        why.isEmpty() ? "the stream ended, the next began" : why,
        pause.toMillis());
    retry = feeds.service().loops().schedule(loop, pause.toMillis(), this::attempt);
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  /// What failed last is remembered until it works again.
  private void move(SessionState next, String failure) {
    Standing before = standing;
    if (!before.state.canMoveTo(next)) {
      return;
    }
    standing =
        next == SessionState.CONNECTING
            ? new Standing(next, before.failure, Instant.now(), before.attempts + 1)
            : new Standing(next, failure, Instant.now(), before.attempts);
  }
}
