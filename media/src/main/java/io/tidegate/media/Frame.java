package io.tidegate.media;

/// One access unit of video, or one frame of audio. Immutable, any thread.
///
/// The payload has one canonical form per codec, which is what FLV and fMP4 carry as it is:
///
/// | codec | payload |
/// | --- | --- |
/// | H.264, H.265 | NAL units, each after its length in 4 bytes; no parameter sets, no access unit delimiters, no filler |
/// | AV1 | OBUs with size fields ("low overhead"), without temporal delimiters; the sequence header may stay |
/// | VP9 | one (super)frame |
/// | Motion JPEG | one JPEG image, from SOI to EOI |
/// | AAC | one raw_data_block, no ADTS |
/// | MP3, AC-3, FLAC | one frame with its header |
/// | Opus | one packet |
/// | G.711 | samples, channels interleaved |
/// | G.722 | octets of two samples each |
/// | L16 | samples of 16 bits with a sign, big-endian, channels interleaved |
///
/// @param trackId which track of the last `TracksChanged`
/// @param dts decoding time; set by the input, never recomputed by an output
/// @param pts presentation time, not before `dts`
/// @param keyFrame decoding can start here (IDR or intra recovery point, IRAP in H.265); always
///   true for audio
/// @param payload canonical form, not empty
/// @param receivedNanos `System.nanoTime()` when its last byte was read from the network
public record Frame(
    int trackId, MediaTime dts, MediaTime pts, boolean keyFrame, Bytes payload, long receivedNanos)
    implements StreamEvent {
  public Frame {
    if (pts.isBefore(dts)) {
      throw new IllegalArgumentException("presented at " + pts + " before decoded at " + dts);
    }
  }

  /// This frame at another time; the distance from DTS to PTS stays.
  public Frame shifted(MediaTime by) {
    return at(dts.plus(by), pts.plus(by));
  }

  /// This frame at other times.
  public Frame at(MediaTime newDts, MediaTime newPts) {
    return new Frame(trackId, newDts, newPts, keyFrame, payload, receivedNanos);
  }
}
