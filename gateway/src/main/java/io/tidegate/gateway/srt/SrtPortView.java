package io.tidegate.gateway.srt;

import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.net.InetSocketAddress;

/// A port that takes callers, as operators see it. Immutable.
///
/// @param name in the ready line: `srt`, `srt.live/cam1`
/// @param key all callers are for this one, null when their stream ids tell
/// @param address null while nobody listens
/// @param state who has it
/// @param relayWanted whether some caller's policy needs the relay
/// @param problem why nobody listens, empty when somebody does
public record SrtPortView(
    String name,
    @Nullable StreamKey key,
    @Nullable InetSocketAddress address,
    State state,
    boolean relayWanted,
    String problem) {
  /// Who has a port.
  public enum State {
    /// libsrt: every caller's policy is `stock`.
    DIRECT,
    /// The packet relay, before libsrt.
    RELAYED,
    /// Nobody: it could not be bound.
    CLOSED
  }

  static SrtPortView of(
      SrtPortSpec spec, InetSocketAddress address, boolean relayed, boolean wanted) {
    State state = relayed ? State.RELAYED : State.DIRECT;
    return new SrtPortView(spec.name(), spec.key(), address, state, wanted, "");
  }

  static SrtPortView closed(SrtPortSpec spec, boolean wanted, String problem) {
    return new SrtPortView(spec.name(), spec.key(), null, State.CLOSED, wanted, problem);
  }
}
