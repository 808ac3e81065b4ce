/// Sound made playable: what cameras send becomes the AAC that browsers know.
///
/// [FfmpegAudioAdapter] is where to start. A hub hands frames to an `AacConversion`, whose
/// `Pipeline` decodes them in Java (`PcmDecoder`), raises the sample rate (`Upsampler`), keeps time
/// (`SampleClock`) and encodes by FFmpeg (`FfmpegAacEncoder`).
package io.tidegate.transcode;
