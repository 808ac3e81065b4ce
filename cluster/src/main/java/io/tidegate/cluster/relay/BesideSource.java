package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.hub.StreamHub;
import java.util.List;

/// Who tells, at the owner of a stream, what is made of it beside its events, so that other nodes
/// make the same.
@FunctionalInterface
public interface BesideSource {
  /// Nothing is told.
  BesideSource NONE = (_, _, _) -> () -> {};

  /// Tells `to` what there is, and then what is made. On the hub's loop.
  ///
  /// @param from the number of the first segment that is wanted
  /// @return ends it; on the hub's loop, idempotent
  Runnable tell(StreamHub hub, long from, Listener to);

  /// One other node. On the hub's loop.
  interface Listener {
    /// Whether this frame of the stream went to the other node before, or will before what is told
    /// from now on.
    boolean has(Frame frame);

    /// @param pieces of one message
    /// @param done run once when they are not needed any more, on any thread
    void tell(List<Bytes> pieces, Runnable done);
  }
}
