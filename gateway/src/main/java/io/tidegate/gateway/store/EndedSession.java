package io.tidegate.gateway.store;

import io.tidegate.media.hub.SessionView;
import java.time.Instant;

/// A session that is over. Immutable.
///
/// @param number counts them over restarts
/// @param id unique in its process alone
/// @param key empty where the peer has named none
/// @param kind and the further ones as in [SessionView]
/// @param until when it ended
/// @param reason why, in words
public record EndedSession(
    long number,
    String id,
    String key,
    String kind,
    String protocol,
    String remote,
    Instant since,
    Instant until,
    long bytes,
    long drops,
    String reason) {
  static EndedSession of(long number, SessionView view, Instant until, String reason) {
    return new EndedSession(
        number,
        view.id(),
        view.key() == null ? "" : view.key().toString(),
        view.kind().label(),
        view.protocol().label(),
        view.remote(),
        view.since(),
        until,
        view.bytes(),
        view.drops(),
        reason);
  }
}
