package io.tidegate.gateway.web;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/// What `openapi.yaml` says of every peer that streams are taken from or sent to, whichever the
/// protocol. No state.
final class PeerJson {
  private PeerJson() {}

  /// @param target without secrets
  /// @param since when it came into this state
  /// @param attempts so far
  /// @param lastFailure in words, empty for none
  static JsonObject of(
      StreamKey key,
      String target,
      SessionState state,
      Instant since,
      long attempts,
      String lastFailure) {
    return new JsonObject()
        .put("key", key.toString())
        .put("target", target)
        .put("state", state.label())
        .put("since", since.toString())
        .put("attempts", attempts)
        .put("lastFailure", lastFailure);
  }
}
