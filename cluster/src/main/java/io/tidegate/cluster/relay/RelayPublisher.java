package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes at this node what comes from the others, one after the other, as one stream. Confined
/// to its loop, but for what says so.
///
/// The owner's times stay as they are. What a new owner sends has times of its own: they are moved
/// so that they go on, after a discontinuity. What was had before, as a connection came again, is
/// left out.
final class RelayPublisher {
  private static final Logger log = LoggerFactory.getLogger(RelayPublisher.class);

  /// From the last frame of one owner to the first of the next.
  private static final MediaTime STEP = MediaTime.ofMillis(40);

  private static final long NO_RUN = Long.MIN_VALUE;
  private static final MediaTime LONG_AGO = new MediaTime(Long.MIN_VALUE);

  private final StreamKey key;
  private final StreamRegistry streams;
  private final BesideFollower.Factory factory;
  private final IntSupplier from;
  private final Consumer<CloseReason> onTaken;

  /// Of each track, in the owner's times.
  private final Map<Integer, MediaTime> newest = new HashMap<>();

  private @Nullable Publication publication;
  private volatile @Nullable BesideFollower follower;
  private MediaTime shift = MediaTime.ZERO;
  private MediaTime end = MediaTime.ZERO;

  /// Of the present owner, at this node: what it sends of the time before, as sound that is told
  /// after the picture it belongs to, would be put into what is out already.
  private MediaTime start = LONG_AGO;

  private long run = NO_RUN;
  private boolean isMoved;
  private boolean closed;
  private volatile long behindSince;

  /// @param from number of the node that it comes from
  /// @param onTaken somebody publishes it here now, or it was ended here
  RelayPublisher(
      StreamKey key,
      StreamRegistry streams,
      BesideFollower.Factory factory,
      IntSupplier from,
      Consumer<CloseReason> onTaken) {
    this.key = key;
    this.streams = streams;
    this.factory = factory;
    this.from = from;
    this.onTaken = onTaken;
  }

  /// The first segment that is not here yet. Any thread.
  long from() {
    BesideFollower following = follower;
    return following == null ? 0 : following.from();
  }

  /// An owner begins.
  ///
  /// @param of which run of the stream
  /// @param peer in words
  void welcome(long of, String peer) {
    if (closed || isBehind() || (publication == null && !publish(peer))) {
      return;
    }
    if (run != NO_RUN && run != of) {
      isMoved = true;
      newest.clear();
      emit(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    }
    run = of;
    BesideFollower following = follower;
    if (following != null) {
      following.connected();
    }
  }

  private boolean publish(String peer) {
    PublishRequest request =
        new PublishRequest(
            "cluster-" + key,
            key,
            Protocol.CLUSTER,
            peer,
            Credentials.NONE,
            true,
            new RelayedFrom(from),
            Admission.Granted.INSTANCE);
    return switch (streams.publish(request, this::taken)) {
      case PublishResult.Accepted(Publication granted) -> {
        publication = granted;
        follower = factory.follow(granted.hub());
        yield true;
      }
      case PublishResult.Refused(var _, String message) -> {
        log.info("{} is not had from {}: {}", key, peer, message);
        onTaken.accept(CloseReason.STREAM_ENDED);
        yield false;
      }
    };
  }

  /// Where somebody publishes here, though another node still has the stream, what is made of it is
  /// followed up to where that node hands it over.
  private void taken(CloseReason reason) {
    publication = null;
    if (reason == CloseReason.TAKEN_OVER && follower != null && from.getAsInt() != 0) {
      behindSince = System.nanoTime() | 1;
      return;
    }
    leave(reason == CloseReason.TAKEN_OVER);
    onTaken.accept(reason);
  }

  /// Whether it is published here already, and only what is made of it still comes. Any thread.
  boolean isBehind() {
    return behindSince != 0;
  }

  /// For so many nanoseconds, 0 when it is not. Any thread.
  long behindNanos() {
    long since = behindSince;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  void happened(StreamEvent event) {
    if (!(event instanceof Frame frame)) {
      emit(event);
      return;
    }
    MediaTime before = newest.get(frame.trackId());
    if (before != null && !frame.dts().isAfter(before)) {
      return;
    }
    newest.put(frame.trackId(), frame.dts());
    BesideFollower following = follower;
    if (following != null) {
      following.frame(frame);
    }
    if (isMoved) {
      isMoved = false;
      shift = end.minus(frame.dts());
      start = end;
    }
    Frame placed = shift.nanos() == 0 ? frame : frame.shifted(shift);
    if (placed.dts().isBefore(start)) {
      return;
    }
    end = MediaTime.max(end, placed.pts().plus(STEP));
    emit(placed);
  }

  void heard(Bytes content) {
    BesideFollower following = follower;
    if (following != null) {
      following.heard(content);
    }
  }

  /// Nothing comes for the time being.
  void lost() {
    BesideFollower following = follower;
    if (following != null && !isBehind()) {
      following.lost();
    }
  }

  /// Idempotent.
  void close(CloseReason reason) {
    Publication present = publication;
    publication = null;
    leave(isBehind());
    if (present != null) {
      present.close(reason);
    }
  }

  private void leave(boolean goesOn) {
    closed = true;
    BesideFollower following = follower;
    follower = null;
    if (following != null) {
      following.left(goesOn);
    }
  }

  private void emit(StreamEvent event) {
    Publication present = publication;
    if (present != null) {
      present.emit(event);
    }
  }
}
