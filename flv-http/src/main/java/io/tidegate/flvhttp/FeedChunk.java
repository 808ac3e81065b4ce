package io.tidegate.flvhttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidegate.media.Bytes;
import io.tidegate.media.feed.FeedContent;
import java.nio.charset.StandardCharsets;

/// What one flush of a feed sends, framed for every way it is sent, in one buffer that all viewers
/// share:
///
/// ```
/// | WebSocket header | chunk header | content | CRLF |
///                    |<-------- HTTP chunk -------->|
/// ```
///
/// Counted references: it starts with one, every holder has one, any thread.
final class FeedChunk {
  /// RFC 6455 §5.2: FIN, opcode 2 (binary).
  private static final int BINARY_MESSAGE = 0x82;

  /// Made of bytes and counted by feeds.
  static final FeedContent<FeedChunk> CONTENT =
      new FeedContent<>() {
        @Override
        public FeedChunk of(Bytes bytes) {
          return FeedChunk.of(bytes);
        }

        @Override
        public void retain(FeedChunk chunk, int count) {
          chunk.retain(count);
        }

        @Override
        public void release(FeedChunk chunk) {
          chunk.release();
        }
      };

  private final ByteBuf buffer;
  private final int chunkStart;
  private final int contentStart;
  private final int contentLength;

  private FeedChunk(ByteBuf buffer, int chunkStart, int contentStart, int contentLength) {
    this.buffer = buffer;
    this.chunkStart = chunkStart;
    this.contentStart = contentStart;
    this.contentLength = contentLength;
  }

  static FeedChunk of(Bytes content) {
    int length = content.length();
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length + 32);
    writeMessageHeader(buffer, length);
    int chunkStart = buffer.writerIndex();
    buffer.writeCharSequence(Integer.toHexString(length) + "\r\n", StandardCharsets.US_ASCII);
    int contentStart = buffer.writerIndex();
    buffer.writeBytes(content.backingArray(), content.backingOffset(), length);
    buffer.writeShort('\r' << 8 | '\n');
    return new FeedChunk(buffer, chunkStart, contentStart, length);
  }

  /// Content bytes.
  int length() {
    return contentLength;
  }

  void retain(int count) {
    buffer.retain(count);
  }

  void release() {
    buffer.release();
  }

  /// A chunk of HTTP/1.1 (RFC 9112 §7.1). Takes the caller's reference along.
  ByteBuf asHttpChunk() {
    return buffer.slice(chunkStart, buffer.writerIndex() - chunkStart);
  }

  /// The content alone. Takes the caller's reference along.
  ByteBuf asContent() {
    return buffer.slice(contentStart, contentLength);
  }

  /// The header of a WebSocket message with this content. Adds a reference of its own.
  ByteBuf asMessageHeader() {
    return buffer.retainedSlice(0, chunkStart);
  }

  private static void writeMessageHeader(ByteBuf buffer, int length) {
    buffer.writeByte(BINARY_MESSAGE);
    if (length < 126) {
      buffer.writeByte(length);
    } else if (length <= 0xFFFF) {
      buffer.writeByte(126).writeShort(length);
    } else {
      buffer.writeByte(127).writeLong(length);
    }
  }
}
