package io.tidegate.cluster.relay;

import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StreamRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has one stream from the node where it is live, wherever that is at the moment, for all players
/// of this node. Any thread.
///
/// 1. [#start];
/// 2. [#look] when the stream may be somewhere else;
/// 3. [#stop] when nobody watches any more. It ends by itself, too: when somebody publishes the
///    stream here, or nobody has it for as long as the options say.
public final class RelayPull {
  private static final Logger log = LoggerFactory.getLogger(RelayPull.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

  /// What has come and was not taken over by the loop yet: past it, the other node waits.
  private static final int HAND_OVER_BYTES = 8 << 20;

  /// How long a stream is waited for whose owner said that it is over.
  private static final Duration AFTER_END = Duration.ofSeconds(2);

  /// An owner that hands a stream over ends its connections within moments; what it tells last
  /// belongs to the stream.
  private static final Duration HAND_OVER = Duration.ofMillis(500);

  /// Where to pull.
  ///
  /// @param node number of the node that has the stream now; 0 for none, or this one
  public record Place(StreamKey key, IntSupplier node, Caller caller) {}

  /// Connects to another node.
  @FunctionalInterface
  public interface Caller {
    /// Blocks for as long as a handshake may take.
    PeerConnection call(int node) throws IOException;
  }

  private final Place place;
  private final RelayOptions options;
  private final RelayStats stats;
  private final Consumer<RelayPull> onEnd;
  private final Loop loop;
  private final RelayPublisher publisher;
  private final Semaphore handOver = new Semaphore(HAND_OVER_BYTES);
  private final Semaphore news = new Semaphore(0);
  private volatile @Nullable PeerConnection connection;
  private volatile int from;
  private volatile long heardNanos;
  private volatile boolean over;
  private volatile boolean isEnded;

  /// A frame has come over the latest connection.
  private boolean hasCome; // of the thread that pulls

  /// @param loop the hub's where there is one, else the one that it is to have
  /// @param onEnd told once, on the loop
  public RelayPull(
      Place place,
      StreamRegistry streams,
      Loop loop,
      BesideFollower.Factory beside,
      RelayOptions options,
      RelayStats stats,
      Consumer<RelayPull> onEnd) {
    this.place = place;
    this.loop = loop;
    this.options = options;
    this.stats = stats;
    this.onEnd = onEnd;
    this.publisher = new RelayPublisher(place.key(), streams, beside, this::node, this::stop);
  }

  public StreamKey key() {
    return place.key();
  }

  /// Number of the node that it comes from; 0 while it comes from none. Any thread.
  public int node() {
    return from;
  }

  public void start() {
    stats.pulling.incrementAndGet();
    Thread.ofVirtual().name("relay " + place.key()).start(this::run);
  }

  /// The stream may be at another node now.
  public void look() {
    PeerConnection present = connection;
    int node = place.node().getAsInt();
    boolean hasMoved = node != 0 || publisher.isBehind();
    if (present != null && hasMoved && node != present.peer().number()) {
      Thread.ofVirtual().name("relay hand-over").start(() -> endSoon(present));
    }
    news.release();
  }

  private static void endSoon(PeerConnection present) {
    try {
      Thread.sleep(HAND_OVER);
      present.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the stream is published here already, and only what the other node makes of it is
  /// followed, until it hands it over. Any thread.
  public boolean isBehind() {
    return publisher.isBehind();
  }

  /// Ends it, soon.
  public void stop(CloseReason reason) {
    over = true;
    PeerConnection present = connection;
    if (present != null) {
      present.abort(io.tidegate.cluster.tunnel.CloseReason.ENDED);
    }
    news.release();
    loop.execute(() -> publisher.close(reason));
  }

  /// Has the present connection break, for tests.
  void drop() {
    PeerConnection present = connection;
    if (present != null) {
      present.abort(io.tidegate.cluster.tunnel.CloseReason.BROKEN);
    }
  }

  private void run() {
    Backoff backoff = new Backoff(ThreadLocalRandom.current(), FIRST_RETRY);
    long lastSeen = System.nanoTime();
    try {
      while (!over && !publisher.isBehind()) {
        int node = place.node().getAsInt();
        if (node != 0 && pull(node)) {
          lastSeen = System.nanoTime();
        }
        if (node != 0 && hasCome) {
          backoff.reset();
        }
        Duration patience = isEnded ? AFTER_END : options.patience();
        if (System.nanoTime() - lastSeen > patience.toNanos()) {
          loop.execute(() -> publisher.close(CloseReason.STREAM_ENDED));
          return;
        }
        await(backoff.next(LONGEST_RETRY));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      over = true;
      stats.pulling.decrementAndGet();
      loop.execute(() -> {
        publisher.close(CloseReason.STREAM_ENDED);
        onEnd.accept(this);
      });
    }
  }

  /// Until something has changed, or so long.
  private void await(Duration longest) throws InterruptedException {
    if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  /// @return whether the stream was there
  private boolean pull(int node) throws InterruptedException {
    boolean[] welcome = new boolean[1];
    hasCome = false;
    stats.pulls.increment();
    try (PeerConnection called = call(node)) {
      connection = called;
      heardNanos = System.nanoTime();
      Thread watch = Thread.ofVirtual().start(() -> watch(called));
      try {
        converse(called, welcome);
      } finally {
        watch.interrupt();
      }
    } catch (IOException broken) {
      if (!over) {
        stats.brokenPulls.increment();
        log.debug("{} from node {}: {}", place.key(), node, broken.getMessage());
      }
    } finally {
      connection = null;
      from = 0;
      loop.execute(publisher::lost);
    }
    return welcome[0];
  }

  /// Calls it for as long as the stream is said to be there: one that is cut off answers nothing,
  /// and only the time limit of the connection would tell.
  private PeerConnection call(int node) throws IOException, InterruptedException {
    CompletableFuture<PeerConnection> answer = new CompletableFuture<>();
    Thread calling =
        Thread.ofVirtual()
            .name("relay call")
            .start(() -> {
              try {
                PeerConnection called = place.caller().call(node);
                if (!answer.complete(called)) {
                  called.close();
                }
              } catch (IOException | RuntimeException failed) {
                answer.completeExceptionally(failed);
              }
              news.release();
            });
    while (!answer.isDone()) {
      news.acquire();
      boolean isLeft = over || place.node().getAsInt() != node;
      if (isLeft && answer.completeExceptionally(new IOException("it has it no more"))) {
        calling.interrupt();
        news.release(); // what was heard is for whoever waits next
      }
    }
    try {
      return answer.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
    }
  }

  private void converse(PeerConnection called, boolean[] welcome)
      throws IOException, InterruptedException {
    RelayWriter.write(new RelayMessage.Ask(place.key(), publisher.from()), called.output());
    called.output().flush();
    RelayReader reader = new RelayReader(called.input(), System::nanoTime);
    while (!over) {
      RelayMessage message = reader.read();
      heardNanos = System.nanoTime();
      switch (message) {
        case RelayMessage.Welcome(long run) -> {
          welcome[0] = true;
          isEnded = false;
          from = called.peer().number();
          loop.execute(() -> publisher.welcome(run, "node " + called.peer().number()));
        }
        case RelayMessage.Refused(RelayRefusal refusal) -> {
          log.debug("{} from {}: {}", place.key(), called.peer(), refusal.words());
          return;
        }
        case RelayMessage.Happened(io.tidegate.media.StreamEvent.EndOfStream _, long _) -> {
          isEnded = true;
          return;
        }
        case RelayMessage.Happened(var event, long _) -> {
          hasCome |= event instanceof io.tidegate.media.Frame;
          handOver(bytes(event), () -> publisher.happened(event));
        }
        case RelayMessage.Beside(var content) ->
            handOver(content.length(), () -> publisher.heard(content));
        case RelayMessage.Alive.HERE -> {}
        case RelayMessage.Ask _ -> throw new java.net.ProtocolException("it asks back");
      }
    }
  }

  private static int bytes(io.tidegate.media.StreamEvent event) {
    return event instanceof io.tidegate.media.Frame frame ? frame.payload().length() : 0;
  }

  /// The loop gets no more than it takes.
  private void handOver(int bytes, Runnable task) throws InterruptedException {
    int permits = Math.min(bytes, HAND_OVER_BYTES);
    stats.pulledBytes.add(bytes);
    handOver.acquire(permits);
    loop.execute(() -> {
      handOver.release(permits);
      task.run();
    });
  }

  /// An owner says each second that it is there.
  private void watch(PeerConnection called) {
    try {
      while (System.nanoTime() - heardNanos < options.silence().toNanos()
          && publisher.behindNanos() < options.patience().toNanos()) {
        Thread.sleep(options.alive());
      }
      called.abort(io.tidegate.cluster.tunnel.CloseReason.PEER_GONE);
    } catch (InterruptedException _) {
      // it is over
    }
  }
}
