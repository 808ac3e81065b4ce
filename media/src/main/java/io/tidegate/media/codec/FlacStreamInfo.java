package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The STREAMINFO block of FLAC. RFC 9639 §8.2.
public final class FlacStreamInfo {
  public static final int LENGTH = 34;

  private static final int MIN_BLOCK_SIZE = 16;
  private static final int MIN_BITS = 4;
  private static final Bytes MAGIC = Bytes.of('f', 'L', 'a', 'C');

  private FlacStreamInfo() {}

  /// @param block the 34 bytes, without the header of the metadata block
  public static CodecParams.Flac parse(Bytes block) throws MalformedException {
    if (block.length() < LENGTH) {
      throw new MalformedException(Reason.TRUNCATED, 0, "STREAMINFO is too short");
    }
    int smallest = block.u16(0);
    int largest = block.u16(2);
    if (smallest < MIN_BLOCK_SIZE || largest < smallest) {
      throw new MalformedException(
          Reason.BAD_VALUE, 0, "FLAC blocks of " + smallest + " to " + largest + " samples");
    }
    long fields = block.u64(10);
    int rate = (int) (fields >>> 44);
    if (rate == 0) {
      throw new MalformedException(Reason.BAD_VALUE, 10, "FLAC of 0 Hz");
    }
    int channels = (int) (fields >>> 41 & 7) + 1;
    int bits = (int) (fields >>> 36 & 31) + 1;
    if (bits < MIN_BITS) {
      throw new MalformedException(Reason.BAD_VALUE, 12, "FLAC of " + bits + " bits a sample");
    }
    return new CodecParams.Flac(
        block.slice(0, LENGTH).detached(), rate, channels, bits, smallest == largest ? largest : 0);
  }

  /// The block inside a stream's start: `fLaC`, block header, STREAMINFO. §6, §8.1
  public static CodecParams.Flac parseStreamStart(Bytes start) throws MalformedException {
    boolean hasMagic = start.length() >= 4 && start.slice(0, 4).equals(MAGIC);
    Bytes block = hasMagic ? start.slice(4) : start;
    boolean hasHeader = block.length() >= 4 + LENGTH && block.u24(1) == LENGTH;
    return parse(hasHeader ? block.slice(4) : block);
  }
}
