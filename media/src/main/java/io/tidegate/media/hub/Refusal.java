package io.tidegate.media.hub;

/// Why something was refused. Each protocol has one `switch` that maps it to its own code.
public enum Refusal {
  /// Somebody else publishes to this key.
  KEY_TAKEN,
  /// The key itself is not well formed.
  BAD_KEY,
  /// A token or password is missing or wrong.
  NOT_AUTHORISED,
  /// The policy allows it to nobody: publishing without a route, an output that is switched off.
  NOT_ALLOWED,
  /// No such stream.
  NOT_FOUND,
  /// A coding that cannot be carried.
  UNSUPPORTED_CODEC,
  /// A limit on viewers, publishers or connections is reached; try again later.
  LIMIT_REACHED,
  /// This peer's address has its share already; others are served.
  PEER_LIMIT,
  /// What may be sent at once is used up; try again later.
  NO_BANDWIDTH,
  /// The server stops.
  SHUTTING_DOWN
}
