package io.tidegate.transcode;

import io.tidegate.media.Bytes;

/// G.711: one byte a sample. ITU-T G.711 tables 1a to 2b.
final class G711Decoder implements PcmDecoder {
  private static final short[] A_LAW = new short[256];
  private static final short[] MU_LAW = new short[256];

  static {
    for (int code = 0; code < 256; code++) {
      A_LAW[code] = aLaw(code);
      MU_LAW[code] = muLaw(code);
    }
  }

  private final short[] table;
  private final int channels;

  G711Decoder(boolean isALaw, int channels) {
    this.table = isALaw ? A_LAW : MU_LAW;
    this.channels = channels;
  }

  @Override
  public short[] decode(Bytes payload) {
    short[] samples = new short[payload.length() / channels * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = table[payload.u8(i)];
    }
    return samples;
  }

  @Override
  public int bytesPerStep() {
    return channels;
  }

  @Override
  public int samplesPerStep() {
    return 1;
  }

  /// Even bits are inverted on the wire; sign, three bits of segment, four of the step in it. 13
  /// bits, put at the top of 16.
  private static short aLaw(int code) {
    int plain = code ^ 0x55;
    int segment = (plain >> 4) & 7;
    int middle = (plain & 0xF) * 2 + 1;
    int magnitude = segment == 0 ? middle : (middle + 32) << (segment - 1);
    int scaled = magnitude << 3;
    return (short) ((plain & 0x80) != 0 ? scaled : -scaled);
  }

  /// All bits are inverted on the wire; segments lie on a bias of 33 in 14 bits, put at the top of
  /// 16.
  private static short muLaw(int code) {
    int plain = ~code & 0xFF;
    int segment = (plain >> 4) & 7;
    int magnitude = (((plain & 0xF) * 2 + 33) << segment) - 33;
    int scaled = magnitude << 2;
    return (short) ((plain & 0x80) != 0 ? -scaled : scaled);
  }
}
