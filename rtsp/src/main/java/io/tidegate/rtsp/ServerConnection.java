package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.vertx.core.net.NetSocket;

/// The sending side of a client's connection. Confined to the connection's event loop.
final class ServerConnection {
  /// What the socket may hold back before media waits in the outbox.
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  /// Answers that may wait behind a full write queue, so that a peer cannot fill the memory by
  /// asking without reading: some hundred of them.
  private static final int MAX_UNHEARD_BYTES = 64 << 10;

  private final NetSocket socket;
  private int unheardBytes;

  ServerConnection(NetSocket socket) {
    this.socket = socket;
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
  }

  void send(RtspResponse response) {
    Bytes bytes = RtspWriter.bytes(response);
    unheardBytes = socket.writeQueueFull() ? unheardBytes + bytes.length() : 0;
    write(bytes);
  }

  /// Media, or a report of ours.
  void write(Bytes bytes) {
    socket.write(SocketBytes.buffer(bytes));
  }

  boolean isFull() {
    return socket.writeQueueFull();
  }

  /// @param drained called when [#isFull] becomes false
  void onDrain(Runnable drained) {
    socket.drainHandler(_ -> drained.run());
  }

  /// True when the peer does not read what it asked for.
  boolean isUnheard() {
    return unheardBytes > MAX_UNHEARD_BYTES;
  }

  /// After what was written.
  void close() {
    socket.close();
  }

  /// Ends the connection, whatever still waits to be written. Nothing happens when it has ended.
  void cut() {
    SocketBytes.cut(socket);
  }
}
