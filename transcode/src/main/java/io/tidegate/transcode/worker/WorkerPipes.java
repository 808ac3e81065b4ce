package io.tidegate.transcode.worker;

import io.tidegate.media.Bytes;
import java.io.OutputStream;

/// What goes into a child and comes out of it. Each call is on a thread of the worker's own and may
/// block it: that holds the child up, and nobody else.
///
/// 1. [#started] whenever a child has been started;
/// 2. [#output] for each piece of each output, in order, one thread for each output;
/// 3. [#ended] when everything that the child wrote was handed over.
public interface WorkerPipes {
  /// A child runs.
  ///
  /// @param input its standard input; may be written to until [#ended], and closed so that the
  ///   child comes to its end
  void started(OutputStream input);

  /// @param output its place in [WorkerSpec#outputs]
  /// @param piece may be kept
  void output(int output, Bytes piece) throws InterruptedException;

  /// @param reason in words
  void ended(String reason);

  /// Whether the child was given work within the last second: one that has some and gets no further
  /// is replaced. Any thread.
  default boolean isFed() {
    return true;
  }
}
