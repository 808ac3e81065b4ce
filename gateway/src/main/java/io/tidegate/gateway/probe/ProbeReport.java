package io.tidegate.gateway.probe;

import io.tidegate.media.Nullable;
import io.tidegate.media.TrackList;
import java.util.List;
import java.util.Map;

/// What a probe found. Immutable.
///
/// @param ok a key frame came
/// @param target without secrets
/// @param type of the source
/// @param device what the peer says of itself, empty for nothing
/// @param roundTripMs to the peer, null where it is not known
/// @param tracks empty when none were told
/// @param measured null when no frame came
/// @param code which of the usual things went wrong, empty when nothing did
/// @param cause what went wrong, empty when nothing did
/// @param next what to do about it, likewise
public record ProbeReport(
    boolean ok,
    String target,
    String type,
    String device,
    @Nullable Double roundTripMs,
    List<Step> steps,
    TrackList tracks,
    @Nullable Measured measured,
    String code,
    String cause,
    String next) {
  public ProbeReport {
    steps = List.copyOf(steps);
  }

  /// What is done in which order.
  public enum Name {
    /// The name is looked up.
    RESOLVE,
    /// Whether anybody listens there.
    CONNECT,
    /// The peer lets us in and describes what it has; over UDP: the socket listens.
    OPEN,
    /// The first key frame.
    KEY_FRAME,
    /// Rate and GOP.
    MEASURE
  }

  /// What became of a step.
  public enum Outcome {
    OK,
    FAILED,
    /// One before it failed, or there is nothing to do in this protocol.
    SKIPPED
  }

  /// @param ms it took
  /// @param detail in words
  public record Step(Name name, Outcome outcome, long ms, String detail) {}

  /// By the times of the media, from the first key frame on.
  ///
  /// @param seconds of media
  /// @param gopFrames pictures from one key frame to the next, on average; 0 when there was but one
  /// @param gopMs likewise
  /// @param longestGopMs likewise
  /// @param byTrack by track id
  public record Measured(
      double seconds,
      long bitrateBps,
      double gopFrames,
      long gopMs,
      long longestGopMs,
      Map<Integer, Rate> byTrack) {
    public Measured {
      byTrack = Map.copyOf(byTrack);
    }
  }

  /// @param perSecond frames
  public record Rate(long frames, double perSecond, long bitrateBps) {}
}
