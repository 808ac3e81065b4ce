package io.tidegate.gateway.recording;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The clocks of recording. Immutable.
///
/// @param now the wall clock, which recordings are named by
/// @param nanoTime the monotonic clock that frames are stamped with
public record RecordingClock(InstantSource now, LongSupplier nanoTime) {
  /// Those of the machine.
  public static final RecordingClock SYSTEM =
      new RecordingClock(InstantSource.system(), System::nanoTime);
}
