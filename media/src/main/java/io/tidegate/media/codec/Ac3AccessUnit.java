package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// What sounds at one time: a frame of AC-3, or the independent substream 0 of E-AC-3 with the
/// substreams that go with it. ETSI TS 102 366 §E.1.3.1.1, §E.1.3.1.2.
public final class Ac3AccessUnit {
  /// More frames than this never belong together: eight programs with eight additions each.
  public static final int MAX_FRAMES = Eac3Substream.MAX_SUBSTREAMS;

  private Ac3AccessUnit() {}

  /// Whether the frame at `at` belongs to the unit that the frames before it began.
  ///
  /// @param data [Ac3Header#LENGTH] bytes and more from `at` on
  public static boolean continues(Bytes data, int at) {
    int streamType = data.u8(at + 2) >> 6;
    int substream = data.u8(at + 2) >> 3 & 7;
    return Ac3Header.isEnhanced(data, at)
        && (streamType == Eac3Substream.DEPENDENT || substream > 0);
  }

  /// What a decoder needs from this unit on.
  ///
  /// @param before what it was set up with: given back itself when nothing but the bit rate is
  ///   another, which goes up and down with every frame of E-AC-3 and sets no decoder up anew
  public static CodecParams.Ac3 params(Bytes unit, CodecParams.@Nullable Ac3 before)
      throws MalformedException {
    Ac3Header header = Ac3Header.parse(unit, 0);
    CodecParams.Ac3 now = header.params();
    if (now.enhanced()) {
      now = Eac3Substream.params(substreams(unit));
    }
    return before != null && differInRateOnly(before, now) ? before : now;
  }

  private static List<Eac3Substream> substreams(Bytes unit) throws MalformedException {
    List<Eac3Substream> substreams = new ArrayList<>();
    int at = 0;
    boolean more = true;
    while (more) {
      Eac3Substream substream = Eac3Substream.parse(unit.slice(at));
      substreams.add(substream);
      at += substream.frameLength();
      more =
          unit.length() - at >= Ac3Header.LENGTH
              && substreams.size() < MAX_FRAMES
              && Ac3Header.startsAt(unit, at)
              && continues(unit, at);
    }
    return substreams;
  }

  private static boolean differInRateOnly(CodecParams.Ac3 before, CodecParams.Ac3 now) {
    return before.enhanced() == now.enhanced()
        && before.sampleRate() == now.sampleRate()
        && before.channels() == now.channels()
        && before.samplesPerFrame() == now.samplesPerFrame()
        && withoutRate(before).equals(withoutRate(now));
  }

  /// The box without `data_rate` of `dec3`, its first 13 bits; without `bit_rate_code` of `dac3`,
  /// five bits before the last five.
  private static Bytes withoutRate(CodecParams.Ac3 params) {
    byte[] box = params.config().toByteArray();
    if (params.enhanced()) {
      box[0] = 0;
      box[1] &= 7;
    } else {
      box[1] &= (byte) 0xFC;
      box[2] = 0;
    }
    return Bytes.wrap(box);
  }
}
