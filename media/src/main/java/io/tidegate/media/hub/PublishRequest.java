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
/// @param credentials never logged
/// @param invited we called the peer, as the configuration says: nobody asks it for a token
/// @param called whom we called, in the words of the module that did; null where that does not
///   matter
/// @param admitted what it was granted before: its credentials are not looked at again; null when
///   it comes first
public record PublishRequest(
    String sessionId,
    StreamKey key,
    Protocol protocol,
    String remote,
    Credentials credentials,
    boolean invited,
    @Nullable Record called,
    Admission.@Nullable Granted admitted) {
  /// Of a peer that came by itself.
  public PublishRequest(
      String sessionId, StreamKey key, Protocol protocol, String remote, Credentials credentials) {
    this(sessionId, key, protocol, remote, credentials, false, null, null);
  }

  /// The same with the credentials of a query.
  public PublishRequest(
      String sessionId,
      StreamKey key,
      Protocol protocol,
      String remote,
      Map<String, String> parameters) {
    this(sessionId, key, protocol, remote, Credentials.of(parameters));
  }

  /// Of a peer that we called.
  public static PublishRequest invited(
      String sessionId, StreamKey key, Protocol protocol, String remote, Record called) {
    return new PublishRequest(
        sessionId, key, protocol, remote, Credentials.NONE, true, called, null);
  }

  public PublishRequest(
      String sessionId,
      StreamKey key,
      Protocol protocol,
      String remote,
      Map<String, String> parameters,
      boolean invited) {
    this(sessionId, key, protocol, remote, Credentials.of(parameters), invited, null, null);
  }

  /// The same once more, in a session of its own.
  public PublishRequest in(String session) {
    return new PublishRequest(
        session, key, protocol, remote, credentials, invited, called, admitted);
  }

  /// The same of one that was let in.
  public PublishRequest admitted(Admission.Granted by) {
    return new PublishRequest(sessionId, key, protocol, remote, credentials, invited, called, by);
  }

  /// Whether its frames come with the times that they have on the timeline of another stream here,
  /// which this stream shares: what is coded anew. They stay as they are, after a return, too.
  public boolean keepsTimes() {
    return protocol == Protocol.TRANSCODE || isRelayed();
  }

  /// Whether the stream is live on another node, which it is had from for the players of this one:
  /// whoever publishes it here takes its place.
  public boolean isRelayed() {
    return protocol == Protocol.CLUSTER;
  }

  /// Without the credentials.
  @Override
  public String toString() {
    return protocol.label() + " " + remote + " to " + key;
  }
}
