package io.tidegate.transcode.ladder;

/// What is known of one encoder. Immutable.
///
/// @param codec as FFmpeg calls it
/// @param works whether it coded pictures here
/// @param reason why it did not, empty where it did
public record EncoderView(String codec, boolean works, String reason) {}
