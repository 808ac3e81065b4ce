package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StageLatency.Stage;
import java.util.concurrent.atomic.AtomicLong;

/// What a publisher holds while it owns a key: where it emits its events.
///
/// 1. [StreamRegistry#publish] grants it, on the publisher's loop.
/// 2. [#emit] takes events in the order that [StreamEvent] promises, on that loop.
/// 3. [#close], once or more often, gives the key back; the stream waits for a return.
///
/// Where its stream has several sources, a publisher may be on standby: others play meanwhile.
///
/// When the key is taken away instead, [Owner#closed] is called on the publisher's loop and further
/// events are ignored.
public final class Publication {
  /// The session behind a publication.
  @FunctionalInterface
  public interface Owner {
    /// The key is taken away: drop the connection. On the publisher's loop.
    void closed(CloseReason reason);

    /// A viewer lost pictures, or came where no key frame is kept: ask the sender for one, where it
    /// can be asked. On the publisher's loop, as often as viewers ask.
    default void keyFrameWanted() {}

    /// For a source that plays whenever it is asked to ([SourcePlan.Source#constant]): begin with
    /// the tracks and a key frame, or stop. On the publisher's loop.
    default void plays(boolean onAir) {}
  }

  private final StreamHub hub;
  private final PublishRequest request;
  private final Loop loop;
  private final Owner owner;
  private final long handOverLimit;
  private final AtomicLong handOverBytes = new AtomicLong();
  private volatile long lastEventNanos;
  private volatile boolean closed;
  private volatile int source;
  private volatile boolean standby;
  private boolean skipsToKeyFrame;
  private long dropped;

  /// @param source which of the stream's sources it is
  Publication(
      StreamHub hub,
      PublishRequest request,
      Loop loop,
      Owner owner,
      HubOptions options,
      int source) {
    this.hub = hub;
    this.request = request;
    this.loop = loop;
    this.owner = owner;
    this.handOverLimit = options.handOver().bytes();
    this.lastEventNanos = options.nanoTime().getAsLong();
    this.source = source;
  }

  public StreamKey key() {
    return request.key();
  }

  /// The stream that the events go to.
  public StreamHub hub() {
    return hub;
  }

  /// Hands one event to the stream. On the publisher's loop.
  public void emit(StreamEvent event) {
    if (closed) {
      return;
    }
    lastEventNanos = hub.nanoTime();
    if (event instanceof Frame frame) {
      hub.latency().of(Stage.INGRESS).add(lastEventNanos - frame.receivedNanos());
    }
    if (hub.loop().isCurrent()) {
      deliver(event);
      return;
    }
    int bytes = event instanceof Frame frame ? frame.payload().length() : 0;
    if (event instanceof Frame frame && !fits(frame, bytes)) {
      dropped++;
      return;
    }
    handOverBytes.addAndGet(bytes);
    hub.loop()
        .execute(() -> {
          handOverBytes.addAndGet(-bytes);
          deliver(event);
        });
  }

  /// On the hub's loop.
  private void deliver(StreamEvent event) {
    hub.accept(this, event);
    if (event instanceof Frame frame && !standby && !closed) {
      hub.latency().of(Stage.HUB).add(hub.nanoTime() - frame.receivedNanos());
    }
  }

  /// Gives the key back. Any thread; later calls do nothing.
  public void close(CloseReason reason) {
    if (!closed) {
      closed = true;
      hub.left(this, reason);
    }
  }

  /// True while another source of the stream plays. Any thread.
  public boolean isStandby() {
    return standby;
  }

  /// Frames dropped because the stream's loop could not take them over in time. Publisher's loop.
  public long dropped() {
    return dropped;
  }

  PublishRequest request() {
    return request;
  }

  long lastEventNanos() {
    return lastEventNanos;
  }

  /// Its place in the [SourcePlan]. Any thread.
  int source() {
    return source;
  }

  void assign(int another) {
    source = another;
  }

  boolean isClosed() {
    return closed;
  }

  /// Somebody else plays, from the start on.
  void standsBy() {
    standby = true;
  }

  /// It plays from here on, or another one does. Any thread.
  void plays(boolean onAir) {
    standby = !onAir;
    if (!closed) {
      loop.run(() -> owner.plays(onAir));
    }
  }

  /// Takes the key away and tells the owner.
  void revoke(CloseReason reason) {
    if (!closed) {
      closed = true;
      loop.run(() -> owner.closed(reason));
    }
  }

  /// Passes a viewer's wish on. Any thread.
  void requestKeyFrame() {
    if (!closed) {
      loop.run(owner::keyFrameWanted);
    }
  }

  private boolean fits(Frame frame, int bytes) {
    if (handOverBytes.get() + bytes > handOverLimit) {
      skipsToKeyFrame = true;
    } else if (frame.keyFrame() && hub.isSyncTrack(frame.trackId())) {
      skipsToKeyFrame = false;
    }
    return !skipsToKeyFrame;
  }
}
