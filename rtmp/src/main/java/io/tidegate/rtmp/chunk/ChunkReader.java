package io.tidegate.rtmp.chunk;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

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
  /// A key frame of 8K at 100 Mbit/s has some 4 MB.
  public static final int MAX_MESSAGE_LENGTH = 16 << 20;

  /// All messages of a connection that are not complete yet, together: two of the largest.
  public static final int MAX_PARTIAL_BYTES = 32 << 20;

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

  private static final int INCOMPLETE = -1;

  private final Consumer<RawMessage> out;
  private final Map<Integer, ChunkStream> streams = new HashMap<>();
  private Bytes pending = Bytes.EMPTY;
  private int chunkSize = DEFAULT_CHUNK_SIZE;
  private long partialBytes;

  public ChunkReader(Consumer<RawMessage> out) {
    this.out = out;
  }

  /// Takes the next bytes of the connection.
  ///
  /// @throws MalformedException when they are no chunks, or pass a limit; the connection must close
  public void accept(Bytes bytes) throws MalformedException {
    Bytes input = pending.isEmpty() ? bytes : Bytes.concat(pending, bytes);
    int at = 0;
    while (at < input.length()) {
      int end = chunk(input, at);
      if (end == INCOMPLETE) {
        break;
      }
      at = end;
    }
    pending = input.slice(at).detached();
  }

  /// Where the chunk at `at` ends, or INCOMPLETE. Changes nothing before all of it is there.
  private int chunk(Bytes input, int at) throws MalformedException {
    int format = input.u8(at) >> 6;
    int basicLength = basicHeaderLength(input.u8(at) & 0x3F);
    int header = at + basicLength;
    int fixedEnd = header + MESSAGE_HEADER_LENGTH[format];
    if (fixedEnd > input.length()) {
      return INCOMPLETE;
    }
    ChunkStream stream = stream(chunkStreamId(input, at), format);
    int extendedLength = extendedLength(input, header, fixedEnd, format, stream);
    if (extendedLength == INCOMPLETE) {
      return INCOMPLETE;
    }
    int data = fixedEnd + extendedLength;
    boolean continues = format == 3 && stream.isOpen();
    int length = continues || format > 1 ? stream.length : input.u24(header + 3);
    checkLength(length, continues);
    int count = Math.min(chunkSize, continues ? stream.missing() : length);
    if (data + count > input.length()) {
      return INCOMPLETE;
    }
    if (!continues) {
      start(stream, input, header, format, extendedLength > 0 ? fixedEnd : INCOMPLETE);
    }
    stream.fill(input, data, count);
    if (stream.missing() == 0) {
      partialBytes -= stream.length;
      complete(stream.finish());
    }
    return data + count;
  }

  /// Takes a new message's header over into its stream.
  ///
  /// @param extendedAt where the extended timestamp stands, or INCOMPLETE without one
  private void start(ChunkStream stream, Bytes input, int header, int format, int extendedAt) {
    if (stream.isOpen()) {
      partialBytes -= stream.length;
      stream.discard();
    }
    if (format <= 2) {
      stream.extended = extendedAt != INCOMPLETE;
      stream.timeField = stream.extended ? input.s32(extendedAt) : input.u24(header);
    }
    if (format <= 1) {
      stream.length = input.u24(header + 3);
      stream.typeId = input.u8(header + 6);
    }
    if (format == 0) {
      stream.streamId = Integer.reverseBytes(input.s32(header + 7)); // little-endian, §5.3.1.2.1
    }
    partialBytes += stream.length;
    stream.start(format);
  }

  /// How many bytes the extended timestamp takes: 4, 0, or INCOMPLETE when that cannot be told yet.
  private static int extendedLength(
      Bytes input, int header, int fixedEnd, int format, ChunkStream stream) {
    boolean expected = format == 3 ? stream.extended : input.u24(header) == EXTENDED;
    if (!expected) {
      return 0;
    }
    if (fixedEnd + 4 > input.length()) {
      return INCOMPLETE;
    }
    return format < 3 || input.s32(fixedEnd) == stream.timeField ? 4 : 0;
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

  private void checkLength(int length, boolean continues) throws MalformedException {
    if (length > MAX_MESSAGE_LENGTH) {
      throw new MalformedException(Reason.LIMIT, "a message of " + length + " bytes");
    }
    if (!continues && partialBytes + length > MAX_PARTIAL_BYTES) {
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

  private static int chunkStreamId(Bytes input, int at) {
    int low = input.u8(at) & 0x3F;
    return switch (low) {
      case 0 -> 64 + input.u8(at + 1);
      case 1 -> 64 + input.u8(at + 1) + (input.u8(at + 2) << 8);
      default -> low;
    };
  }
}
