package io.tidegate.rtmp.chunk;

import io.tidegate.media.MalformedException;

/// Takes whole messages, in the order in which they became complete. Loop-confined.
@FunctionalInterface
public interface MessageSink {
  /// @throws MalformedException when the message's content is broken; the connection must close
  void accept(RawMessage message) throws MalformedException;
}
