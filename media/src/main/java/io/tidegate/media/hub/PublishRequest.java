package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
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
/// @param called whom we called, in the words of the module that did; null where that does not
///   matter
public record PublishRequest(
    String sessionId,
    StreamKey key,
    Protocol protocol,
    String remote,
    Map<String, String> parameters,
    boolean invited,
    @Nullable Record called) {
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
    this(sessionId, key, protocol, remote, parameters, false, null);
  }

  /// Of a peer that we called.
  public static PublishRequest invited(
      String sessionId, StreamKey key, Protocol protocol, String remote, Record called) {
    return new PublishRequest(sessionId, key, protocol, remote, Map.of(), true, called);
  }

  public PublishRequest(
      String sessionId,
      StreamKey key,
      Protocol protocol,
      String remote,
      Map<String, String> parameters,
      boolean invited) {
    this(sessionId, key, protocol, remote, parameters, invited, null);
  }

  /// Without the parameters, which hold secrets.
  @Override
  public String toString() {
    return protocol.label() + " " + remote + " to " + key;
  }
}
