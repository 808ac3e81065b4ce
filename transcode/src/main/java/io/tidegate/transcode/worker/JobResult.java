package io.tidegate.transcode.worker;

import io.tidegate.media.Bytes;

/// How a [Job] came out.
public sealed interface JobResult {
  /// It ended with status 0.
  ///
  /// @param output what it wrote to its standard output
  /// @param words the last of what it wrote to its standard error, maybe empty
  record Done(Bytes output, String words) implements JobResult {}

  /// It did not start, ended with another status, or was killed.
  ///
  /// @param reason in words, the child's own where it had some
  record Failed(String reason) implements JobResult {}
}
