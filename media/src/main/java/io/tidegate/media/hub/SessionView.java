package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Locale;

/// One session as others see it. Immutable snapshot.
///
/// @param id unique in this process
/// @param key the stream, null before the peer has named one
/// @param remote the peer's address and port
/// @param since when it was opened
/// @param bytes payload bytes taken in (publisher) or handed to the socket (viewer, push)
/// @param drops frames thrown away for this session alone
/// @param closeReason null while it lives
/// @param user by whose right it is here, empty where nobody had to say who he is
public record SessionView(
    String id,
    @Nullable StreamKey key,
    Kind kind,
    Protocol protocol,
    String remote,
    Instant since,
    SessionState state,
    long bytes,
    long drops,
    @Nullable CloseReason closeReason,
    String user) {
  /// As a session describes itself; [SessionRegistry] knows by whose right it is here.
  public SessionView(
      String id,
      @Nullable StreamKey key,
      Kind kind,
      Protocol protocol,
      String remote,
      Instant since,
      SessionState state,
      long bytes,
      long drops,
      @Nullable CloseReason closeReason) {
    this(id, key, kind, protocol, remote, since, state, bytes, drops, closeReason, "");
  }

  /// The same with the reason of its end.
  SessionView endedBy(CloseReason reason) {
    return new SessionView(
        id, key, kind, protocol, remote, since, state, bytes, drops, reason, user);
  }

  /// The same by somebody's right.
  SessionView by(String name) {
    return name.equals(user)
        ? this
        : new SessionView(
            id, key, kind, protocol, remote, since, state, bytes, drops, closeReason, name);
  }

  /// What the peer is here for.
  public enum Kind {
    PUBLISHER,
    VIEWER,
    /// We called it to send it the stream.
    PUSH;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
