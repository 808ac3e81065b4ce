package io.tidegate.gateway.recording;

import java.io.IOException;
import java.io.InputStream;

/// A recorded file, wherever it lies. Blocks.
public interface RecordedContent {
  /// In bytes.
  long length();

  /// Some of it; the caller closes it.
  ///
  /// @param from the first byte, 0 for the beginning
  /// @param count at least one, and no more than there are
  InputStream open(long from, long count) throws IOException;
}
