package io.tidegate.rtmp;

import io.netty.buffer.ByteBuf;
import io.tidegate.media.Bytes;

/// Where the bytes of one read stand while they are parsed: one for all connections of an event
/// loop, and confined to it.
///
/// Vert.x gives each read an array of its own, which is garbage as soon as the chunks in it are
/// copied into their messages. With 200 publishers that was a third of all that was allocated.
final class ReadBuffer {
  /// Netty reads no more at once; what TLS hands over may be longer.
  private static final int LONGEST_READ = 64 << 10;

  private final byte[] array = new byte[LONGEST_READ];

  /// The bytes of `read`, which is released. They hold until the next call: whoever wants to keep
  /// some copies them.
  Bytes take(ByteBuf read) {
    int length = read.readableBytes();
    byte[] target = length <= array.length ? array : new byte[length];
    read.readBytes(target, 0, length).release();
    return Bytes.wrap(target, 0, length);
  }
}
