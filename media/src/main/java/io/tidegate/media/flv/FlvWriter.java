package io.tidegate.media.flv;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Writes the bytes of an FLV stream. Flash Video File Format 10.1 §E.2, §E.3.
public final class FlvWriter {
  /// TagType to StreamID.
  public static final int TAG_HEADER_LENGTH = 11;

  private static final int PREVIOUS_TAG_SIZE_LENGTH = 4;

  private FlvWriter() {}

  /// The file header, and the size of the tag before the first: none.
  public static Bytes fileHeader(boolean hasAudio, boolean hasVideo) {
    int flags = (hasAudio ? 4 : 0) | (hasVideo ? 1 : 0);
    return Bytes.of('F', 'L', 'V', 1, flags, 0, 0, 0, 9, 0, 0, 0, 0);
  }

  /// Bytes that [#write] appends for `tag`.
  public static int sizeOf(FlvTag tag) {
    return TAG_HEADER_LENGTH + tag.body().length() + PREVIOUS_TAG_SIZE_LENGTH;
  }

  /// The tag, and its size after it.
  public static void write(FlvTag tag, ByteWriter out) {
    int time = tag.timestampMs();
    out.u8(tag.type().id()).u24(tag.body().length());
    out.u24(time & 0xFFFFFF).u8(time >>> 24); // the extension has the high bits
    out.u24(0); // StreamID
    out.write(tag.body());
    out.u32(TAG_HEADER_LENGTH + tag.body().length());
  }
}
