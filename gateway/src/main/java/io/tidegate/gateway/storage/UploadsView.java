package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;
import java.time.Instant;

/// The uploads of one profile. Immutable snapshot.
///
/// @param waiting files, those on their way among them
/// @param waitingBytes of them
/// @param oldest when the first of them was queued, null for none
/// @param running on their way
/// @param counts since the start
/// @param problem of the last failure, null since something went well
/// @param failingSince since when the profile itself takes nothing, null while it does
public record UploadsView(
    long waiting,
    long waitingBytes,
    @Nullable Instant oldest,
    int running,
    Counts counts,
    @Nullable Problem problem,
    @Nullable Instant failingSince) {
  /// Since the start.
  ///
  /// @param stored files that are there, compared
  /// @param storedBytes of them
  /// @param sentBytes that went out, those of broken uploads among them
  /// @param failures attempts
  /// @param refused files that found no room in the queue
  /// @param lost files that were gone before they were sent
  public record Counts(
      long stored, long storedBytes, long sentBytes, long failures, long refused, long lost) {}

  /// The last failure, in words.
  public record Problem(Instant at, String message, String advice) {}
}
