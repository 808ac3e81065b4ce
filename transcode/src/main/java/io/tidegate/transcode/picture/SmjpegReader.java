package io.tidegate.transcode.picture;

import io.tidegate.media.Bytes;
import java.nio.charset.StandardCharsets;

/// Reads Loki's SDL Motion JPEG, the one container in which FFmpeg writes a picture at once and
/// with its time. Confined to one thread.
///
/// 1. [#accept] for each piece, in order;
/// 2. whatever it does not know, or is too large, breaks it: nothing comes out any more.
public final class SmjpegReader {
  /// `\0\nSMJPEG`, version, length of the whole.
  private static final int HEAD = 16;

  private static final Bytes MAGIC = Bytes.ofHex("000a534d4a504547");

  /// Tag, time, length.
  private static final int PICTURE_HEAD = 12;

  /// Tag, length.
  private static final int CHUNK_HEAD = 8;

  private static final int TAG = 4;

  /// More than any JPEG of the widest picture has.
  static final int MOST_PICTURE = 32 << 20;

  /// Of what stands before the pictures: names of tools, the size of the picture.
  static final int MOST_CHUNK = 64 << 10;

  /// Gets what comes out.
  public interface Pictures {
    /// @param ptsMs low 32 bits of the presentation time in milliseconds
    void picture(long ptsMs, Bytes jpeg) throws InterruptedException;
  }

  private final Pictures out;
  private byte[] held = new byte[1 << 16];
  private int length;
  private boolean begun;
  private boolean broken;

  public SmjpegReader(Pictures out) {
    this.out = out;
  }

  public void accept(Bytes piece) throws InterruptedException {
    if (broken) {
      return;
    }
    keep(piece);
    int at = 0;
    int step = step(at);
    while (step > 0) {
      at += step;
      step = step(at);
    }
    if (broken) {
      held = new byte[0];
      length = 0;
      return;
    }
    System.arraycopy(held, at, held, 0, length - at);
    length -= at;
  }

  /// Whether it has met what it does not know.
  public boolean isBroken() {
    return broken;
  }

  private void keep(Bytes piece) {
    int needed = length + piece.length();
    if (needed > held.length) {
      byte[] larger = new byte[Math.max(needed, 2 * held.length)];
      System.arraycopy(held, 0, larger, 0, length);
      held = larger;
    }
    piece.copyTo(held, length);
    length = needed;
  }

  /// @return how many bytes were used, 0 where more are needed
  private int step(int at) throws InterruptedException {
    int there = length - at;
    Bytes rest = Bytes.wrap(held, at, there);
    if (broken || there < TAG) {
      return 0;
    }
    if (!begun) {
      return there < HEAD ? 0 : begin(rest);
    }
    return switch (rest.slice(0, TAG).text(StandardCharsets.ISO_8859_1)) {
      case "_TXT", "_VID", "_SND" -> chunk(rest);
      case "HEND", "DONE" -> TAG;
      case "vidD" -> picture(rest);
      default -> fail();
    };
  }

  private int begin(Bytes rest) {
    begun = rest.slice(0, MAGIC.length()).equals(MAGIC);
    return begun ? HEAD : fail();
  }

  private int chunk(Bytes rest) {
    if (rest.length() < CHUNK_HEAD) {
      return 0;
    }
    long size = rest.u32(TAG);
    if (size > MOST_CHUNK) {
      return fail();
    }
    int whole = CHUNK_HEAD + (int) size;
    return rest.length() < whole ? 0 : whole;
  }

  private int picture(Bytes rest) throws InterruptedException {
    if (rest.length() < PICTURE_HEAD) {
      return 0;
    }
    long size = rest.u32(8);
    if (size > MOST_PICTURE) {
      return fail();
    }
    int whole = PICTURE_HEAD + (int) size;
    if (rest.length() < whole) {
      return 0;
    }
    out.picture(rest.u32(TAG), Bytes.wrap(rest.slice(PICTURE_HEAD, (int) size).toByteArray()));
    return whole;
  }

  private int fail() {
    broken = true;
    return 0;
  }
}
