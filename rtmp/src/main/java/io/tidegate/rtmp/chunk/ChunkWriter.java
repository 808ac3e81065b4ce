package io.tidegate.rtmp.chunk;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Cuts messages into chunks. Loop-confined, one per connection. RTMP 1.0 §5.3.
///
/// Writes every message with a full header (type 0) and its rest as type 3 chunks: 11 bytes more
/// than the shortest form, and no state that a peer could understand in another way.
public final class ChunkWriter {
  private static final int TYPE_3 = 3 << 6;
  private static final int EXTENDED = 0xFFFFFF;

  private final int chunkSize;

  /// @param chunkSize what Set Chunk Size told the peer, 128 before
  public ChunkWriter(int chunkSize) {
    if (chunkSize < 1 || chunkSize > ChunkReader.MAX_CHUNK_SIZE) {
      throw new IllegalArgumentException("chunk size " + chunkSize);
    }
    this.chunkSize = chunkSize;
  }

  /// Appends `message` on chunk stream `id`.
  ///
  /// @param id 2 to 63
  public void write(int id, RawMessage message, ByteWriter out) {
    Bytes payload = message.payload();
    boolean extended = Integer.compareUnsigned(message.timestampMs(), EXTENDED) >= 0;
    out.u8(id).u24(extended ? EXTENDED : message.timestampMs());
    out.u24(payload.length()).u8(message.typeId());
    out.u32(Integer.reverseBytes(message.streamId()) & 0xFFFF_FFFFL); // little-endian
    int at = 0;
    do {
      if (at > 0) {
        out.u8(TYPE_3 | id);
      }
      if (extended) {
        out.u32(message.timestampMs());
      }
      int count = Math.min(chunkSize, payload.length() - at);
      out.write(payload.slice(at, count));
      at += count;
    } while (at < payload.length());
  }

  /// A chunk writer for after a Set Chunk Size of ours.
  public ChunkWriter withChunkSize(int newChunkSize) {
    return new ChunkWriter(newChunkSize);
  }
}
