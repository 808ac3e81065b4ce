package io.tidegate.cluster.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLSocket;

/// What is spoken with one who is no node yet.
@FunctionalInterface
public interface StrangerProtocol {
  /// Has the connection, on a virtual thread of its own, until it returns or throws; then the
  /// connection is closed. It has the time of a handshake.
  void serve(SSLSocket connection, InetAddress caller) throws IOException;
}
