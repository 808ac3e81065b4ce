package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The byte stream format of NAL units: start codes between them. ISO/IEC 14496-10 annex B.
public final class AnnexB {
  /// More NAL units than this in one access unit are not looked at: 300 slices at level 5.2 with as
  /// many SEI still fit.
  public static final int MAX_NAL_UNITS = 1024;

  private static final Bytes START_CODE = Bytes.of(0, 0, 0, 1);

  private AnnexB() {}

  /// The NAL units in `stream`, without start codes and without the zero bytes after them. What
  /// comes before the first start code is skipped. Slices of `stream`, not copies.
  public static List<Bytes> split(Bytes stream) {
    List<Bytes> nals = new ArrayList<>();
    int start = endOfStartCode(stream, 0);
    while (start >= 0 && nals.size() < MAX_NAL_UNITS) {
      int next = startCode(stream, start);
      int end = next < 0 ? stream.length() : next;
      while (end > start && stream.u8(end - 1) == 0) {
        end--;
      }
      if (end > start) {
        nals.add(stream.slice(start, end - start));
      }
      start = next < 0 ? -1 : next + 3;
    }
    return nals;
  }

  /// `nals` with a start code of four bytes before each.
  public static Bytes join(List<Bytes> nals) {
    List<Bytes> parts = new ArrayList<>(nals.size() * 2);
    for (Bytes nal : nals) {
      parts.add(START_CODE);
      parts.add(nal);
    }
    return Bytes.concat(parts);
  }

  private static int endOfStartCode(Bytes stream, int from) {
    int at = startCode(stream, from);
    return at < 0 ? -1 : at + 3;
  }

  /// Where the next 0 0 1 begins, at or after `from`; -1 without one. Looks at every third byte as
  /// long as it is over 1.
  static int startCode(Bytes stream, int from) {
    byte[] array = stream.backingArray();
    int base = stream.backingOffset();
    int end = base + stream.length();
    int at = base + from + 2;
    while (at < end) {
      int value = array[at];
      if (value == 1 && array[at - 1] == 0 && array[at - 2] == 0) {
        return at - 2 - base;
      }
      at += (value & 0xFE) != 0 ? 3 : 1;
    }
    return -1;
  }
}
