package io.tidegate.transcode;

import io.tidegate.media.CodecParams;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.hub.AudioAdapter.Offer;

/// The AAC that an original becomes. Immutable.
///
/// 48 kHz wherever a whole factor leads there, else 44.1 kHz: an AAC frame has 1024 samples
/// whatever the rate, so at telephone's 8 kHz sound would lie a quarter of a second behind its
/// picture, and below 32 kHz decoders have to guess whether HE-AAC is meant
/// (`docs/decisions/0010`).
///
/// @param params AAC-LC
/// @param factor by which the sample rate is raised
/// @param bitsPerSecond what the encoder may spend
record AacFormat(CodecParams.Aac params, int factor, int bitsPerSecond) {
  static final int FRAME_SAMPLES = 1_024;

  private static final int AAC_LC = 2;
  private static final int MAX_CHANNELS = 2;

  /// @throws NotConvertible when it becomes none
  static AacFormat of(CodecParams.Audio original) throws NotConvertible {
    String title = original.codec().title();
    if (PcmDecoder.of(original) == null) {
      throw new NotConvertible(title + " is not converted to AAC");
    }
    int channels = original.channels();
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new NotConvertible(title + " of " + channels + " channels is not converted to AAC");
    }
    int factor = factor(original.sampleRate());
    if (factor == 0) {
      throw new NotConvertible(
          title + " of " + original.sampleRate() + " Hz is not converted to AAC");
    }
    int rate = original.sampleRate() * factor;
    CodecParams.Aac params =
        new CodecParams.Aac(
            AudioSpecificConfig.write(AAC_LC, rate, channels),
            AAC_LC,
            rate,
            rate,
            channels,
            FRAME_SAMPLES);
    return new AacFormat(params, factor, channels * bitsPerChannel(original.sampleRate()));
  }

  Offer offer() {
    return new Offer.Makes(params);
  }

  /// 0 where no whole factor leads to a rate of AAC that every player knows.
  private static int factor(int sampleRate) {
    return switch (sampleRate) {
      case 8_000 -> 6;
      case 11_025, 12_000 -> 4;
      case 16_000 -> 3;
      case 22_050, 24_000 -> 2;
      case 32_000, 44_100, 48_000 -> 1;
      default -> 0;
    };
  }

  /// Telephone sound has nothing above 4 kHz to spend bits on.
  private static int bitsPerChannel(int sampleRate) {
    if (sampleRate < 12_000) {
      return 40_000;
    }
    return sampleRate <= 24_000 ? 56_000 : 80_000;
  }

  /// With a sentence for the operator.
  @SuppressWarnings("serial")
  static final class NotConvertible extends Exception {
    NotConvertible(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
