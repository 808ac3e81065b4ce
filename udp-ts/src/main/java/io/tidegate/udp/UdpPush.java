package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a stream to an address or a group whenever it is live, and opens a socket again whenever
/// that ends, for ever.
///
/// State is confined to its loop; [#view] may be called from any thread.
final class UdpPush implements UdpOutlet.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPush.class);

  /// A socket that lived so long was no failure.
  private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final UdpPushTarget target;
  private final UdpOptions options;
  private final UdpService service;
  private final Feeds<UdpOutlet.Form, Bytes> feeds;
  private final Loop loop;
  private final Backoff backoff;
  private volatile Standing standing = new Standing(SessionState.IDLE, Instant.now(), 0, "");
  private volatile @Nullable UdpOutlet outlet;
  private @Nullable StreamHub stream;
  private Loops.@Nullable Timer retry;
  private long startNanos;
  private boolean closed;

  private record Standing(SessionState state, Instant since, long attempts, String lastFailure) {}

  UdpPush(
      UdpPushTarget target,
      UdpOptions options,
      UdpService service,
      Feeds<UdpOutlet.Form, Bytes> feeds,
      Loop loop) {
    this.target = target;
    this.options = options;
    this.service = service;
    this.feeds = feeds;
    this.loop = loop;
    this.backoff = new Backoff(ThreadLocalRandom.current(), options.firstRetry());
  }

  UdpPushTarget target() {
    return target;
  }

  /// As it stands now. Any thread.
  UdpPushView view() {
    Standing now = standing;
    UdpOutlet open = outlet;
    return new UdpPushView(
        target.key(),
        target.toString(),
        now.state,
        now.since,
        now.attempts,
        now.lastFailure,
        open == null ? 0 : open.sentBytes(),
        open == null ? 0 : open.drops());
  }

  /// The stream is live from here on. Any thread.
  void streamOpened(StreamHub hub) {
    loop.execute(() -> {
      stream = hub;
      SessionState state = standing.state;
      if (state == SessionState.IDLE || state == SessionState.DISCONNECTED) {
        backoff.reset();
        attempt();
      }
    });
  }

  /// Ends it for good. Any thread.
  void close() {
    loop.execute(() -> {
      closed = true;
      cancelRetry();
      UdpOutlet open = outlet;
      if (open != null) {
        open.close(CloseReason.SHUTTING_DOWN);
      } else {
        move(SessionState.DISCONNECTED, standing.lastFailure);
      }
    });
  }

  private boolean isWanted() {
    StreamHub hub = stream;
    return !closed && hub != null && !hub.isEnded();
  }

  private void attempt() {
    cancelRetry();
    if (!isWanted()) {
      return;
    }
    move(SessionState.CONNECTING, standing.lastFailure);
    startNanos = service.loops().nanoTime();
    InetAddress literal = target.address().literal();
    if (literal != null) {
      open(literal);
    } else {
      lookUp(target.address().host());
    }
  }

  /// Where that may take a while.
  private void lookUp(String name) {
    Thread.ofVirtual()
        .name("udp-push-name")
        .start(() -> {
          try {
            InetAddress found = InetAddress.getByName(name);
            loop.execute(() -> open(found));
          } catch (UnknownHostException unknown) {
            loop.execute(() -> failed("no host of the name " + name));
          }
        });
  }

  private void open(InetAddress address) {
    StreamHub hub = stream;
    if (!isWanted() || hub == null) {
      move(SessionState.DISCONNECTED, standing.lastFailure);
      return;
    }
    DatagramChannel channel;
    try {
      channel = UdpSockets.send(target, new InetSocketAddress(address, target.address().port()));
    } catch (IOException failure) {
      failed(String.valueOf(failure.getMessage()));
      return;
    }
    UdpOutlet open =
        new UdpOutlet(
            hub,
            target,
            channel,
            this,
            new UdpOutlet.Parts(feeds, service, loop, options.limits()));
    outlet = open;
    move(SessionState.STREAMING, standing.lastFailure);
    LOG.info("udp push of app {} goes to {}", target.key().app(), target);
    open.start();
  }

  @Override
  public void noted(String trouble) {
    Standing now = standing;
    if (!trouble.equals(now.lastFailure)) {
      LOG.warn("udp push to {}: {}; it goes on", target, trouble);
      standing = new Standing(now.state, now.since, now.attempts, trouble);
    }
  }

  @Override
  public void ended(CloseReason reason, String why) {
    outlet = null;
    if (service.loops().nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    if (reason == CloseReason.STREAM_ENDED || closed) {
      move(SessionState.DISCONNECTED, standing.lastFailure);
      if (isWanted()) {
        attempt(); // the next one began before this one was sent to its end
      }
    } else {
      failed(why.isEmpty() ? "closed: " + reason.words() : why);
    }
  }

  private void failed(String why) {
    boolean isNews = !why.equals(standing.lastFailure);
    move(SessionState.DISCONNECTED, why);
    if (!isWanted()) {
      return;
    }
    Duration pause = backoff.next(options.longestRetry());
    if (isNews) {
      LOG.warn("udp push to {}: {}; again in {} ms", target, why, pause.toMillis());
    }
    retry = service.loops().schedule(loop, Math.max(1, pause.toMillis()), this::attempt);
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  private void move(SessionState next, String lastFailure) {
    Standing before = standing;
    if (before.state.canMoveTo(next)) {
      long more = next == SessionState.CONNECTING ? 1 : 0;
      standing = new Standing(next, Instant.now(), before.attempts + more, lastFailure);
    }
  }
}
