package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.MpegAudioHeader;

/// Frames of MPEG audio Layer II and III, and of AAC with ADTS where a muxer called it MPEG audio:
/// some broadcast encoders do. The layer bits tell them apart, they are 0 in ADTS alone.
final class MpegAudioFraming implements AudioFraming {
  private final AdtsFraming adts = new AdtsFraming();

  @Override
  public int headerLength() {
    return Math.max(adts.headerLength(), MpegAudioHeader.LENGTH);
  }

  @Override
  public boolean mayStart(Bytes data, int at) {
    return (data.u16(at) & 0xFFE0) == 0xFFE0;
  }

  @Override
  public AudioUnit parse(Bytes data, int at) throws MalformedException {
    if (adts.mayStart(data, at)) {
      return adts.parse(data, at);
    }
    try {
      MpegAudioHeader header = MpegAudioHeader.parse(data, at);
      return new AudioUnit(0, header.frameLength(), 1, header.params());
    } catch (UnsupportedException layerOne) {
      throw new MalformedException(Reason.UNSUPPORTED, at, String.valueOf(layerOne.getMessage()));
    }
  }
}
