package io.tidegate.media.hub;

import io.tidegate.media.StreamKey;
import java.util.Map;

/// Who wants to watch what. Immutable.
///
/// @param key which stream
/// @param protocol how
/// @param remote the peer's address and port
/// @param parameters from the URL's query; never logged
public record PlayRequest(
    StreamKey key, Protocol protocol, String remote, Map<String, String> parameters) {
  public PlayRequest {
    parameters = Map.copyOf(parameters);
  }

  /// Without the parameters, which hold secrets.
  @Override
  public String toString() {
    return protocol.label() + " " + remote + " from " + key;
  }
}
