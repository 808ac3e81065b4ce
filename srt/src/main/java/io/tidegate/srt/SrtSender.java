package io.tidegate.srt;

import io.tidegate.media.hub.Loop;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.NativeThread;
import io.tidegate.srt.lib.SrtSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands messages to libsrt on a thread of its own, `srt-sender-N`, for many connections in turn.
/// Any thread.
final class SrtSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SrtSender.class);

  private final Queue<SendLane> ready = new ConcurrentLinkedQueue<>();
  private final NativeThread thread;
  private volatile boolean closing;

  SrtSender(int number) {
    thread = new NativeThread("srt-sender-" + number, this::run);
  }

  /// A way to `socket`, which is connected and non-blocking.
  SendLane open(SrtSocket socket, Loop loop, SendLane.Listener listener) {
    return new SendLane(socket, loop, listener, this);
  }

  /// `lane` has something to send.
  void ready(SendLane lane) {
    ready.add(lane);
    thread.wake();
  }

  /// What is not sent is dropped. Waits for the thread, so that it tells nobody anything later.
  @Override
  public void close() {
    closing = true;
    thread.end();
  }

  private void run() {
    List<SendLane> active = new ArrayList<>();
    try (NativeBlock block = new NativeBlock(SendLane.MESSAGE_BYTES)) {
      while (!closing) {
        for (SendLane lane = ready.poll(); lane != null; lane = ready.poll()) {
          lane.begin(System.nanoTime());
          active.add(lane);
        }
        long now = System.nanoTime();
        active.removeIf(lane -> lane.dueNanos() - now <= 0 && !turn(lane, block, now));
        rest(active, now);
      }
    }
  }

  private static boolean turn(SendLane lane, NativeBlock block, long now) {
    try {
      return lane.turn(block, now);
    } catch (RuntimeException bug) {
      LOG.error("sending over srt failed", bug);
      lane.close();
      return false;
    }
  }

  private void rest(List<SendLane> active, long now) {
    if (!ready.isEmpty()) {
      return;
    }
    if (active.isEmpty()) {
      LockSupport.park(this);
      return;
    }
    long soonest = Long.MAX_VALUE;
    for (SendLane lane : active) {
      soonest = Math.min(soonest, lane.dueNanos() - now);
    }
    if (soonest > 0) {
      LockSupport.parkNanos(this, soonest);
    }
  }
}
