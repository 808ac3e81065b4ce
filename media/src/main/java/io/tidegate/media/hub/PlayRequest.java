package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.Map;

/// Who wants to watch what. Immutable.
///
/// @param key which stream
/// @param protocol how
/// @param remote the peer's address and port
/// @param credentials never logged
/// @param admitted what it was granted before: its credentials are not looked at again; null when
///   it comes first
public record PlayRequest(
    StreamKey key,
    Protocol protocol,
    String remote,
    Credentials credentials,
    Admission.@Nullable Granted admitted) {
  /// Of one that comes first.
  public PlayRequest(StreamKey key, Protocol protocol, String remote, Credentials credentials) {
    this(key, protocol, remote, credentials, null);
  }

  /// With the credentials of a query.
  public PlayRequest(
      StreamKey key, Protocol protocol, String remote, Map<String, String> parameters) {
    this(key, protocol, remote, Credentials.of(parameters), null);
  }

  /// The same of one that was let in.
  public PlayRequest admitted(Admission.Granted by) {
    return new PlayRequest(key, protocol, remote, credentials, by);
  }

  /// The same for another stream.
  PlayRequest of(StreamKey other) {
    return new PlayRequest(other, protocol, remote, credentials, admitted);
  }

  /// Without the credentials.
  @Override
  public String toString() {
    return protocol.label() + " " + remote + " from " + key;
  }
}
