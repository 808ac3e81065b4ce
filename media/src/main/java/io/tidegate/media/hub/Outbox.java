package io.tidegate.media.hub;

import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// The queue to one viewer, the only place where output back-pressure exists. Loop-confined, on the
/// viewer's loop.
///
/// Bounded in bytes and in media time. When a parcel would pass a limit, everything before the
/// newest SYNC parcel is dropped (HEADER parcels stay); when there is none, the queue is emptied
/// and parcels are refused until the next SYNC. So a slow viewer skips ahead to where decoding can
/// start again, and never sees a picture whose reference is missing.
///
/// A viewer that takes nothing for the patience given is stuck: [#isStuck].
public final class Outbox<T> {
  /// How much may wait.
  ///
  /// @param bytes most bytes in the queue
  /// @param duration most media time in the queue
  /// @param patience how long a full queue may make no progress before its viewer is stuck
  public record Limits(DataSize bytes, Duration duration, Duration patience) {
    /// 4 MB or 10 s of media (a GOP of 2 s of 8 Mbit/s twice over), 10 s of patience.
    public static final Limits DEFAULT =
        new Limits(DataSize.ofMegabytes(4), Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  private final Limits limits;
  private final Consumer<Parcel<T>> dropped;
  private final ArrayDeque<Parcel<T>> queue = new ArrayDeque<>(4);
  private final long maxBytes;
  private final long maxNanos;
  private long queuedBytes;
  private boolean waitsForSync;
  private long droppedFrames;
  private long lastProgressNanos;

  /// @param nowNanos the monotonic clock at this moment
  public Outbox(Limits limits, long nowNanos) {
    this(limits, nowNanos, _ -> {});
  }

  /// @param nowNanos the monotonic clock at this moment
  /// @param dropped told of every parcel that was queued and is dropped: for contents that must be
  ///   released
  public Outbox(Limits limits, long nowNanos, Consumer<Parcel<T>> dropped) {
    this.limits = limits;
    this.dropped = dropped;
    this.maxBytes = limits.bytes().bytes();
    this.maxNanos = limits.duration().toNanos();
    this.lastProgressNanos = nowNanos;
  }

  /// Queues `parcel`, or drops it, or drops others for it, as the class comment says.
  ///
  /// @return false when this parcel itself was dropped
  public boolean offer(Parcel<T> parcel, long nowNanos) {
    if (queue.isEmpty()) {
      lastProgressNanos = nowNanos;
    }
    if (parcel.kind() == Parcel.Kind.SYNC) {
      waitsForSync = false;
    }
    if (!waitsForSync && isOver(parcel)) {
      makeRoom(parcel);
    }
    if (waitsForSync && parcel.kind() == Parcel.Kind.DELTA) {
      droppedFrames += parcel.frames();
      return false;
    }
    queue.addLast(parcel);
    queuedBytes += parcel.bytes();
    return true;
  }

  /// Takes the next parcel out, null when there is none.
  public @Nullable Parcel<T> poll(long nowNanos) {
    Parcel<T> parcel = queue.pollFirst();
    if (parcel != null) {
      queuedBytes -= parcel.bytes();
      lastProgressNanos = nowNanos;
    }
    return parcel;
  }

  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /// Bytes that wait.
  public long queuedBytes() {
    return queuedBytes;
  }

  /// Frames dropped so far.
  public long droppedFrames() {
    return droppedFrames;
  }

  /// True when something waits and nothing was taken for longer than the limits' patience.
  public boolean isStuck(long nowNanos) {
    return !queue.isEmpty() && nowNanos - lastProgressNanos > limits.patience().toNanos();
  }

  private boolean isOver(Parcel<T> parcel) {
    if (queuedBytes + parcel.bytes() > maxBytes) {
      return true;
    }
    Parcel<T> oldest = queue.peekFirst();
    return oldest != null && parcel.dts().minus(oldest.dts()).nanos() > maxNanos;
  }

  private void makeRoom(Parcel<T> incoming) {
    MediaTime newestSync = null;
    if (incoming.kind() != Parcel.Kind.SYNC) {
      newestSync = newestSyncAfterOldest();
    }
    boolean keepsTail = newestSync != null;
    ArrayDeque<Parcel<T>> kept = new ArrayDeque<>();
    boolean inTail = false;
    for (Parcel<T> parcel : queue) {
      inTail |= keepsTail && parcel.kind() == Parcel.Kind.SYNC && parcel.dts().equals(newestSync);
      if (inTail || parcel.kind() == Parcel.Kind.HEADER) {
        kept.addLast(parcel);
      } else {
        droppedFrames += parcel.frames();
        dropped.accept(parcel);
      }
    }
    queue.clear();
    queue.addAll(kept);
    queuedBytes = kept.stream().mapToLong(Parcel::bytes).sum();
    keepNewestHeader();
    waitsForSync = !keepsTail && incoming.kind() != Parcel.Kind.SYNC;
    if (keepsTail && isOver(incoming)) {
      dropAllButHeaders();
      waitsForSync = true;
    }
  }

  /// When the newest SYNC parcel is the oldest one too, dropping up to it would free nothing.
  private @Nullable MediaTime newestSyncAfterOldest() {
    MediaTime newest = null;
    boolean first = true;
    for (Parcel<T> parcel : queue) {
      if (parcel.kind() == Parcel.Kind.SYNC && !first) {
        newest = parcel.dts();
      }
      first = first && parcel.kind() == Parcel.Kind.HEADER;
    }
    return newest;
  }

  /// Headers in a row: only the last describes what follows.
  private void keepNewestHeader() {
    while (queue.size() > 1 && startsWithTwoHeaders()) {
      Parcel<T> outdated = queue.removeFirst();
      queuedBytes -= outdated.bytes();
      dropped.accept(outdated);
    }
  }

  private boolean startsWithTwoHeaders() {
    var parcels = queue.iterator();
    Parcel<T> first = parcels.next();
    Parcel<T> second = parcels.next();
    return first.kind() == Parcel.Kind.HEADER && second.kind() == Parcel.Kind.HEADER;
  }

  private void dropAllButHeaders() {
    var parcels = queue.iterator();
    while (parcels.hasNext()) {
      Parcel<T> parcel = parcels.next();
      if (parcel.kind() != Parcel.Kind.HEADER) {
        droppedFrames += parcel.frames();
        queuedBytes -= parcel.bytes();
        parcels.remove();
        dropped.accept(parcel);
      }
    }
    keepNewestHeader();
  }
}
