package io.tidegate.media.hub;

import io.tidegate.media.StreamKey;
import java.util.Map;

/// Who wants to publish what. Immutable.
///
/// @param sessionId of the publisher's session, unique in this process
/// @param key where to
/// @param protocol how
/// @param remote the peer's address and port
/// @param parameters from the URL's query: `token` and the like; never logged
/// @param invited we called the peer, as the configuration says: nobody asks it for a token
public record PublishRequest(
    String sessionId,
    StreamKey key,
    Protocol protocol,
    String remote,
    Map<String, String> parameters,
    boolean invited) {
  public PublishRequest {
    parameters = Map.copyOf(parameters);
  }

  /// Of a peer that came by itself.
  public PublishRequest(
      String sessionId,
      StreamKey key,
      Protocol protocol,
      String remote,
      Map<String, String> parameters) {
    this(sessionId, key, protocol, remote, parameters, false);
  }

  /// Without the parameters, which hold secrets.
  @Override
  public String toString() {
    return protocol.label() + " " + remote + " to " + key;
  }
}
