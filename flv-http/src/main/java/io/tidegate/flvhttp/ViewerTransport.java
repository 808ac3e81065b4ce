package io.tidegate.flvhttp;

/// How chunks get to one viewer. Confined to the viewer's loop.
interface ViewerTransport {
  /// False while the socket's own queue is full.
  boolean isWritable();

  /// Queues `chunk` for the socket; takes over the caller's reference.
  void write(FeedChunk chunk);

  /// Sends what was queued.
  void flush();

  /// Ends the response in the way of the protocol, after everything written.
  void end();

  /// Some time after [#end]: cuts the connection when the peer has not even taken what was written
  /// before.
  void cutUnlessSent();

  /// Cuts the connection.
  void abort();
}
