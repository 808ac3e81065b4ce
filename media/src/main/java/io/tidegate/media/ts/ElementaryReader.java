package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;

/// Takes the contents of the PES packets of one stream, gives frames. Loop-confined.
///
/// 1. [#accept] for each PES packet that is whole;
/// 2. [#gap] between two of them where something is missing.
sealed interface ElementaryReader
    permits VideoReader, MpegVideoReader, FramedAudioReader, OpusReader {
  /// @param content valid during the call only
  /// @param pts of the first access unit that begins in it; null when not told
  /// @param dts the same; equal to `pts` when only that is told
  void accept(Bytes content, @Nullable MediaTime pts, @Nullable MediaTime dts);

  void gap();
}
