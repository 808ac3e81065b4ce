package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.List;

/// The header of an AC-3 or E-AC-3 frame. ETSI TS 102 366 §4.3, §E.1.2; box bodies by annex F.
///
/// A frame of E-AC-3 is one substream; [Ac3AccessUnit] looks at all that belong together.
///
/// @param params what a decoder of this frame alone needs
/// @param frameLength bytes of the frame, header included
public record Ac3Header(CodecParams.Ac3 params, int frameLength) {
  /// Bytes that [#parse] needs.
  public static final int LENGTH = 8;

  static final int SAMPLES_PER_BLOCK = 256;
  static final int[] RATES = {48_000, 44_100, 32_000};

  /// Full-bandwidth channels by acmod, table 4.3.
  static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

  private static final int SYNC_WORD = 0x0B77;

  /// Decoders of §4.4.2.1 mute what is over it; 9 and 10 are half and quarter rates that one maker
  /// of encoders used.
  private static final int MAX_PLAIN = 8;

  /// §E.1.3.1.6: 16, with room below for versions that decoders of it can read.
  private static final int FIRST_ENHANCED = 11;

  /// Nominal kbit/s by half of frmsizecod, table 4.13.
  private static final int[] KILOBITS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  /// @throws MalformedException also when no frame starts at `at`
  public static Ac3Header parse(Bytes data, int at) throws MalformedException {
    if (at + LENGTH > data.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an AC-3 header");
    }
    if (!startsAt(data, at)) {
      throw new MalformedException(Reason.LOST_SYNC, at, "no AC-3 sync word");
    }
    int bsid = bsid(data, at);
    if (bsid >= FIRST_ENHANCED) {
      Eac3Substream substream = Eac3Substream.parse(data.slice(at));
      return new Ac3Header(Eac3Substream.params(List.of(substream)), substream.frameLength());
    }
    if (bsid > MAX_PLAIN) {
      throw new MalformedException(Reason.UNSUPPORTED, at, "AC-3 of bsid " + bsid);
    }
    return plain(data.slice(at), bsid);
  }

  /// True where a sync word is. Needs two bytes.
  public static boolean startsAt(Bytes data, int at) {
    return data.u16(at) == SYNC_WORD;
  }

  /// True for a frame of E-AC-3. Needs [#LENGTH] bytes.
  static boolean isEnhanced(Bytes data, int at) {
    return bsid(data, at) >= FIRST_ENHANCED;
  }

  /// bsid stands at the same place in both syntaxes.
  private static int bsid(Bytes data, int at) {
    return data.u8(at + 5) >> 3;
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
}
