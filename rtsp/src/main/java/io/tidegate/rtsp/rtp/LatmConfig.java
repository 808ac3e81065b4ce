package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.BitReader;

/// A StreamMuxConfig of one program with one layer. ISO/IEC 14496-3 §1.7.3. Immutable.
///
/// @param params of the AAC inside
/// @param frames in one AudioMuxElement
record LatmConfig(CodecParams.Aac params, int frames) {
  private static final int SBR = 5;
  private static final int PS = 29;
  private static final int ESCAPE = 31;

  /// syncExtensionType. §1.6.2.1
  private static final int SYNC_EXTENSION = 0x2B7;

  private static final int PS_EXTENSION = 0x548;

  /// From frameLengthType to crcCheckPresent without what they announce.
  private static final int REST_BITS = 13;

  private static final int EXPLICIT_RATE = 15;

  /// Reads the config at the position of `in`, which moves behind it.
  ///
  /// @param whole what `in` reads from
  static LatmConfig parse(Bytes whole, BitReader in)
      throws MalformedException, UnsupportedException {
    boolean version = in.readFlag(); // audioMuxVersion
    boolean sameTiming = in.readFlag(); // allStreamsSameTimeFraming
    int frames = in.readBits(6) + 1; // numSubFrames
    int programs = in.readBits(4);
    int layers = in.readBits(3);
    if (version || !sameTiming || programs > 0 || layers > 0) {
      throw new UnsupportedException("LATM of version 1, or of several programs, is not carried");
    }
    CodecParams.Aac params = audioSpecificConfig(whole, in);
    skipSyncExtension(whole, in);
    if (in.bitsLeft() < REST_BITS) {
      return new LatmConfig(params, frames); // GStreamer's rtpmp4apay writes no further
    }
    if (in.readBits(3) != 0) { // frameLengthType
      throw new UnsupportedException("LATM with frames of fixed length is not carried");
    }
    in.skip(8); // latmBufferFullness
    if (in.readFlag()) { // otherDataPresent: its length in bytes with an escape each
      while (in.readFlag()) {
        in.skip(8);
      }
      in.skip(8);
    }
    if (in.readFlag()) { // crcCheckPresent
      in.skip(8);
    }
    return new LatmConfig(params, frames);
  }

  /// The AudioSpecificConfig, which begins at any bit and does not tell its length. §1.6.2.1
  private static CodecParams.Aac audioSpecificConfig(Bytes whole, BitReader in)
      throws MalformedException, UnsupportedException {
    int start = in.position();
    int objectType = objectType(in);
    skipRate(in);
    int channels = in.readBits(4);
    if (objectType == SBR || objectType == PS) {
      skipRate(in);
      objectType(in);
    }
    in.skip(1); // frameLengthFlag
    if (in.readFlag()) { // dependsOnCoreCoder
      in.skip(14); // coreCoderDelay
    }
    in.skip(1); // extensionFlag
    if (channels == 0) {
      throw new UnsupportedException("LATM with a program config element is not carried");
    }
    int bits = in.position() - start;
    BitReader again = new BitReader(whole);
    again.skip(start);
    ByteWriter config = new ByteWriter();
    for (int left = bits; left > 0; left -= 8) {
      int count = Math.min(8, left);
      config.u8(again.readBits(count) << (8 - count));
    }
    return AudioSpecificConfig.parse(config.toBytes());
  }

  /// GStreamer's rtpmp4apay copies FFmpeg's AudioSpecificConfig whole, with the extension that
  /// tells of SBR behind it. §1.6.5; in its place stands a frameLengthType that is reserved.
  private static void skipSyncExtension(Bytes whole, BitReader in) throws MalformedException {
    if (nextBits(whole, in) != SYNC_EXTENSION) {
      return;
    }
    in.skip(11);
    if (objectType(in) == SBR && in.readFlag()) {
      skipRate(in);
      if (nextBits(whole, in) == PS_EXTENSION) {
        in.skip(12);
      }
    }
  }

  /// The next eleven, which stay unread; -1 when there are not so many.
  private static int nextBits(Bytes whole, BitReader in) throws MalformedException {
    if (in.bitsLeft() < 12) {
      return -1;
    }
    BitReader ahead = new BitReader(whole);
    ahead.skip(in.position());
    return ahead.readBits(11);
  }

  private static int objectType(BitReader in) throws MalformedException {
    int type = in.readBits(5);
    if (type == ESCAPE) {
      throw new MalformedException(Reason.UNSUPPORTED, "LATM of another coding than AAC");
    }
    return type;
  }

  private static void skipRate(BitReader in) throws MalformedException {
    if (in.readBits(4) == EXPLICIT_RATE) {
      in.skip(24);
    }
  }
}
