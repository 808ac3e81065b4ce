package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.util.List;

/// A child that runs on, FFmpeg, and is started again whenever it ends. Immutable.
///
/// @param name in the table of workers and in the log, without secrets
/// @param purpose what it is for: `renditions`, `test-pattern`
/// @param arguments without the program's name, and without `-progress`, `-nostats`, log level and
///   the like. [#place] stands for the address of an output
/// @param outputs names of what it writes beside its standard output, each a socket that we read
/// @param traceParent of the W3C's trace context, null for none
public record WorkerSpec(
    String name,
    String purpose,
    List<String> arguments,
    List<String> outputs,
    @Nullable String traceParent) {
  public WorkerSpec {
    arguments = List.copyOf(arguments);
    outputs = List.copyOf(outputs);
  }

  /// Stands in the arguments for the address of an output.
  public static String place(String output) {
    return "{" + output + "}";
  }
}
