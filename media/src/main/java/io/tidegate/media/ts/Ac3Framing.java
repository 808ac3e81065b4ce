package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.Ac3Header;

/// Frames of AC-3 and E-AC-3. Dependent and further substreams of E-AC-3 stay with the frame that
/// they extend.
final class Ac3Framing implements AudioFraming {
  private CodecParams.@Nullable Ac3 params;

  @Override
  public int headerLength() {
    return Ac3Header.LENGTH;
  }

  @Override
  public boolean mayStart(Bytes data, int at) {
    return data.u16(at) == 0x0B77;
  }

  @Override
  public AudioUnit parse(Bytes data, int at) throws MalformedException {
    Ac3Header header = Ac3Header.parse(data, at);
    boolean extension = continues(data, at);
    CodecParams.Ac3 current = params;
    if (current == null || (!extension && !isSame(current, header.params()))) {
      current = header.params();
      params = current;
    }
    return new AudioUnit(0, header.frameLength(), 1, current);
  }

  // ETSI TS 102 366 §E.1.2.2: strmtyp (1 is dependent), substreamid; bsid over 10 is E-AC-3
  @Override
  public boolean continues(Bytes data, int at) {
    boolean enhanced = data.u8(at + 5) >> 3 > 10;
    int streamType = data.u8(at + 2) >> 6;
    int substream = data.u8(at + 2) >> 3 & 7;
    return enhanced && (streamType == 1 || substream > 0);
  }

  /// The rate in `dec3` goes up and down with each frame; that is no change of the parameters.
  private static boolean isSame(CodecParams.Ac3 known, CodecParams.Ac3 next) {
    return known.enhanced() == next.enhanced()
        && known.sampleRate() == next.sampleRate()
        && known.channels() == next.channels()
        && known.samplesPerFrame() == next.samplesPerFrame();
  }
}
