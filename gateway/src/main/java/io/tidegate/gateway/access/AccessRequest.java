package io.tidegate.gateway.access;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import java.util.Locale;

/// What somebody who has to show that he may wants to do. Immutable.
///
/// @param session of a publisher; empty for players, who have none yet
/// @param remote the peer's address, with its port
/// @param shown never logged
public record AccessRequest(
    Action action,
    StreamKey key,
    Protocol protocol,
    String session,
    String remote,
    Credentials shown) {
  /// What can be done with a stream.
  public enum Action {
    PUBLISH,
    PLAY;

    /// As signatures, claims and answers spell it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static AccessRequest of(PublishRequest request) {
    return new AccessRequest(
        Action.PUBLISH,
        request.key(),
        request.protocol(),
        request.sessionId(),
        request.remote(),
        request.credentials());
  }

  public static AccessRequest of(PlayRequest request) {
    return new AccessRequest(
        Action.PLAY,
        request.key(),
        request.protocol(),
        "",
        request.remote(),
        request.credentials());
  }

  /// The peer's address alone.
  public String host() {
    return AddressRules.host(remote);
  }

  /// Without the credentials.
  @Override
  public String toString() {
    return action.label() + " " + key + " over " + protocol.label() + " from " + remote;
  }
}
