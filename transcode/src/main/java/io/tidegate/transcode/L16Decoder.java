package io.tidegate.transcode;

import io.tidegate.media.Bytes;

/// L16: samples as they are, big-endian. RFC 3551 §4.5.11.
final class L16Decoder implements PcmDecoder {
  private final int channels;

  L16Decoder(int channels) {
    this.channels = channels;
  }

  @Override
  public short[] decode(Bytes payload) {
    short[] samples = new short[payload.length() / bytesPerStep() * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) payload.u16(2 * i);
    }
    return samples;
  }

  @Override
  public int bytesPerStep() {
    return 2 * channels;
  }

  @Override
  public int samplesPerStep() {
    return 1;
  }
}
