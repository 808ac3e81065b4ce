package io.tidegate.gateway.access;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import java.util.Locale;
import java.util.function.Predicate;

/// What somebody who has to show that he may wants to do. Immutable.
///
/// @param source the stream that this one is made of: who may play it may play this one, too; the
///   same key where it is made of none
/// @param session of a publisher; empty for players, who have none yet
/// @param remote the peer's address, with its port
/// @param shown never logged
public record AccessRequest(
    Action action,
    StreamKey key,
    StreamKey source,
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

  /// For a stream that is made of no other.
  public AccessRequest(
      Action action,
      StreamKey key,
      Protocol protocol,
      String session,
      String remote,
      Credentials shown) {
    this(action, key, key, protocol, session, remote, shown);
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
    return of(request, request.key());
  }

  /// @param source what the stream is made of
  public static AccessRequest of(PlayRequest request, StreamKey source) {
    return new AccessRequest(
        Action.PLAY,
        request.key(),
        source,
        request.protocol(),
        "",
        request.remote(),
        request.credentials());
  }

  /// Whether a right that holds for such streams holds here.
  public boolean isCoveredBy(Predicate<StreamKey> right) {
    return right.test(key) || (!source.equals(key) && right.test(source));
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
