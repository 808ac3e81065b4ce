package io.tidegate.rtmp.chunk;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.util.HashMap;
import java.util.Map;

/// Puts chunks together into messages, however the bytes arrive. Loop-confined, one per connection.
/// RTMP 1.0 §5.3.
///
/// Chunk streams may interleave. Set Chunk Size (1) and Abort (2) take effect here, since they
/// change how the next byte is read; every other message goes to the consumer.
///
/// Borne with:
/// - type 3 chunks with and without the repeated extended timestamp: §5.3.1.3 wants it, old librtmp
///   and some hardware encoders leave it out;
/// - a type 3 chunk that starts a message after a type 0 one: the same time again, as librtmp (OBS)
///   means it, not twice the time;
/// - a new header inside a message: what came of the message before is dropped.
public final class ChunkReader {
  /// A key frame of 8K at 100 Mbit/s has some 4 MB; the wire could say 16 MB.
  public static final int MAX_MESSAGE_LENGTH = 8 << 20;

  /// All messages of a connection that are not complete yet, together: two of the largest.
  public static final int MAX_PARTIAL_BYTES = 16 << 20;

  /// Publishers use 3 to 8 chunk streams.
  public static final int MAX_CHUNK_STREAMS = 64;

  /// §5.4.1: the field has 31 bits, but no message is longer than 16777215.
  public static final int MAX_CHUNK_SIZE = 0xFFFFFF;

  /// §5.4.1
  private static final int DEFAULT_CHUNK_SIZE = 128;

  private static final int SET_CHUNK_SIZE = 1;
  private static final int ABORT = 2;
  private static final int EXTENDED = 0xFFFFFF;

  /// Bytes of the message header by chunk type. §5.3.1.2
  private static final int[] MESSAGE_HEADER_LENGTH = {11, 7, 3, 0};

  /// Basic header, message header and extended timestamp at their longest: 3 + 11 + 4.
  private static final int MAX_HEADER_LENGTH = 18;

  private static final int INCOMPLETE = -1;

  private final MessageSink out;
  private final Map<Integer, ChunkStream> streams = new HashMap<>();
  private Bytes pendingHeader = Bytes.EMPTY;
  private @Nullable ChunkStream current;
  private int missingInChunk;
  private int chunkSize = DEFAULT_CHUNK_SIZE;
  private long partialBytes;

  public ChunkReader(MessageSink out) {
    this.out = out;
  }

  /// Takes the next bytes of the connection. Nothing of `input` is kept: payload is copied once,
  /// into its message.
  ///
  /// @throws MalformedException when they are no chunks, or pass a limit; the connection must close
  public void accept(Bytes input) throws MalformedException {
    int at = 0;
    while (at < input.length()) {
      at += current != null ? payload(current, input, at) : header(input, at);
    }
  }

  /// Bytes of incomplete messages held now.
  long partialBytes() {
    return partialBytes;
  }

  /// Reads on in the current chunk; tells how many bytes that took.
  private int payload(ChunkStream stream, Bytes input, int at) throws MalformedException {
    int count = Math.min(missingInChunk, input.length() - at);
    stream.fill(input, at, count);
    missingInChunk -= count;
    if (missingInChunk == 0) {
      finishChunk(stream);
    }
    return count;
  }

  private void finishChunk(ChunkStream stream) throws MalformedException {
    current = null;
    if (stream.missing() == 0) {
      partialBytes -= stream.length;
      complete(stream.finish());
    }
  }

  /// Reads a chunk's header, part of which may have come before; tells how many bytes of `input`
  /// that took.
  private int header(Bytes input, int at) throws MalformedException {
    int available = Math.min(MAX_HEADER_LENGTH, input.length() - at);
    Bytes head =
        pendingHeader.isEmpty()
            ? input.slice(at, available)
            : Bytes.concat(pendingHeader, input.slice(at, available));
    int before = pendingHeader.length();
    int length = chunkHeader(head);
    if (length == INCOMPLETE) {
      pendingHeader = Bytes.wrap(head.toByteArray());
      return available;
    }
    pendingHeader = Bytes.EMPTY;
    if (length < before) {
      // an extended timestamp was waited for that the encoder leaves out: payload came instead
      accept(head.slice(length, before - length));
      return 0;
    }
    return length - before;
  }

  /// The length of the header that `head` starts with, or INCOMPLETE. Changes nothing before all of
  /// it is there.
  private int chunkHeader(Bytes head) throws MalformedException {
    int format = head.u8(0) >> 6;
    int basicLength = basicHeaderLength(head.u8(0) & 0x3F);
    int fixedEnd = basicLength + MESSAGE_HEADER_LENGTH[format];
    if (fixedEnd > head.length()) {
      return INCOMPLETE;
    }
    ChunkStream stream = stream(chunkStreamId(head), format);
    int extendedLength = extendedLength(head, basicLength, fixedEnd, format, stream);
    if (extendedLength == INCOMPLETE) {
      return INCOMPLETE;
    }
    if (format < 3 || !stream.isOpen()) {
      start(stream, head, basicLength, format, extendedLength > 0 ? fixedEnd : INCOMPLETE);
    }
    missingInChunk = Math.min(chunkSize, stream.missing());
    current = stream;
    if (missingInChunk == 0) {
      finishChunk(stream); // a message of no bytes
    }
    return fixedEnd + extendedLength;
  }

  /// Takes a new message's header over into its stream.
  ///
  /// @param extendedAt where the extended timestamp stands, or INCOMPLETE without one
  private void start(ChunkStream stream, Bytes head, int at, int format, int extendedAt)
      throws MalformedException {
    if (stream.isOpen()) {
      partialBytes -= stream.length;
      stream.discard();
    }
    if (format <= 2) {
      stream.extended = head.u24(at) == EXTENDED;
      stream.timeField = stream.extended ? head.s32(extendedAt) : head.u24(at);
    }
    if (format <= 1) {
      stream.length = head.u24(at + 3);
      stream.typeId = head.u8(at + 6);
    }
    if (format == 0) {
      stream.streamId = Integer.reverseBytes(head.s32(at + 7)); // little-endian, §5.3.1.2.1
    }
    checkLength(stream.length);
    partialBytes += stream.length;
    stream.start(format);
  }

  /// How many bytes the extended timestamp takes: 4, 0, or INCOMPLETE when that cannot be told yet.
  private static int extendedLength(
      Bytes head, int at, int fixedEnd, int format, ChunkStream stream) {
    boolean expected = format == 3 ? stream.extended : head.u24(at) == EXTENDED;
    if (!expected) {
      return 0;
    }
    if (fixedEnd + 4 > head.length()) {
      return INCOMPLETE;
    }
    return format < 3 || head.s32(fixedEnd) == stream.timeField ? 4 : 0;
  }

  private ChunkStream stream(int id, int format) throws MalformedException {
    ChunkStream known = streams.get(id);
    if (known != null) {
      return known;
    }
    if (format > 1) {
      throw new MalformedException(
          Reason.MISSING_REFERENCE, "chunk stream " + id + " starts with a type " + format);
    }
    if (streams.size() == MAX_CHUNK_STREAMS) {
      throw new MalformedException(Reason.LIMIT, "over " + MAX_CHUNK_STREAMS + " chunk streams");
    }
    ChunkStream created = new ChunkStream();
    streams.put(id, created);
    return created;
  }

  private void checkLength(int length) throws MalformedException {
    if (length > MAX_MESSAGE_LENGTH) {
      throw new MalformedException(Reason.LIMIT, "a message of " + length + " bytes");
    }
    if (partialBytes + length > MAX_PARTIAL_BYTES) {
      throw new MalformedException(Reason.LIMIT, "too many incomplete messages");
    }
  }

  private void complete(RawMessage message) throws MalformedException {
    Bytes payload = message.payload();
    switch (message.typeId()) {
      case SET_CHUNK_SIZE -> {
        long size = payload.length() < 4 ? 0 : payload.s32(0);
        if (size < 1) {
          throw new MalformedException(Reason.BAD_VALUE, "chunk size " + size);
        }
        chunkSize = (int) Math.min(size, MAX_CHUNK_SIZE);
      }
      case ABORT -> abort(payload);
      default -> out.accept(message);
    }
  }

  /// §5.4.2
  private void abort(Bytes payload) {
    ChunkStream stream = payload.length() < 4 ? null : streams.get(payload.s32(0));
    if (stream != null && stream.isOpen()) {
      partialBytes -= stream.length;
      stream.discard();
    }
  }

  /// §5.3.1.1: ids 2 to 63 in one byte, 0 and 1 tell that one or two more follow.
  private static int basicHeaderLength(int low) {
    return low > 1 ? 1 : 2 + low;
  }

  private static int chunkStreamId(Bytes head) {
    int low = head.u8(0) & 0x3F;
    return switch (low) {
      case 0 -> 64 + head.u8(1);
      case 1 -> 64 + head.u8(1) + (head.u8(2) << 8);
      default -> low;
    };
  }
}
