package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.net.InetSocketAddress;

/// Which key a caller means and how it is spoken to. Implemented by `gateway` from its routes.
/// Asked in libsrt's listen callback, so a pure look-up in memory; any thread.
@FunctionalInterface
public interface SrtProfiles {
  /// @param id what the caller asked for
  /// @param port where it called
  /// @param remote its real address
  Decision find(StreamId id, int port, InetSocketAddress remote);

  /// Which program and sound of the publisher's transport stream feed the outputs that are not SRT.
  default TsDemuxerOptions demuxing(StreamKey key) {
    return TsDemuxerOptions.DEFAULT;
  }

  /// What readers of `key` get.
  default TransportForm form(StreamKey key) {
    return TransportForm.UNTOUCHED;
  }

  /// The answer.
  sealed interface Decision {
    record Accepted(StreamKey key, SrtProfile profile) implements Decision {}

    /// @param message a sentence for the log
    record Refused(Refusal refusal, String message) implements Decision {}
  }

  /// Every key that is well formed, all with one profile.
  static SrtProfiles all(SrtProfile profile) {
    return (id, _, _) -> {
      try {
        return new Decision.Accepted(StreamKey.parse(id.resource()), profile);
      } catch (IllegalArgumentException bad) {
        return new Decision.Refused(Refusal.BAD_KEY, String.valueOf(bad.getMessage()));
      }
    };
  }
}
