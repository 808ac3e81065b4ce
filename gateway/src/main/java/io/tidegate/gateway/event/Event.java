package io.tidegate.gateway.event;

import java.time.Instant;

/// Something that happened. Immutable.
///
/// @param id counts events over restarts
/// @param kind of what: `route`, `stream`, `source`, `publisher`, `pull`, `call`, `push`, `port`,
///   `server`
/// @param key the stream's or route's, empty for none
/// @param from the state before, empty where it is new
/// @param to the state now, empty where it is gone
/// @param who asked for it, empty where nobody did
/// @param detail why, in words; no secrets
public record Event(
    long id,
    Instant at,
    String kind,
    String key,
    String from,
    String to,
    String who,
    String detail) {}
