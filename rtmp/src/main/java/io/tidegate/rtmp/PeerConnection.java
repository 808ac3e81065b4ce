package io.tidegate.rtmp;

import io.netty.buffer.Unpooled;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.rtmp.chunk.ChunkWriter;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.message.MessageWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/// The sending side of one RTMP connection: messages to chunks to socket, and the acknowledgements
/// of what came in. Confined to the connection's event loop.
final class PeerConnection {
  /// Chunk streams that servers use by custom: control, commands, statuses and media.
  static final int CONTROL_CHUNKS = 2;

  static final int COMMAND_CHUNKS = 3;
  static final int MEDIA_CHUNKS = 6;

  /// Answers that may wait behind a full write queue, so that a peer cannot fill the memory by
  /// asking without reading: a thousand pings.
  private static final int MAX_UNHEARD_BYTES = 32 << 10;

  private final NetSocket socket;
  private final AcknowledgementWindow window = new AcknowledgementWindow();
  private ChunkWriter chunks = new ChunkWriter(128);
  private int unheardBytes;

  PeerConnection(NetSocket socket) {
    this.socket = socket;
  }

  /// True when the peer does not read what it asked for.
  boolean isUnheard() {
    return unheardBytes > MAX_UNHEARD_BYTES;
  }

  /// Ends the connection, whatever still waits to be written. Nothing happens when it has ended. By
  /// the context: the close of the channel itself passes Vert.x, which waits for the last write.
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a cut connection
  void cut() {
    ((NetSocketInternal) socket).channelHandlerContext().close();
  }

  /// Sends a control message or a command.
  void send(RawMessage message) {
    ByteWriter out = new ByteWriter(64 + message.payload().length());
    int id = message.streamId() == 0 && message.typeId() < 8 ? CONTROL_CHUNKS : COMMAND_CHUNKS;
    chunks.write(id, message, out);
    unheardBytes = socket.writeQueueFull() ? unheardBytes + out.size() : 0;
    write(out.toBytes());
  }

  /// Tells a larger chunk size and uses it from then on.
  void enlargeChunks(int bytes) {
    send(MessageWriter.setChunkSize(bytes));
    chunks = new ChunkWriter(bytes);
  }

  void write(Bytes bytes) {
    socket.write(buffer(bytes));
  }

  /// What the peer wants to hear of. RTMP 1.0 §5.4.4
  void acknowledgeEvery(int bytes) {
    window.resize(bytes);
  }

  /// Counts, and acknowledges when it is time.
  void received(int bytes) {
    if (window.isDueAfter(bytes)) {
      send(MessageWriter.acknowledgement(window.sequenceNumber()));
    }
  }

  long bytesReceived() {
    return window.received();
  }

  /// A view without a copy.
  static Buffer buffer(Bytes bytes) {
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(bytes.backingArray(), bytes.backingOffset(), bytes.length()));
  }
}
