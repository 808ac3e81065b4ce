package io.tidegate.gateway.alarm;

import io.tidegate.media.Nullable;
import java.time.Instant;

/// An open alarm, as others see it. Immutable snapshot.
///
/// @param id counts alarms since the start
/// @param message of the last look that found it
/// @param since when it was raised, the last time
/// @param count how often it was raised, each within [AlarmBook#MEMORY] of the time before
/// @param acknowledged who takes care of it, null for nobody yet
/// @param snoozedUntil null when it is not to be silent
public record Alarm(
    long id,
    AlarmKind kind,
    String subject,
    String message,
    Instant since,
    int count,
    @Nullable Acknowledgement acknowledged,
    @Nullable Instant snoozedUntil) {
  /// @param note empty for none
  public record Acknowledgement(String who, Instant at, String note) {}
}
