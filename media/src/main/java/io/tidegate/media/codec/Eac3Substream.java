package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.List;

/// A frame of E-AC-3: one substream of an access unit. ETSI TS 102 366 §E.1.2.2. Immutable.
///
/// @param streamType strmtyp: [#DEPENDENT], or independent
/// @param id substreamid, 0 to 7; dependent ones count from 0 behind each independent one
/// @param frameLength bytes, header included, 2 to 4096
/// @param rateCode fscod, 3 for the half rates
/// @param blocks audio blocks of 256 samples: 1, 2, 3 or 6
/// @param channelMap chanmap, 0 without
record Eac3Substream(
    int streamType,
    int id,
    int frameLength,
    int rateCode,
    int sampleRate,
    int blocks,
    int bsid,
    int acmod,
    int lfe,
    int channelMap) {
  /// strmtyp of a substream that adds channels to the independent one before it.
  static final int DEPENDENT = 1;

  /// num_ind_sub and num_dep_sub have three and four bits, substreamid has three.
  static final int MAX_SUBSTREAMS = 8 * (1 + 8);

  /// §E.1.3.1.6: decoders mute what is over it.
  private static final int MAX_BSID = 16;

  private static final int[] BLOCKS = {1, 2, 3, 6};

  /// Bits of two programs' dialnorm, compre and compr, of chanmape and chanmap. No frame is so
  /// short that it ends before them, but a header that is looked at alone does.
  private static final int UP_TO_CHANNEL_MAP = 2 * (5 + 1 + 8) + 1 + 16;

  /// Table E.1.4, whose bit 0 is the highest: Lc/Rc to Cvh, which `chan_loc` has in reverse order.
  private static final int FIRST_EXTRA_LOCATION = 1 << 10;

  private static final int EXTRA_LOCATIONS = 8;
  private static final int SECOND_LFE = 1 << 1;

  /// Table E.1.4: Lc/Rc, Lrs/Rrs, Lsd/Rsd, Lw/Rw, Lvh/Rvh, Lts/Rts.
  private static final int EXTRA_PAIRS = 1 << 10 | 1 << 9 | 1 << 6 | 1 << 5 | 1 << 4 | 1 << 2;

  /// Cs, Ts, Cvh, LFE2.
  private static final int EXTRA_SINGLES = 1 << 8 | 1 << 7 | 1 << 3 | SECOND_LFE;

  private static final int MAX_DATA_RATE = (1 << 13) - 1;

  /// @param frame at least [Ac3Header#LENGTH] bytes from the sync word on; more where there are
  static Eac3Substream parse(Bytes frame) throws MalformedException {
    BitReader in = new BitReader(frame);
    in.skip(16); // syncword
    int streamType = in.readBits(2);
    if (streamType == 3) {
      throw new MalformedException(Reason.BAD_VALUE, 2, "reserved E-AC-3 stream type");
    }
    int id = in.readBits(3);
    int length = 2 * (in.readBits(11) + 1);
    int rateCode = in.readBits(2);
    int half = rateCode == 3 ? in.readBits(2) : 0; // fscod2
    if (half == 3) {
      throw new MalformedException(Reason.BAD_VALUE, 4, "reserved E-AC-3 rate");
    }
    int blocks = rateCode == 3 ? 6 : BLOCKS[in.readBits(2)];
    int rate = rateCode == 3 ? Ac3Header.RATES[half] / 2 : Ac3Header.RATES[rateCode];
    int acmod = in.readBits(3);
    int lfe = in.readBits(1);
    int bsid = in.readBits(5);
    if (bsid > MAX_BSID) {
      throw new MalformedException(Reason.BAD_VALUE, 5, "E-AC-3 of bsid " + bsid);
    }
    boolean hasMap = streamType == DEPENDENT && in.bitsLeft() >= UP_TO_CHANNEL_MAP;
    int map = hasMap ? channelMap(in, acmod) : 0;
    return new Eac3Substream(streamType, id, length, rateCode, rate, blocks, bsid, acmod, lfe, map);
  }

  private static int channelMap(BitReader in, int acmod) throws MalformedException {
    int programs = acmod == 0 ? 2 : 1; // 1+1 mode has two
    for (int i = 0; i < programs; i++) {
      in.skip(5); // dialnorm
      if (in.readFlag()) { // compre
        in.skip(8); // compr
      }
    }
    return in.readFlag() ? in.readBits(16) : 0; // chanmape, chanmap
  }

  boolean isDependent() {
    return streamType == DEPENDENT;
  }

  /// What a decoder of one access unit needs; `dec3` by §F.6.
  ///
  /// bsmod and asvc are far into the frame behind metadata of variable length; they are told as 0,
  /// the complete main service.
  ///
  /// @param unit the first one independent, each followed by those that depend on it
  static CodecParams.Ac3 params(List<Eac3Substream> unit) {
    Eac3Substream first = unit.get(0);
    int samples = first.blocks * Ac3Header.SAMPLES_PER_BLOCK;
    long bytes = unit.stream().mapToLong(Eac3Substream::frameLength).sum();
    long kilobits = Math.min(MAX_DATA_RATE, bytes * 8 * first.sampleRate / samples / 1000);
    long independent = unit.stream().filter(substream -> !substream.isDependent()).count();
    ByteWriter box = new ByteWriter(2 + 4 * (int) independent);
    box.u16((int) (kilobits << 3 | Math.max(0, independent - 1))); // data_rate, num_ind_sub
    int extraOfFirst = 0;
    int at = 0;
    while (at < unit.size()) {
      int next = at + 1;
      int extra = 0;
      while (next < unit.size() && unit.get(next).isDependent()) {
        extra |= unit.get(next).channelMap;
        next++;
      }
      unit.get(at).describe(box, next - at - 1, extra);
      extraOfFirst = at == 0 ? extra : extraOfFirst;
      at = next;
    }
    int channels = Ac3Header.CHANNELS[first.acmod] + first.lfe + extraChannels(extraOfFirst);
    return new CodecParams.Ac3(true, first.sampleRate, channels, samples, box.toBytes());
  }

  /// fscod 2, bsid 5, reserved 1, asvc 1, bsmod 3, acmod 3, lfeon 1, reserved 3, num_dep_sub 4;
  /// then chan_loc 9, or reserved 1.
  private void describe(ByteWriter box, int dependent, int extra) {
    int fields = rateCode << 22 | bsid << 17 | acmod << 9 | lfe << 8 | dependent << 1;
    if (dependent == 0) {
      box.u24(fields);
    } else {
      int locations = locations(extra);
      box.u24(fields | locations >> 8).u8(locations);
    }
  }

  /// chan_loc of table F.6.1, whose bit 0 is the lowest.
  private static int locations(int channelMap) {
    int locations = (channelMap & SECOND_LFE) != 0 ? 1 << EXTRA_LOCATIONS : 0;
    for (int i = 0; i < EXTRA_LOCATIONS; i++) {
      locations |= (channelMap & FIRST_EXTRA_LOCATION >> i) != 0 ? 1 << i : 0;
    }
    return locations;
  }

  /// Dependent substreams carry channels of the 5.1 too, in place of the independent one's.
  private static int extraChannels(int channelMap) {
    return 2 * Integer.bitCount(channelMap & EXTRA_PAIRS)
        + Integer.bitCount(channelMap & EXTRA_SINGLES);
  }
}
