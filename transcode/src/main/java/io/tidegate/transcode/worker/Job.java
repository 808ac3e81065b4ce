package io.tidegate.transcode.worker;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import java.time.Duration;
import java.util.List;

/// A run of a child that ends by itself. Immutable.
///
/// @param name what logs and the table of workers call it, without secrets
/// @param arguments without the program's name
/// @param input what it reads on its standard input, whole; empty for an input that is at its end
/// @param mostOutput it is killed when it writes more to its standard output
/// @param limit it is killed when it runs longer, from its start on
public record Job(
    String name,
    Program program,
    List<String> arguments,
    Bytes input,
    DataSize mostOutput,
    Duration limit) {
  public Job {
    arguments = List.copyOf(arguments);
  }
}
