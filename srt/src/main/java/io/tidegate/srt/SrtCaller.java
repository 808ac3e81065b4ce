package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A remote source: calls it, publishes what it sends, and calls again whenever that ends, for
/// ever.
///
/// State is confined to its loop; [#close] and the views may be called from any thread.
public final class SrtCaller {
  private static final Logger LOG = LoggerFactory.getLogger(SrtCaller.class);

  /// A session that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final SrtCallTarget target;
  private final SrtEndpoint endpoint;
  private final CallRoute route;
  private final Loop loop;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current(), SrtAttempt.FIRST_RETRY);
  private volatile boolean closed;
  private volatile boolean connected;
  private volatile String lastFailure = "";
  private volatile long attempts;
  private Loops.@Nullable Timer retry;
  private @Nullable SrtPublisher publisher;
  private @Nullable SrtAttempt attempt;

  SrtCaller(SrtCallTarget target, SrtEndpoint endpoint, Loop loop) {
    this.target = target;
    this.endpoint = endpoint;
    this.route = endpoint.route(target);
    this.loop = loop;
  }

  public SrtCallTarget target() {
    return target;
  }

  public boolean isConnected() {
    return connected;
  }

  /// What went wrong last, in words; empty when nothing did.
  public String lastFailure() {
    return lastFailure;
  }

  /// Calls so far.
  public long attempts() {
    return attempts;
  }

  void start() {
    loop.execute(this::attempt);
  }

  /// Ends it for good. Any thread.
  public void close() {
    closed = true;
    endpoint.forget(this);
    loop.execute(this::stop);
  }

  private void stop() {
    if (retry != null) {
      retry.cancel();
    }
    if (attempt != null) {
      attempt.abandon();
    }
    if (publisher != null) {
      publisher.close(CloseReason.SHUTTING_DOWN);
    }
    endpoint.leave(route);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
  private void attempt() {
    if (closed) {
      return;
    }
    attempts++;
    attempt =
        SrtAttempt.start(
            route,
            endpoint,
            loop,
            new SrtAttempt.Outcome() {
              @Override
              public void connected(SrtConnection connection) {
                publish(connection);
              }

              @Override
              public void failed(String why) {
                retryLater(why);
              }
            });
  }

  private void publish(SrtConnection connection) {
    attempt = null;
    if (closed) {
      connection.poller().close(connection.socket());
      return;
    }
    connected = true;
    lastFailure = "";
    long startNanos = System.nanoTime();
    publisher = endpoint.publish(connection, reason -> ended(reason, startNanos));
  }

  private void ended(CloseReason reason, long startNanos) {
    connected = false;
    SrtPublisher late = reason == CloseReason.IDLE_TIMEOUT ? publisher : null;
    publisher = null;
    if (System.nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    retryLater(
        late == null
            ? "closed: " + reason.words()
            : "no frame for " + DialOptions.inWords(late.frameLimit()));
  }

  private void retryLater(String why) {
    attempt = null;
    if (closed) {
      return;
    }
    lastFailure = why;
    Duration pause = backoff.next(SrtAttempt.LONGEST_RETRY);
    LOG.info("{} for {}: {}; again in {} ms", target, target.key().app(), why, pause.toMillis());
    retry = endpoint.service().loops().schedule(loop, pause.toMillis(), this::attempt);
  }
}
