package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// NAL units after their length, as in MP4, FLV and the canonical payload. ISO/IEC 14496-15 §5.3.
public final class NalUnits {
  private NalUnits() {}

  /// The NAL units in `payload`, slices of it; empty ones are left out.
  ///
  /// @param lengthSize bytes of each length field, 1 to 4
  /// @throws MalformedException when a length points past the end
  public static List<Bytes> splitLengthPrefixed(Bytes payload, int lengthSize)
      throws MalformedException {
    List<Bytes> nals = new ArrayList<>();
    int at = 0;
    while (at < payload.length()) {
      if (payload.length() - at < lengthSize) {
        throw new MalformedException(Reason.TRUNCATED, at, "ends inside a NAL unit's length");
      }
      long length = 0;
      for (int i = 0; i < lengthSize; i++) {
        length = length << 8 | payload.u8(at + i);
      }
      at += lengthSize;
      if (length > payload.length() - at) {
        throw new MalformedException(
            Reason.BAD_LENGTH, at, "a NAL unit of " + length + " bytes points past the end");
      }
      if (nals.size() == AnnexB.MAX_NAL_UNITS) {
        throw new MalformedException(Reason.LIMIT, at, "too many NAL units in one access unit");
      }
      if (length > 0) {
        nals.add(payload.slice(at, (int) length));
      }
      at += (int) length;
    }
    return nals;
  }

  /// `nals` of two bytes and more, each after its length in four bytes. Slices that stand so
  /// already, one behind the other in one array, as FLV brings them, are joined without a copy.
  public static Bytes joinLengthPrefixed(List<Bytes> nals) {
    if (nals.isEmpty()) {
      return Bytes.EMPTY;
    }
    int total = 0;
    for (Bytes nal : nals) {
      total = Math.addExact(total, 4 + nal.length());
    }
    Bytes first = nals.get(0);
    if (standsJoined(nals)) {
      return Bytes.wrap(first.backingArray(), first.backingOffset() - 4, total);
    }
    ByteWriter out = new ByteWriter(total);
    for (Bytes nal : nals) {
      out.u32(nal.length()).write(nal);
    }
    return out.toBytes();
  }

  /// True when each one's length is in the four bytes before it, and the next one follows behind
  /// it.
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  private static boolean standsJoined(List<Bytes> nals) {
    byte[] array = nals.get(0).backingArray();
    int expected = nals.get(0).backingOffset() - 4;
    for (Bytes nal : nals) {
      int at = nal.backingOffset();
      boolean follows = nal.backingArray() == array && at - 4 == expected && expected >= 0;
      if (!follows || Bytes.wrap(array, expected, 4).s32(0) != nal.length()) {
        return false;
      }
      expected = at + nal.length();
    }
    return true;
  }
}
