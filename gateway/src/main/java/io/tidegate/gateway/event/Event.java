package io.tidegate.gateway.event;

import java.time.Instant;

/// Something that happened. Immutable.
///
/// @param id counts events over restarts
/// @param kind of what: `route`, `stream`, `source`, `publisher`, `viewer`, `pull`, `call`, `push`,
///   `port`, `settings`, `storage`, `alarm`, `load`, `feature`, `server`, `node`, `cluster`
/// @param key the stream's or route's, empty for none
/// @param subject which one of this kind, as [LiveBoard.EntityId#id]; empty where there is but one
/// @param from the state before, empty where it is new
/// @param to the state now, empty where it is gone
/// @param who asked for it, empty where nobody did
/// @param detail why, in words; no secrets
public record Event(
    long id,
    Instant at,
    String kind,
    String key,
    String subject,
    String from,
    String to,
    String who,
    String detail) {
  /// To what something happens.
  public record Subject(String kind, String key, String id) {
    /// The only one of its kind, or of its kind and key.
    public static Subject of(String kind, String key) {
      return new Subject(kind, key, "");
    }
  }

  /// What happens to it.
  public record Move(String from, String to, String who, String detail) {}

  public static Event of(long id, Instant at, Subject subject, Move move) {
    return new Event(
        id,
        at,
        subject.kind(),
        subject.key(),
        subject.id(),
        move.from(),
        move.to(),
        move.who(),
        move.detail());
  }
}
