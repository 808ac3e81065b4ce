package io.tidegate.srt.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.nio.ByteBuffer;

/// What follows the fixed part of a handshake of version 5 (draft-sharabayko-srt-01 §3.2.1).
/// Immutable.
///
/// @param request latency and features that the caller asks for
/// @param response what holds from now on
/// @param keyLengthBytes 16, 24 or 32 when key material comes along; 0 without
/// @param streamId empty when absent
/// @param packetFilter libsrt's filter text, empty when absent
/// @param congestionControl empty when absent: `live`
public record HandshakeExtensions(
    @Nullable HandshakeTerms request,
    @Nullable HandshakeTerms response,
    int keyLengthBytes,
    String streamId,
    String packetFilter,
    String congestionControl) {
  /// Nothing at all.
  public static final HandshakeExtensions NONE = new HandshakeExtensions(null, null, 0, "", "", "");

  /// Longest text of an extension: libsrt's limit of a stream id (SRTO_STREAMID), the longest of
  /// them.
  public static final int MAX_TEXT_BYTES = 512;

  private static final int KEY_REQUEST = 3;
  private static final int KEY_RESPONSE = 4;
  private static final int STREAM_ID = 5;
  private static final int CONGESTION = 6;
  private static final int FILTER = 7;

  /// §3.2.2: where the key length stands in key material, in words of 4 bytes.
  private static final int KEY_LENGTH_OFFSET = 15;

  static HandshakeExtensions parse(ByteBuffer buffer, int at, int length)
      throws MalformedException {
    HandshakeTerms request = null;
    HandshakeTerms response = null;
    int keyLengthBytes = 0;
    String streamId = "";
    String filter = "";
    String congestion = "";
    int end = at + length;
    for (int position = at; position + 4 <= end; ) {
      int type = buffer.getShort(position) & 0xFFFF;
      int size = (buffer.getShort(position + 2) & 0xFFFF) * 4;
      int content = position + 4;
      if (size > end - content) {
        throw new MalformedException(
            Reason.BAD_LENGTH, position, "handshake extension " + type + " of " + size + " bytes");
      }
      switch (type) {
        case HandshakeTerms.REQUEST -> request = HandshakeTerms.parse(buffer, content, size);
        case HandshakeTerms.RESPONSE -> response = HandshakeTerms.parse(buffer, content, size);
        // a response of one word is an error code: no key
        case KEY_REQUEST, KEY_RESPONSE -> keyLengthBytes = keyLength(buffer, content, size);
        case STREAM_ID -> streamId = text(buffer, content, size);
        case CONGESTION -> congestion = text(buffer, content, size);
        case FILTER -> filter = text(buffer, content, size);
        default -> {} // groups and what comes later pass unread
      }
      position = content + size;
    }
    return new HandshakeExtensions(request, response, keyLengthBytes, streamId, filter, congestion);
  }

  private static int keyLength(ByteBuffer buffer, int at, int size) {
    return size > KEY_LENGTH_OFFSET ? (buffer.get(at + KEY_LENGTH_OFFSET) & 0xFF) * 4 : 0;
  }

  /// §3.2.1.3: each word of four characters is written backwards, the end is filled with zeros.
  private static String text(ByteBuffer buffer, int at, int size) throws MalformedException {
    if (size > MAX_TEXT_BYTES) {
      throw new MalformedException(Reason.LIMIT, at, "handshake text of " + size + " bytes");
    }
    byte[] bytes = new byte[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      byte one = buffer.get(at + (i ^ 3));
      if (one == 0) {
        break;
      }
      bytes[count++] = one;
    }
    return new String(bytes, 0, count, UTF_8);
  }
}
