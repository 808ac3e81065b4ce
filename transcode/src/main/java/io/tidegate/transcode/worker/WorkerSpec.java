package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.util.List;

/// A child that runs on, FFmpeg, and is started again whenever it ends. Immutable.
///
/// @param name in the table of workers and in the log, without secrets
/// @param purpose what it is for: `renditions`, `test-pattern`
/// @param arguments of the child that starts now, asked for on the worker's thread: without the
///   program's name, and without `-progress`, `-nostats`, log level and the like. [#place] stands
///   for the address of an output. None at all: there is nothing to do now, and it is asked again
/// @param outputs names of what it writes beside its standard output, each a socket that we read
/// @param traceParent of the W3C's trace context, null for none
public record WorkerSpec(
    String name,
    String purpose,
    Arguments arguments,
    List<String> outputs,
    @Nullable String traceParent) {
  /// Of one child.
  @FunctionalInterface
  public interface Arguments {
    /// May block.
    List<String> get() throws InterruptedException;
  }

  public WorkerSpec {
    outputs = List.copyOf(outputs);
  }

  /// Of a child that always has the same arguments.
  public static WorkerSpec of(
      String name, String purpose, List<String> arguments, List<String> outputs) {
    List<String> always = List.copyOf(arguments);
    return new WorkerSpec(name, purpose, () -> always, outputs, null);
  }

  /// Stands in the arguments for the address of an output.
  public static String place(String output) {
    return "{" + output + "}";
  }
}
