package io.tidegate.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.media.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/// Between the buffers of Vert.x and [Bytes], without copies.
final class SocketBytes {
  private SocketBytes() {}

  static Bytes view(Buffer buffer) {
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    return bytes.hasArray()
        ? Bytes.wrap(
            bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
        : Bytes.wrap(buffer.getBytes());
  }

  static Buffer buffer(Bytes bytes) {
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(bytes.backingArray(), bytes.backingOffset(), bytes.length()));
  }

  /// Ends a connection, whatever still waits to be written. Nothing happens when it has ended. By
  /// the context: the close of the channel itself passes Vert.x, which waits for the last write.
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a cut connection
  static void cut(NetSocket socket) {
    ((NetSocketInternal) socket).channelHandlerContext().close();
  }
}
