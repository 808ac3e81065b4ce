package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.function.Consumer;

/// Cuts an FLV byte stream into tags, however it arrives. Loop-confined.
///
/// PreviousTagSize is not looked at: some writers put zeros there. A tag of an unknown type is
/// skipped and counted. Flash Video File Format 10.1 §E.2 to §E.4.
public final class FlvReader {
  /// A key frame of 8K at 100 Mbit/s has some 4 MB; RTMP messages have the same limit.
  public static final int MAX_TAG_LENGTH = 8 << 20;

  /// A file header is 9 bytes; DataOffset allows more, but nobody needs a kilobyte.
  private static final int MAX_DATA_OFFSET = 1024;

  private static final int FILE_HEADER_LENGTH = 9;

  private final Consumer<FlvTag> out;
  private final ReasonCounters counters = new ReasonCounters();
  private byte[] pending = new byte[4096];
  private int size;
  private int skip;
  private boolean headerRead;

  public FlvReader(Consumer<FlvTag> out) {
    this.out = out;
  }

  /// Takes the next piece of the stream.
  ///
  /// @throws MalformedException when it is no FLV stream, or a tag is over [#MAX_TAG_LENGTH]; the
  ///   reader is of no use after that
  public void accept(Bytes chunk) throws MalformedException {
    append(chunk);
    int at = 0;
    while (true) {
      int skipped = Math.min(skip, size - at);
      at += skipped;
      skip -= skipped;
      int used = headerRead ? tag(at) : header(at);
      if (used == 0) {
        break;
      }
      at += used;
    }
    if (at > 0) { // else a large tag that comes in small pieces would be moved for each of them
      System.arraycopy(pending, at, pending, 0, size - at);
      size -= at;
    }
  }

  public ReasonCounters counters() {
    return counters;
  }

  private int header(int at) throws MalformedException {
    if (size - at < FILE_HEADER_LENGTH) {
      return 0;
    }
    Bytes header = Bytes.wrap(pending, at, FILE_HEADER_LENGTH);
    if (header.u8(0) != 'F' || header.u8(1) != 'L' || header.u8(2) != 'V') {
      throw new MalformedException(Reason.LOST_SYNC, 0, "not an FLV stream");
    }
    long offset = header.u32(5);
    if (offset < FILE_HEADER_LENGTH || offset > MAX_DATA_OFFSET) {
      throw new MalformedException(Reason.BAD_LENGTH, 5, "FLV header of " + offset + " bytes");
    }
    headerRead = true;
    skip = (int) offset - FILE_HEADER_LENGTH + 4; // and PreviousTagSize0
    return FILE_HEADER_LENGTH;
  }

  private int tag(int at) throws MalformedException {
    if (skip > 0 || size - at < FlvWriter.TAG_HEADER_LENGTH) {
      return 0;
    }
    Bytes header = Bytes.wrap(pending, at, FlvWriter.TAG_HEADER_LENGTH);
    int length = header.u24(1);
    if (length > MAX_TAG_LENGTH) {
      throw new MalformedException(Reason.LIMIT, at, "FLV tag of " + length + " bytes");
    }
    int total = FlvWriter.TAG_HEADER_LENGTH + length + 4;
    if (size - at < total) {
      return 0;
    }
    FlvTag.Type type = type(header.u8(0) & 0x1F); // the upper bits: filter and reserved
    if (type == null) {
      counters.add(Reason.BAD_VALUE);
    } else {
      int timestamp = header.u8(7) << 24 | header.u24(4);
      Bytes body = Bytes.copyOf(pending, at + FlvWriter.TAG_HEADER_LENGTH, length);
      out.accept(new FlvTag(type, timestamp, body));
    }
    return total;
  }

  private static FlvTag.@Nullable Type type(int id) {
    for (FlvTag.Type type : FlvTag.Type.values()) {
      if (type.id() == id) {
        return type;
      }
    }
    return null;
  }

  private void append(Bytes chunk) {
    int needed = size + chunk.length();
    if (needed > pending.length) {
      byte[] larger = new byte[Math.max(needed, pending.length * 2)];
      System.arraycopy(pending, 0, larger, 0, size);
      pending = larger;
    }
    chunk.copyTo(pending, size);
    size += chunk.length();
  }
}
