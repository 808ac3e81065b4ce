package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.lib.SrtConnecting;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// One call of a remote peer. Nothing waits on the caller's loop: names are looked up on a virtual
/// thread, libsrt is called on a poller's.
///
/// State is confined to the loop: [#start] and [#abandon] are called there, and so is the outcome.
final class SrtAttempt {
  /// One of both, once; neither after [#abandon].
  interface Outcome {
    void connected(SrtConnection connection);

    /// @param why in words
    void failed(String why);
  }

  /// What a caller waits after the first failure, up to twice as long after each further one.
  static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final SrtCallTarget target;
  private final CallRoute route;
  private final SrtEndpoint endpoint;
  private final Loop loop;
  private final Outcome outcome;
  private volatile boolean over;

  /// Gives the socket up that connects now.
  private @Nullable Runnable hangUp;

  private SrtAttempt(CallRoute route, SrtEndpoint endpoint, Loop loop, Outcome outcome) {
    this.target = route.target();
    this.route = route;
    this.endpoint = endpoint;
    this.loop = loop;
    this.outcome = outcome;
  }

  /// @param loop where the outcome is told, and the connection is to live
  static SrtAttempt start(CallRoute route, SrtEndpoint endpoint, Loop loop, Outcome outcome) {
    SrtAttempt attempt = new SrtAttempt(route, endpoint, loop, outcome);
    Thread.ofVirtual().name("srt-resolve").start(attempt::resolve);
    return attempt;
  }

  /// Ends it without an outcome; does nothing after one.
  void abandon() {
    if (over) {
      return;
    }
    over = true;
    if (hangUp != null) {
      hangUp.run();
    }
  }

  /// A name service may take its time: on a thread that may wait.
  private void resolve() {
    try {
      InetSocketAddress remote =
          new InetSocketAddress(InetAddress.getByName(target.host()), target.port());
      Way way = way(remote);
      SrtPoller poller = endpoint.poller();
      poller.execute(() -> connect(poller, way));
    } catch (UnknownHostException unknown) {
      failed("no such host: " + target.host());
    } catch (IOException noWay) {
      failed(String.valueOf(noWay.getMessage()));
    }
  }

  /// @param called what libsrt calls: the peer, or a port of the relay that leads to it
  /// @param local where libsrt's socket is bound, null for the system's choice
  private record Way(
      InetSocketAddress remote, InetSocketAddress called, @Nullable InetSocketAddress local) {}

  /// A relay leaves by the wanted interface itself.
  private Way way(InetSocketAddress remote) throws IOException {
    InetSocketAddress called = route.to(remote);
    InetAddress wanted = target.dial().localAddress(remote.getAddress().getHostAddress());
    InetSocketAddress local = target.rendezvous();
    if (wanted != null && called.equals(remote)) {
      local = new InetSocketAddress(wanted, local == null ? 0 : local.getPort());
    }
    return new Way(remote, called, local);
  }

  /// Poller thread, like all that follows.
  private void connect(SrtPoller poller, Way way) {
    if (over) {
      return;
    }
    InetSocketAddress remote = way.remote();
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
      if (way.local() != null) {
        socket.bind(way.local());
      }
      socket.connect(way.called());
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
            SrtAttempt.this.connected(poller, socket, remote, plan);
          }

          @Override
          public void failed(SrtRejection rejection) {
            SrtAttempt.this.failed(rejection.toString());
          }
        });
  }

  private SrtSettings settings(HandshakePlan plan) {
    SrtSettings.Builder own =
        SrtSettings.builder().set(SrtOption.CONNTIMEO, (int) target.dial().connect().toMillis());
    if (target.dial().dscp() != 0) {
      own.set(SrtOption.IPTOS, target.dial().trafficClass());
    }
    if (!target.streamId().isEmpty()) {
      own.set(SrtOption.STREAMID, target.streamId());
    }
    if (target.rendezvous() != null) {
      own.set(SrtOption.RENDEZVOUS, true);
    }
    return target.profile().settings(plan).with(own.build());
  }

  private void connected(
      SrtPoller poller, SrtSocket socket, InetSocketAddress remote, HandshakePlan plan) {
    try {
      SrtLink link = SrtLink.of(socket);
      SrtConnection.Peer peer =
          new SrtConnection.Peer(
              target.key(), StreamId.NONE, remote, target.profile(), plan.why(), 0, target);
      String sessionId = endpoint.service().sessions().nextId();
      SrtConnection connection = new SrtConnection(sessionId, socket, poller, loop, peer, link);
      loop.execute(() -> tell(connection));
    } catch (SrtException gone) {
      socket.close();
      failed(String.valueOf(gone.getMessage()));
    }
  }

  private void failed(String why) {
    loop.execute(() -> {
      if (!over) {
        over = true;
        outcome.failed(why);
      }
    });
  }

  /// On the loop, like all that follows.
  private void tell(SrtConnection connection) {
    if (over) {
      connection.poller().close(connection.socket());
      return;
    }
    over = true;
    outcome.connected(connection);
  }

  /// The attempt may have been given up in the meantime.
  private void abandonable(Runnable how) {
    hangUp = how;
    if (over) {
      how.run();
    }
  }
}
