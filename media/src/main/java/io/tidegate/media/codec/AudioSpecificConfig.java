package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;

/// The AudioSpecificConfig of AAC. ISO/IEC 14496-3 §1.6.2.1.
public final class AudioSpecificConfig {
  static final int AAC_MAIN = 1;
  static final int AAC_LC = 2;
  static final int SBR = 5;
  static final int PS = 29;

  /// The longest one with a program_config_element that is full, comment and all, has 315 bytes.
  static final int MAX_LENGTH = 320;

  private static final int ESCAPE = 31;
  private static final int EXPLICIT_RATE = 15;
  private static final int SYNC_EXTENSION_SBR = 0x2B7;
  private static final int SYNC_EXTENSION_PS = 0x548;

  /// Table 1.18, by samplingFrequencyIndex.
  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  /// Table 4.82: the lowest rate that counts as the table's, by samplingFrequencyIndex.
  private static final int[] RANGES = {
    92_017, 75_132, 55_426, 46_009, 37_566, 27_713, 23_004, 18_783, 13_856, 11_502, 9_391
  };

  /// Table 1.19, by channelConfiguration.
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8};

  private AudioSpecificConfig() {}

  /// @throws UnsupportedException for an object type that is not AAC Main, LC, SSR, LTP, HE or HE
  ///   v2
  public static CodecParams.Aac parse(Bytes config)
      throws MalformedException, UnsupportedException {
    if (config.length() > MAX_LENGTH) {
      throw new MalformedException(
          Reason.LIMIT, 0, "an AudioSpecificConfig of " + config.length() + " bytes");
    }
    BitReader in = new BitReader(config);
    int objectType = readObjectType(in);
    int coreRate = readRate(in);
    int channelConfiguration = in.readBits(4);
    int outputRate = coreRate;
    int signalled = objectType;
    if (objectType == SBR || objectType == PS) {
      outputRate = readRate(in);
      objectType = readObjectType(in);
    }
    if (objectType < AAC_MAIN || objectType > 4) {
      throw new UnsupportedException("AAC object type " + objectType + " is not carried");
    }
    boolean shortFrames = in.readFlag(); // frameLengthFlag, §4.4.1
    if (in.readFlag()) { // dependsOnCoreCoder
      in.skip(14); // coreCoderDelay
    }
    in.skip(1); // extensionFlag
    int channels =
        channelConfiguration == 0
            ? ProgramConfig.channels(in)
            : tableChannels(channelConfiguration);
    if (signalled == objectType) {
      Extension extension = Extension.parse(in, coreRate, objectType);
      signalled = extension.objectType();
      outputRate = extension.rate();
    }
    if (outputRate != coreRate && outputRate != 2 * coreRate) {
      // §4.6.18.2.5: SBR doubles the rate, or leaves it where a decoder runs it downsampled
      throw new MalformedException(
          Reason.BAD_VALUE, "SBR from " + coreRate + " Hz to " + outputRate + " Hz");
    }
    if (signalled == PS) {
      channels = 2;
    }
    return new CodecParams.Aac(
        config.detached(), signalled, outputRate, coreRate, channels, shortFrames ? 960 : 1024);
  }

  /// A config of two bytes without extensions.
  ///
  /// @param objectType 1 to 4
  /// @param sampleRate one of the table's rates
  /// @param channels 1 to 6, or 8
  public static Bytes write(int objectType, int sampleRate, int channels) {
    int rateIndex = rateIndex(sampleRate);
    if (rateIndex < 0) {
      throw new IllegalArgumentException("not an AAC sample rate: " + sampleRate);
    }
    int bits = objectType << 11 | rateIndex << 7 | channelConfiguration(channels) << 3;
    return Bytes.of(bits >> 8, bits);
  }

  /// The table's index of a rate, -1 when it is not in it.
  static int rateIndex(int sampleRate) {
    for (int i = 0; i < RATES.length; i++) {
      if (RATES[i] == sampleRate) {
        return i;
      }
    }
    return -1;
  }

  /// The index that stands for any rate, by the ranges of §4.5.1.1, table 4.82.
  static int nearestRateIndex(int sampleRate) {
    int index = 0;
    while (index < RANGES.length && sampleRate < RANGES[index]) {
      index++;
    }
    return rateIndex(sampleRate) < 0 ? index : rateIndex(sampleRate);
  }

  /// channelConfiguration of a number of channels; 0 where the table has none.
  static int channelConfiguration(int channels) {
    return switch (channels) {
      case 1, 2, 3, 4, 5, 6 -> channels;
      case 8 -> 7;
      default -> 0;
    };
  }

  static int tableRate(int index) throws MalformedException {
    if (index >= RATES.length) {
      throw new MalformedException(Reason.BAD_VALUE, "reserved AAC sample rate index " + index);
    }
    return RATES[index];
  }

  static int tableChannels(int configuration) throws MalformedException {
    if (configuration >= CHANNELS.length || CHANNELS[configuration] == 0) {
      throw new MalformedException(
          Reason.BAD_VALUE, "reserved AAC channel configuration " + configuration);
    }
    return CHANNELS[configuration];
  }

  private static int readObjectType(BitReader in) throws MalformedException {
    int type = in.readBits(5);
    return type == ESCAPE ? 32 + in.readBits(6) : type;
  }

  private static int readRate(BitReader in) throws MalformedException {
    int index = in.readBits(4);
    int rate = index == EXPLICIT_RATE ? in.readBits(24) : tableRate(index);
    if (rate < 1 || rate > 192_000) {
      throw new MalformedException(Reason.BAD_VALUE, "AAC sample rate of " + rate + " Hz");
    }
    return rate;
  }

  /// SBR and PS told behind the config, where old decoders do not look. §1.6.6.1
  private record Extension(int objectType, int rate) {
    static Extension parse(BitReader in, int coreRate, int objectType) throws MalformedException {
      Extension none = new Extension(objectType, coreRate);
      if (in.bitsLeft() < 16 || in.readBits(11) != SYNC_EXTENSION_SBR) {
        return none;
      }
      if (readObjectType(in) != SBR || in.bitsLeft() < 1 || !in.readFlag()) {
        return none;
      }
      int rate = readRate(in);
      boolean ps = in.bitsLeft() >= 12 && in.readBits(11) == SYNC_EXTENSION_PS && in.readFlag();
      return new Extension(ps ? PS : SBR, rate);
    }
  }

  /// program_config_element, §4.5.1.2: only its channel count is of interest.
  private static final class ProgramConfig {
    static int channels(BitReader in) throws MalformedException {
      in.skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
      int front = in.readBits(4);
      int side = in.readBits(4);
      int back = in.readBits(4);
      int lfe = in.readBits(2);
      int data = in.readBits(3);
      int coupling = in.readBits(4);
      for (int mixdown = 0; mixdown < 2; mixdown++) {
        if (in.readFlag()) {
          in.skip(4);
        }
      }
      if (in.readFlag()) {
        in.skip(3); // matrix_mixdown_idx, pseudo_surround_enable
      }
      int channels = lfe;
      for (int i = 0; i < front + side + back; i++) {
        channels += in.readFlag() ? 2 : 1;
        in.skip(4);
      }
      in.skip(4 * (lfe + data) + 5 * coupling);
      in.align();
      in.skip(8 * in.readBits(8)); // comment_field_data
      if (channels == 0) {
        throw new MalformedException(Reason.BAD_VALUE, "an AAC program without channels");
      }
      return channels;
    }
  }
}
