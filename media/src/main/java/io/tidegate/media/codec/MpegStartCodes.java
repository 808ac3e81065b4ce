package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The start codes of MPEG-1 and MPEG-2 video. ISO/IEC 13818-2 §6.2.1, table 6-1.
public final class MpegStartCodes {
  public static final int PICTURE = 0x00;
  public static final int USER_DATA = 0xB2;
  public static final int SEQUENCE_HEADER = 0xB3;
  public static final int EXTENSION = 0xB5;
  public static final int GROUP = 0xB8;

  private static final int FIRST_SLICE = 0x01;
  private static final int LAST_SLICE = 0xAF;

  /// 0 0 1 and the code.
  static final int LENGTH = 4;

  private MpegStartCodes() {}

  /// The coded pictures of a frame, each with the headers before it: two where it is two fields.
  /// What comes before the first start code goes with the first. Slices of `frame`, not copies.
  public static List<Bytes> splitPictures(Bytes frame) {
    List<Bytes> pictures = new ArrayList<>(2);
    int from = 0;
    boolean hasPicture = false;
    for (int at = next(frame, 0); at >= 0; at = next(frame, at + LENGTH)) {
      int code = codeAt(frame, at);
      if (hasPicture && beginsPicture(code)) {
        pictures.add(frame.slice(from, at - from));
        from = at;
        hasPicture = false;
      }
      hasPicture |= code == PICTURE;
    }
    pictures.add(frame.slice(from));
    return pictures;
  }

  /// Where the next start code begins whose last byte is there, at or after `from`; -1 without one.
  public static int next(Bytes stream, int from) {
    int at = AnnexB.startCode(stream, from);
    return at < 0 || at + LENGTH > stream.length() ? -1 : at;
  }

  /// The code of the start code at `at`.
  public static int codeAt(Bytes stream, int at) {
    return stream.u8(at + LENGTH - 1);
  }

  /// Whether a picture may begin here, with what belongs to it.
  public static boolean beginsPicture(int code) {
    return code == PICTURE || code == SEQUENCE_HEADER || code == GROUP;
  }

  public static boolean isSlice(int code) {
    return code >= FIRST_SLICE && code <= LAST_SLICE;
  }
}
