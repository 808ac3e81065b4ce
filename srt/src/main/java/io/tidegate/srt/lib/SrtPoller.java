package io.tidegate.srt.lib;

import io.tidegate.media.hub.Loop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for many sockets on a thread of its own, `srt-poller-N`, reads them and hands what it read
/// to their loops. Any thread may call; what a call asks for happens on the poller's thread, at
/// most [#WAIT_MS] later.
///
/// Each round takes one message of every socket that has one, until none has: so no read fails, and
/// no socket waits for a busy one. Rounds are [#REST_NANOS] apart, so that the messages of many
/// peers cost one wake-up. A connection whose loop does not keep up is not read until it does;
/// libsrt then drops what is late, and nobody else notices.
///
/// libsrt wakes one waiting thread for an event, whichever that is. So one poller of the process
/// waits in libsrt at a time; the others look once a rest. A poller with nothing but listeners does
/// neither: the listen callback wakes it.
public final class SrtPoller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SrtPoller.class);

  /// Sockets reported by one call.
  private static final int MAX_EVENTS = 256;

  /// libsrt's own wait is 10 ms long, whatever is asked.
  static final int WAIT_MS = 10;

  /// How long a poller without connections sleeps unless it is called.
  private static final long QUIET_NANOS = Duration.ofMillis(250).toNanos();

  /// A caller that was let in is connected, or never: callers wait 3 s.
  private static final long CALLER_NANOS = Duration.ofSeconds(5).toNanos();

  /// Who waits in libsrt now.
  private static final AtomicReference<SrtPoller> WAITING = new AtomicReference<>();

  /// 2 ms of 120 are not seen; 500 wake-ups a second carry any number of peers.
  private static final long REST_NANOS = Duration.ofMillis(2).toNanos();

  /// Where each message of a round is somebody else's, a longer rest saves more than it costs.
  private static final int MANY_SOCKETS = 32;

  private static final long REST_OF_MANY_NANOS = Duration.ofMillis(4).toNanos();

  /// A round hands over what it has after so many messages: 5 MB.
  private static final int ROUND_MESSAGES = 4_096;

  /// Largest message of live mode, the payload of a 1500-byte packet, is 1456 bytes.
  static final int MESSAGE_BYTES = 1_500;

  private static final long MEASURE_NANOS = Duration.ofSeconds(1).toNanos();

  private final int epoll;
  private final NativeThread thread;
  private final NativeBlock events = new NativeBlock(MAX_EVENTS * LibSrt.EPOLL_EVENT_BYTES);
  private final ByteBuffer eventFields = events.structures();
  private final NativeBlock wanted = new NativeBlock(Integer.BYTES);
  final NativeBlock message = new NativeBlock(MESSAGE_BYTES);
  final NativeBlock statistics = new NativeBlock(SrtStat.BYTES);
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final List<ReceiveWatch> filled = new ArrayList<>();
  private final Map<Loop, List<Delivery>> deliveries = new HashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger load = new AtomicInteger();
  private volatile boolean closing;
  private volatile long lastCallNanos = System.nanoTime() - CALLER_NANOS;
  private int listeners;
  private long lastMeasureNanos = System.nanoTime();

  public SrtPoller(SrtLibrary.Loaded library, int number) throws SrtException {
    epoll = LibSrt.srt_epoll_create();
    if (epoll == LibSrt.ERROR) {
      throw SrtException.ofLastCall("srt_epoll_create of " + library.fileName());
    }
    LibSrt.srt_epoll_set(epoll, LibSrt.EPOLL_ENABLE_EMPTY);
    thread = new NativeThread("srt-poller-" + number, this::run);
  }

  /// Something for the loop of a watch.
  private record Delivery(ReceiveWatch watch, Runnable task) {}

  /// Sockets watched now.
  public int load() {
    return load.get();
  }

  /// Accepts what comes to `listener` until [#close(SrtSocket)].
  public void listen(SrtSocket listener, SrtAcceptor acceptor) {
    add(new ListenWatch(listener, acceptor));
  }

  /// Tells what becomes of an attempt that [SrtSocket#connect] began on a non-blocking socket.
  public void connecting(SrtSocket socket, SrtConnecting outcome) {
    add(new ConnectWatch(socket, outcome));
  }

  /// Reads a connected, non-blocking socket until it ends or [#close(SrtSocket)]; then closes it.
  public void receive(SrtSocket socket, Loop loop, SrtReceiver receiver) {
    add(new ReceiveWatch(socket, loop, receiver));
  }

  /// Watches no longer and closes; what was read and not handed over is gone.
  public void close(SrtSocket socket) {
    execute(() -> drop(socket));
  }

  /// Runs `task` on this thread: for native calls that an event loop must not make.
  public void execute(Runnable task) {
    tasks.add(task);
    thread.wake();
  }

  /// Closes all sockets and ends the thread; waits for it.
  @Override
  public void close() {
    closing = true;
    thread.end();
  }

  private void add(Watch watch) {
    load.incrementAndGet();
    execute(() -> start(watch));
  }

  private void start(Watch watch) {
    if (watch.socket().isClosed() || closing) {
      load.decrementAndGet();
      watch.socket().close();
      return;
    }
    watches.put(watch.socket().id(), watch);
    if (watch instanceof ListenWatch) {
      listeners++;
      ListenCallback.INSTANCE.wakes(watch.socket().id(), this::called);
    }
    listen(watch);
  }

  /// Somebody is let in and about to be accepted. On libsrt's thread.
  private void called() {
    lastCallNanos = System.nanoTime();
    thread.wake();
  }

  /// Begins to hear of a socket that is watched.
  void listen(Watch watch) {
    wanted.structures().putInt(0, watch.events());
    int id = watch.socket().id();
    if (LibSrt.srt_epoll_add_usock(epoll, id, wanted.address()) == LibSrt.ERROR) {
      SrtException failure = SrtException.ofLastCall("srt_epoll_add_usock");
      LOG.debug("srt socket {} ended before it was watched: {}", id, failure.getMessage());
      watch.lost(this);
      return;
    }
    guarded(watch, () -> watch.started(this));
  }

  /// Hears no more of a socket that is still watched.
  void mute(Watch watch) {
    LibSrt.srt_epoll_remove_usock(epoll, watch.socket().id());
  }

  /// Forgets a socket without closing it.
  void release(Watch watch) {
    if (watches.remove(watch.socket().id(), watch)) {
      load.decrementAndGet();
      listeners -= watch instanceof ListenWatch ? 1 : 0;
      mute(watch);
    }
  }

  void drop(SrtSocket socket) {
    Watch watch = watches.get(socket.id());
    if (watch != null) {
      release(watch);
    }
    socket.close();
  }

  /// `watch` has messages to hand over at the end of the round.
  void filled(ReceiveWatch watch) {
    filled.add(watch);
  }

  /// Runs `task` on the loop of `watch` after this round, after what was told before.
  void deliver(ReceiveWatch watch, Runnable task) {
    deliveries.computeIfAbsent(watch.loop(), _ -> new ArrayList<>()).add(new Delivery(watch, task));
  }

  private void run() {
    try {
      while (!closing) {
        runTasks();
        round();
        measure();
        deliver();
      }
    } finally {
      runTasks();
      deliver();
      List.copyOf(watches.values()).forEach(watch -> drop(watch.socket()));
      LibSrt.srt_epoll_release(epoll);
      List.of(events, wanted, message, statistics).forEach(NativeBlock::close);
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException bug) {
        LOG.error("a task of {} failed", thread.name(), bug);
      }
    }
  }

  private void round() {
    long startNanos = System.nanoTime();
    int ready = await();
    if (ready == 0) {
      return;
    }
    int messages = 0;
    while (ready > 0) {
      for (int i = 0; i < Math.min(ready, MAX_EVENTS); i++) {
        int at = i * LibSrt.EPOLL_EVENT_BYTES;
        dispatch(eventFields.getInt(at), eventFields.getInt(at + Integer.BYTES));
      }
      messages += ready;
      if (messages >= ROUND_MESSAGES) {
        break;
      }
      ready = look(0);
    }
    filled.forEach(watch -> guarded(watch, () -> watch.handOver(this)));
    filled.clear();
    deliver();
    rest(startNanos);
  }

  /// One task for each loop, which is one wake-up, however many peers it is about.
  private void deliver() {
    if (deliveries.isEmpty()) {
      return;
    }
    Map<Loop, List<Delivery>> now = Map.copyOf(deliveries);
    deliveries.clear();
    now.forEach((loop, batch) -> {
      try {
        loop.execute(() -> batch.forEach(SrtPoller::hand));
      } catch (RuntimeException bug) {
        batch.forEach(delivery -> failed(delivery.watch(), bug));
      }
    });
  }

  /// On the loop.
  private static void hand(Delivery delivery) {
    try {
      delivery.task().run();
    } catch (RuntimeException bug) {
      LOG.error("the session of srt socket {} failed", delivery.watch().socket().id(), bug);
    }
  }

  /// How many sockets have something to say, when one has or it was long enough.
  private int await() {
    if (watches.size() == listeners && System.nanoTime() - lastCallNanos > CALLER_NANOS) {
      LockSupport.parkNanos(this, QUIET_NANOS);
      return look(0);
    }
    if (WAITING.compareAndSet(null, this)) {
      try {
        return look(WAIT_MS);
      } finally {
        WAITING.set(null);
      }
    }
    int ready = look(0);
    if (ready == 0) {
      LockSupport.parkNanos(this, REST_NANOS);
    }
    return ready;
  }

  private int look(int waitMs) {
    return LibSrt.srt_epoll_uwait(epoll, events.address(), MAX_EVENTS, waitMs);
  }

  private void dispatch(int socket, int ready) {
    Watch watch = watches.get(socket);
    if (watch != null) {
      guarded(watch, () -> watch.ready(this, ready));
    }
  }

  /// One bad connection never stops the others.
  private void guarded(Watch watch, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      failed(watch, bug);
    }
  }

  private void failed(Watch watch, RuntimeException bug) {
    if (watch.socket().isClosed()) { // the loop takes no tasks any more: it is being shut down
      LOG.debug("srt socket {} ended without being told: {}", watch.socket().id(), bug.toString());
      return;
    }
    LOG.error("srt socket {} failed and is closed", watch.socket().id(), bug);
    watch.lost(this);
  }

  private void rest(long roundStartNanos) {
    long rest = load() < MANY_SOCKETS ? REST_NANOS : REST_OF_MANY_NANOS;
    long left = rest - (System.nanoTime() - roundStartNanos);
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  private void measure() {
    long now = System.nanoTime();
    if (now - lastMeasureNanos < MEASURE_NANOS) {
      return;
    }
    lastMeasureNanos = now;
    List.copyOf(watches.values()).forEach(watch -> guarded(watch, () -> watch.measure(this)));
  }
}
