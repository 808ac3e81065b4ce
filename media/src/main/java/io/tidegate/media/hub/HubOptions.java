package io.tidegate.media.hub;

import io.tidegate.media.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How hubs behave and what they stand on. Immutable.
///
/// @param gopBytes most payload kept for late joiners; a longer GOP is not replayed
/// @param gopDuration longest GOP kept for late joiners
/// @param handOver most payload on its way from a publisher's loop to a hub on another loop; past
///   it, frames are dropped up to a key frame
/// @param silence a publisher that sent nothing for so long no longer holds its key
/// @param audioAdapter converts sound for outputs that cannot carry it
/// @param addSilence whether pictures without sound get silence beside them
/// @param latency where hubs and feeds count how long frames are under way
/// @param nanoTime the monotonic clock, `System::nanoTime` outside tests
/// @param now the wall clock
/// @param bugs told of exceptions that a sink or observer should never have thrown; logs them
public record HubOptions(
    DataSize gopBytes,
    Duration gopDuration,
    DataSize handOver,
    Duration silence,
    AudioAdapter audioAdapter,
    boolean addSilence,
    StageLatency latency,
    LongSupplier nanoTime,
    Supplier<Instant> now,
    Consumer<Throwable> bugs) {

  /// 16 MB or 20 s of GOP (a 10 s GOP of 12 Mbit/s), 8 MB of hand-over, 3 s of silence.
  public static HubOptions defaults(Consumer<Throwable> bugs) {
    return new HubOptions(
        DataSize.ofMegabytes(16),
        Duration.ofSeconds(20),
        DataSize.ofMegabytes(8),
        Duration.ofSeconds(3),
        AudioAdapter.NONE,
        false,
        new StageLatency(),
        System::nanoTime,
        Instant::now,
        bugs);
  }

  public HubOptions withAudioAdapter(AudioAdapter adapter) {
    return new HubOptions(
        gopBytes,
        gopDuration,
        handOver,
        silence,
        adapter,
        addSilence,
        latency,
        nanoTime,
        now,
        bugs);
  }

  public HubOptions withSilence(boolean added) {
    return new HubOptions(
        gopBytes,
        gopDuration,
        handOver,
        silence,
        audioAdapter,
        added,
        latency,
        nanoTime,
        now,
        bugs);
  }
}
