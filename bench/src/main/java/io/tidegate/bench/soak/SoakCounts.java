package io.tidegate.bench.soak;

/// What has happened so far. Confined to one thread.
final class SoakCounts {
  long rounds;
  long connected;
  long refused;
  long vanished;
  long failures;
  long readBytes;

  @Override
  public String toString() {
    return "%d rounds: %d connected, %d refused, %d killed, %d KB read, %d failures"
        .formatted(rounds, connected, refused, vanished, readBytes / 1_000, failures);
  }
}
