package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.time.Instant;

/// How one worker stands. Immutable.
///
/// @param pid of its child, 0 while there is none
/// @param since when it was asked for
/// @param cpuSeconds user and system time of the present child
/// @param cpuPercent of one core, over the last second or so
/// @param rssBytes resident memory
/// @param fps frames that the child coded in a second, as it says; 0 where it does not
/// @param speed media time in a second, as it says
/// @param frames coded by the present child
/// @param restarts after the first start
/// @param lastError why the last child ended, null for never
public record WorkerView(
    String name,
    String purpose,
    State state,
    long pid,
    Instant since,
    double cpuSeconds,
    double cpuPercent,
    long rssBytes,
    double fps,
    double speed,
    long frames,
    long restarts,
    @Nullable String lastError) {
  /// Where a worker stands.
  public enum State {
    /// Another one has to end first, or fail again and again: who pauses for over a second has no
    /// place among those that run.
    WAITING,
    STARTING,
    RUNNING,
    /// It ended, and will be started again.
    RESTARTING,
    STOPPED
  }
}
