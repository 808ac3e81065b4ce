package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;

/// Decides who may publish and watch. Implemented by `gateway` from routes, users and
/// configuration. Any thread, never blocks: look-ups in memory, and [Admission.Pending] where they
/// do not tell.
///
/// A request that was [PublishRequest#admitted] before is asked about again when something has
/// changed: the routes decide anew, its credentials do not, and the answer is never pending.
public interface AdmissionPolicy {
  Admission publish(PublishRequest request);

  /// Asked before a viewer is attached, not for each segment.
  Admission play(PlayRequest request);

  /// Why there is no room for one more player that [#play] admits, null where there is. For
  /// handshakes that carry the answer; nobody has come in by it.
  default Admission.@Nullable Refused crowded(PlayRequest request) {
    return null;
  }

  /// The same of a player that comes in now and counts from here on. Once for each.
  default Admission.@Nullable Refused enter(PlayRequest request) {
    return null;
  }

  /// The stream that players mean by `asked`: of an alias, what it stands for.
  default StreamKey resolve(StreamKey asked) {
    return asked;
  }

  /// Whether a player that may watch this stream may wait for it while it does not run: it is known
  /// where it comes from.
  default boolean awaits(StreamKey key) {
    return false;
  }

  /// Whether it is live on another node, which it is had from for players.
  default boolean isElsewhere(StreamKey key) {
    return false;
  }

  /// Whether a second publisher of one source takes the key over from a live one (else it is
  /// refused).
  boolean takeOver(PublishRequest request);

  /// How long a stream waits for its publisher to come back before it ends.
  Duration grace(PublishRequest request);

  /// The sources of a stream, the best first.
  default SourcePlan plan(StreamKey key) {
    return SourcePlan.SINGLE;
  }

  /// Which source of [#plan] this publisher is, from 0.
  default int source(PublishRequest request) {
    return 0;
  }

  /// Everything allowed, no take-over, 15 s of grace.
  AdmissionPolicy OPEN =
      new AdmissionPolicy() {
        @Override
        public Admission publish(PublishRequest request) {
          return Admission.Granted.INSTANCE;
        }

        @Override
        public Admission play(PlayRequest request) {
          return Admission.Granted.INSTANCE;
        }

        @Override
        public boolean takeOver(PublishRequest request) {
          return false;
        }

        @Override
        public Duration grace(PublishRequest request) {
          return Duration.ofSeconds(15);
        }
      };
}
