package io.tidegate.rtsp;

import io.tidegate.media.Bytes;

/// A way to and from a camera: a socket, or the two of an HTTP tunnel. Loop-confined.
interface RtspConnection {
  /// Hears what comes, on the loop.
  interface Receiver {
    void received(Bytes bytes);

    /// It is over, once; not after [RtspConnection#close].
    void ended(String why);
  }

  /// Called once, right after the connection stands.
  void receive(Receiver receiver);

  void send(Bytes bytes);

  /// Bytes wait to be sent: the camera does not read.
  boolean isCongested();

  /// @param drained called when [#isCongested] becomes false
  void onDrain(Runnable drained);

  /// As the log shows the other end.
  String remote();

  /// The address of the other end, for datagrams.
  String remoteHost();

  /// The address of our end.
  String localHost();

  /// When what was sent has left.
  void close();

  /// At once, whatever waits to be sent.
  void cut();
}
