package io.tidegate.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.media.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

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
}
