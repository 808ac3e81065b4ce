package io.tidegate.transcode;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;

/// Sound in Tidegate's canonical form → samples of 16 bits, channels interleaved. Confined to one
/// thread; any bytes are legal input.
sealed interface PcmDecoder permits G711Decoder, G722Decoder, L16Decoder {
  /// The samples of `payload`; a part of a sample at its end is ignored.
  short[] decode(Bytes payload);

  /// Bytes that should not be cut apart: one sample of every channel.
  int bytesPerStep();

  /// Samples, per channel, of one step.
  int samplesPerStep();

  /// The decoder of a coding, null when Tidegate has none in Java.
  static @Nullable PcmDecoder of(CodecParams.Audio params) {
    return switch (params) {
      case CodecParams.G711 g711 -> new G711Decoder(g711.aLaw(), g711.channels());
      case CodecParams.G722 g722 -> g722.channels() == 1 ? new G722Decoder() : null;
      case CodecParams.Pcm pcm -> new L16Decoder(pcm.channels());
      case CodecParams.Aac _,
          CodecParams.MpegAudio _,
          CodecParams.Opus _,
          CodecParams.Flac _,
          CodecParams.Ac3 _ ->
          null;
    };
  }
}
