package io.tidegate.gateway.tap;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.List;

/// How a tap stands. Immutable.
///
/// @param frames pictures that were made
/// @param dropped frames of which none was made, because too many came or nobody had time
/// @param failed key frames that could not be decoded
/// @param lastError why there was none the last time, null after one that was well
public record TapView(
    StreamKey key,
    String name,
    State state,
    long frames,
    long dropped,
    long failed,
    @Nullable String lastError,
    List<TapReceiverView> receivers) {
  public TapView {
    receivers = List.copyOf(receivers);
  }

  TapView with(@Nullable String problem, List<TapReceiverView> now) {
    return new TapView(key, name, state, frames, dropped, failed, problem, now);
  }

  /// Where a tap stands.
  public enum State {
    /// Nobody wants its pictures.
    IDLE,
    /// Its stream is not live.
    WAITING,
    RUNNING;

    /// As the API writes it.
    public String label() {
      return switch (this) {
        case IDLE -> "idle";
        case WAITING -> "waiting";
        case RUNNING -> "running";
      };
    }
  }
}
