package io.tidegate.transcode;

import io.tidegate.media.Bytes;

/// One encoder of AAC. Confined to one thread.
interface AacEncoder extends AutoCloseable {
  /// Makes one, on the thread that will use it.
  interface Factory {
    AacEncoder open(AacFormat format) throws EncoderException;
  }

  /// Takes what the encoder has made.
  interface Packets {
    /// @param sample where the frame's first sample lies, counted from the first one encoded;
    ///   negative for the encoder's run-in
    void packet(long sample, Bytes payload);
  }

  /// Encodes [AacFormat#FRAME_SAMPLES] samples of each channel, from -1 to 1.
  void encode(float[][] channels, Packets out) throws EncoderException;

  @Override
  void close();

  /// The encoder, or its library, does not work.
  @SuppressWarnings("serial")
  final class EncoderException extends Exception {
    EncoderException(String reason) {
      super(reason);
    }

    EncoderException(String reason, Throwable cause) {
      super(reason, cause);
    }

    /// A sentence for the operator.
    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
