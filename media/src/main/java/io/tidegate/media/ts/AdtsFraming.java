package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.AdtsHeader;

/// AAC frames with ADTS headers. ISO/IEC 14496-3 §1.A.2.2.
final class AdtsFraming implements AudioFraming {
  private @Nullable AdtsHeader known;
  private CodecParams.@Nullable Aac params;

  @Override
  public int headerLength() {
    return AdtsHeader.LENGTH;
  }

  @Override
  public boolean mayStart(Bytes data, int at) {
    return (data.u16(at) & 0xFFF6) == 0xFFF0;
  }

  @Override
  public AudioUnit parse(Bytes data, int at) throws MalformedException {
    AdtsHeader header = AdtsHeader.parse(data, at);
    return new AudioUnit(
        header.headerLength(), header.frameLength(), header.rawDataBlocks(), paramsOf(header));
  }

  private CodecParams.Aac paramsOf(AdtsHeader header) throws MalformedException {
    boolean same =
        known != null
            && known.objectType() == header.objectType()
            && known.sampleRate() == header.sampleRate()
            && known.channelConfiguration() == header.channelConfiguration();
    CodecParams.Aac current = params;
    if (!same || current == null) {
      current = header.params();
      params = current;
      known = header;
    }
    return current;
  }
}
