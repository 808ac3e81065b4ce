package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The header of an AC-3 or E-AC-3 frame. ETSI TS 102 366 §4.3, §E.1.2; box bodies by annex F.
///
/// @param params what a decoder needs
/// @param frameLength bytes of the frame, header included
public record Ac3Header(CodecParams.Ac3 params, int frameLength) {
  /// Bytes that [#parse] needs.
  public static final int LENGTH = 8;

  private static final int SYNC_WORD = 0x0B77;
  private static final int[] RATES = {48_000, 44_100, 32_000};

  /// Full-bandwidth channels by acmod, table 4.3.
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

  /// Nominal kbit/s by half of frmsizecod, table 4.13.
  private static final int[] KILOBITS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  private static final int[] BLOCKS = {1, 2, 3, 6};
  private static final int SAMPLES_PER_BLOCK = 256;

  /// @throws MalformedException also when no frame starts at `at`
  public static Ac3Header parse(Bytes data, int at) throws MalformedException {
    if (at + LENGTH > data.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an AC-3 header");
    }
    if (data.u16(at) != SYNC_WORD) {
      throw new MalformedException(Reason.LOST_SYNC, at, "no AC-3 sync word");
    }
    int bsid = data.u8(at + 5) >> 3;
    if (bsid > 16) {
      throw new MalformedException(Reason.BAD_VALUE, at, "AC-3 bsid " + bsid);
    }
    return bsid > 10 ? enhanced(data.slice(at), bsid) : plain(data.slice(at), bsid);
  }

  private static Ac3Header plain(Bytes frame, int bsid) throws MalformedException {
    BitReader in = new BitReader(frame);
    in.skip(32); // syncword, crc1
    int rateCode = in.readBits(2);
    int sizeCode = in.readBits(6);
    if (rateCode == 3 || sizeCode >= 2 * KILOBITS.length) {
      throw new MalformedException(Reason.BAD_VALUE, 4, "reserved AC-3 rate");
    }
    in.skip(5); // bsid
    int mode = in.readBits(3); // bsmod
    int acmod = in.readBits(3);
    if ((acmod & 1) != 0 && acmod != 1) {
      in.skip(2); // cmixlev
    }
    if ((acmod & 4) != 0) {
      in.skip(2); // surmixlev
    }
    if (acmod == 2) {
      in.skip(2); // dsurmod
    }
    int lfe = in.readBits(1);
    int rate = RATES[rateCode];
    int kilobits = KILOBITS[sizeCode / 2];
    int words = 96_000 * kilobits / rate + (rateCode == 1 ? sizeCode & 1 : 0);
    // §F.4: fscod 2, bsid 5, bsmod 3, acmod 3, lfeon 1, bit_rate_code 5, reserved 5
    int box =
        rateCode << 22 | bsid << 17 | mode << 14 | acmod << 11 | lfe << 10 | (sizeCode / 2) << 5;
    CodecParams.Ac3 params =
        new CodecParams.Ac3(
            false,
            rate,
            CHANNELS[acmod] + lfe,
            6 * SAMPLES_PER_BLOCK,
            Bytes.of(box >> 16, box >> 8, box));
    return new Ac3Header(params, 2 * words);
  }

  private static Ac3Header enhanced(Bytes frame, int bsid) throws MalformedException {
    BitReader in = new BitReader(frame);
    in.skip(16 + 2 + 3); // syncword, strmtyp, substreamid
    int length = 2 * (in.readBits(11) + 1);
    int rateCode = in.readBits(2);
    int half = rateCode == 3 ? in.readBits(2) : 0;
    if (rateCode == 3 && half == 3) {
      throw new MalformedException(Reason.BAD_VALUE, 4, "reserved E-AC-3 rate");
    }
    int blocks = rateCode == 3 ? 6 : BLOCKS[in.readBits(2)];
    int rate = rateCode == 3 ? RATES[half] / 2 : RATES[rateCode];
    int acmod = in.readBits(3);
    int lfe = in.readBits(1);
    int samples = blocks * SAMPLES_PER_BLOCK;
    int kilobits = (int) (length * 8L * rate / samples / 1000);
    // §F.6: data_rate 13, num_ind_sub 3; fscod 2, bsid 5, reserved 1, asvc 1, bsmod 3, acmod 3,
    // lfeon 1, reserved 3, num_dep_sub 4, reserved 1
    int tail = rateCode << 22 | bsid << 17 | acmod << 9 | lfe << 8;
    Bytes box = Bytes.of(kilobits >> 5, kilobits << 3, tail >> 16, tail >> 8, tail);
    return new Ac3Header(
        new CodecParams.Ac3(true, rate, CHANNELS[acmod] + lfe, samples, box), length);
  }
}
