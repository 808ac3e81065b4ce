package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.hub.StreamHub;
import java.util.List;
import java.util.function.Supplier;

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

    /// Tells what is too much to be kept until the other node takes it: nothing is held for it
    /// before.
    ///
    /// @param message asked for once at most, when its turn comes; on the hub's loop
    void tellLater(Supplier<Message> message);
  }

  /// One message.
  ///
  /// @param done run once when the pieces are not needed any more, on any thread
  record Message(List<Bytes> pieces, Runnable done) {
    public Message {
      pieces = List.copyOf(pieces);
    }
  }
}
