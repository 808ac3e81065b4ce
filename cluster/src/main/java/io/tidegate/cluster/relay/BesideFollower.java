package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.hub.StreamHub;

/// Who makes, at a node that has a stream from another one, what the owner makes of it
/// ([BesideSource]). On the hub's loop, but for what says so.
public interface BesideFollower {
  /// Who follows a stream that is had from elsewhere from now on.
  @FunctionalInterface
  interface Factory {
    BesideFollower follow(StreamHub hub);

    /// Nobody.
    Factory NONE =
        _ ->
            new BesideFollower() {
              @Override
              public long from() {
                return 0;
              }
            };
  }

  /// The number of the first segment that it needs. Any thread.
  long from();

  /// What follows was said by the owner anew: the frames before it are of no use to what is to
  /// come.
  default void connected() {}

  /// A frame with the owner's own times.
  default void frame(Frame frame) {}

  /// What the owner tells of what it has made. What cannot be understood is left out.
  default void heard(Bytes content) {}

  /// Nothing comes for the time being.
  default void lost() {}

  /// The stream is over, or is published here: nothing comes any more.
  ///
  /// @param goesOn it is published here
  default void left(boolean goesOn) {}
}
