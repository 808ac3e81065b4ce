package io.tidegate.cluster.tunnel;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows whether another node is there, by a connection on which nothing is sent: a process that
/// dies takes it along at once, and behind a cut wire the kernel's keep-alive ends it after four
/// seconds, however busy either machine is. While it stands, the door to that node is open; when it
/// ends, all connections with the node end.
///
/// Its own virtual thread.
final class Presence {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);
  static final int HERE = 'P';

  private final Peer peer;
  private final Wire wire;
  private final Caller caller;
  private final IntConsumer lost;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean up;
  private @Nullable String lastProblem;

  /// @param lost told the number when the node is there no more, after all connections have ended
  Presence(Peer peer, Wire wire, Caller caller, IntConsumer lost) {
    this.peer = peer;
    this.wire = wire;
    this.caller = caller;
    this.lost = lost;
    thread = Thread.ofVirtual().name("cluster-presence-" + peer.number()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Peer peer() {
    return peer;
  }

  boolean isUp() {
    return up;
  }

  /// Until it has been called once, or the time is over.
  void awaitFirst(long nanos) throws InterruptedException {
    boolean ignored = tried.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  void stop(CloseReason reason) {
    stopped = true;
    thread.interrupt();
    wire.abort(peer.number(), reason);
  }

  private void run() {
    while (!stopped) {
      try (PeerConnection connection = caller.call(peer, Applications.PRESENCE)) {
        if (connection.input().read() == HERE) {
          stay(connection);
        } else {
          tell("it does not take this node");
        }
      } catch (IOException failed) {
        tell(failed.getMessage());
      } catch (
          RuntimeException
              bug) { // of whoever heard that it is lost: it is called again all the same
        log.error("node {} ({})", peer.number(), peer.name(), bug);
      } finally {
        tried.countDown();
      }
      rest();
    }
  }

  private void stay(PeerConnection connection) throws IOException {
    MemberDoor door = new MemberDoor(peer, wire, caller);
    try {
      up = true;
      lastProblem = null;
      log.info("node {} ({}) is there", peer.number(), peer.name());
      tried.countDown();
      int end = connection.input().read();
      tell(end < 0 ? "it stops" : "it sends what it must not");
    } finally {
      up = false;
      door.close();
      if (!stopped) {
        wire.stats.lost.increment();
        wire.abort(peer.number(), CloseReason.PEER_GONE);
        lost.accept(peer.number());
      }
    }
  }

  private void tell(@Nullable String problem) {
    String words = problem == null ? "the connection failed" : problem;
    if (!stopped && !words.equals(lastProblem)) {
      lastProblem = words;
      log.warn("node {} ({}) is not there: {}", peer.number(), peer.name(), words);
    }
  }

  private void rest() {
    try {
      Thread.sleep(wire.options().retry());
    } catch (InterruptedException _) {
      // it is stopped
    }
  }
}
