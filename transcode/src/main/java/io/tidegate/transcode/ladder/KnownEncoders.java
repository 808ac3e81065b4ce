package io.tidegate.transcode.ladder;

/// Which encoders work on this machine, as far as that was found out. Any thread.
@FunctionalInterface
public interface KnownEncoders {
  /// Those that are known to work by now; software alone at first.
  Encoders now();

  /// The same when everything was found out. Waits for that, but no longer than some seconds; never
  /// on an event loop.
  default Encoders settled() throws InterruptedException {
    return now();
  }
}
