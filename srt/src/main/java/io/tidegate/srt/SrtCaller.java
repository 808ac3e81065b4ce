package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.lib.SrtConnecting;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
  private final Loop loop;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
  private volatile boolean closed;
  private volatile boolean connected;
  private volatile String lastFailure = "";
  private volatile long attempts;
  private Loops.@Nullable Timer retry;
  private @Nullable SrtPublisher publisher;

  /// Gives up the attempt that is under way.
  private @Nullable Runnable abandon;

  SrtCaller(SrtCallTarget target, SrtEndpoint endpoint, Loop loop) {
    this.target = target;
    this.endpoint = endpoint;
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
    if (abandon != null) {
      abandon.run();
    }
    if (publisher != null) {
      publisher.close(CloseReason.SHUTTING_DOWN);
    }
  }

  /// A name service may take its time: on a thread that may wait.
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
  private void attempt() {
    if (closed) {
      return;
    }
    attempts++;
    Thread.ofVirtual()
        .name("srt-resolve")
        .start(() -> {
          try {
            InetSocketAddress remote =
                new InetSocketAddress(InetAddress.getByName(target.host()), target.port());
            SrtPoller poller = endpoint.poller();
            poller.execute(() -> connect(poller, remote));
          } catch (UnknownHostException unknown) {
            failed("no such host: " + target.host());
          }
        });
  }

  /// Poller thread.
  private void connect(SrtPoller poller, InetSocketAddress remote) {
    HandshakePlan plan =
        endpoint.learned().plan(remote.getAddress(), target.key(), target.profile());
    SrtSocket socket;
    try {
      socket = endpoint.library().open();
    } catch (SrtException failure) {
      failed(String.valueOf(failure.getMessage()));
      return;
    }
    try {
      socket.setNonBlocking();
      socket.set(settings(plan));
      if (target.rendezvous() != null) {
        socket.bind(target.rendezvous());
      }
      socket.connect(remote);
    } catch (SrtException failure) {
      socket.close();
      failed(String.valueOf(failure.getMessage()));
      return;
    }
    loop.execute(() -> abandonable(() -> poller.close(socket)));
    poller.connecting(
        socket,
        new SrtConnecting() {
          @Override
          public void connected() {
            SrtCaller.this.connected(poller, socket, remote, plan);
          }

          @Override
          public void failed(SrtRejection rejection) {
            SrtCaller.this.failed(rejection.toString());
          }
        });
  }

  /// An attempt is under way; one that began before a close ends with it.
  private void abandonable(Runnable how) {
    abandon = how;
    if (closed) {
      how.run();
    }
  }

  private SrtSettings settings(HandshakePlan plan) {
    SrtSettings.Builder own = SrtSettings.builder();
    if (!target.streamId().isEmpty()) {
      own.set(SrtOption.STREAMID, target.streamId());
    }
    if (target.rendezvous() != null) {
      own.set(SrtOption.RENDEZVOUS, true);
    }
    return target.profile().settings(plan).with(own.build());
  }

  /// Poller thread.
  private void connected(
      SrtPoller poller, SrtSocket socket, InetSocketAddress remote, HandshakePlan plan) {
    try {
      SrtLink link = SrtLink.of(socket);
      SrtConnection.Peer peer =
          new SrtConnection.Peer(
              target.key(), StreamId.NONE, remote, target.profile(), plan.why(), true);
      String sessionId = endpoint.service().sessions().nextId();
      SrtConnection connection = new SrtConnection(sessionId, socket, poller, loop, peer, link);
      loop.execute(() -> publish(connection));
    } catch (SrtException gone) {
      socket.close();
      failed(String.valueOf(gone.getMessage()));
    }
  }

  private void publish(SrtConnection connection) {
    abandon = null;
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
    publisher = null;
    if (System.nanoTime() - startNanos > GOOD_NANOS) {
      backoff.reset();
    }
    failed("closed: " + reason);
  }

  /// Any thread.
  private void failed(String why) {
    loop.execute(() -> retryLater(why));
  }

  private void retryLater(String why) {
    abandon = null;
    if (closed) {
      return;
    }
    lastFailure = why;
    Duration pause = backoff.next();
    LOG.info("{} for {}: {}; again in {} ms", target, target.key().app(), why, pause.toMillis());
    retry = endpoint.service().loops().schedule(loop, pause.toMillis(), this::attempt);
  }
}
