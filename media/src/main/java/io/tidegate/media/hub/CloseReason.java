package io.tidegate.media.hub;

import java.util.Locale;

/// Why a session ended; shown in the log, the API and the UI.
public enum CloseReason {
  /// The peer said goodbye.
  ENDED_BY_PEER,
  /// The connection broke without a goodbye.
  CONNECTION_LOST,
  /// Nothing came for too long.
  IDLE_TIMEOUT,
  /// The peer did not get through its handshake in time.
  HANDSHAKE_TIMEOUT,
  /// The peer broke its protocol.
  PROTOCOL_ERROR,
  /// Refused: key taken, not authorised, a limit.
  REFUSED,
  /// Another publisher took the key over, as its route allows.
  TAKEN_OVER,
  /// A viewer whose queue is full made no progress.
  SLOW_VIEWER,
  /// The stream that the viewer watched ended, or that a publisher made another one of: nobody
  /// waits for its return.
  STREAM_ENDED,
  /// An operator ended it.
  KICKED,
  /// What it was admitted by has reached its end.
  EXPIRED,
  /// What it was admitted by was taken away: a token revoked, a user disabled or changed.
  REVOKED,
  /// Its port changed hands between a library and the packet relay; the peer may call again at
  /// once.
  PORT_MOVED,
  /// The server stops.
  SHUTTING_DOWN,
  /// A bug of ours; the log has the stack.
  INTERNAL_ERROR;

  /// True when something went wrong: nobody said goodbye, nobody else took over.
  public boolean isFailure() {
    return this != ENDED_BY_PEER && this != TAKEN_OVER && this != SHUTTING_DOWN;
  }

  /// For sentences.
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
