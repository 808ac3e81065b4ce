package io.tidegate.cluster.tunnel;

import java.io.IOException;

/// What is spoken over connections of one ALPN name, at the end that was called.
@FunctionalInterface
public interface PeerProtocol {
  /// Has the connection, on a virtual thread of its own, until it returns or throws; then the
  /// connection is closed.
  void serve(PeerConnection connection) throws IOException;
}
