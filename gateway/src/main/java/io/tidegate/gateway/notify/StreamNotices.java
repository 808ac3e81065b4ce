package io.tidegate.gateway.notify;

import io.tidegate.gateway.webhook.Notice;
import io.tidegate.gateway.webhook.Occasion;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Who publishes and whether anybody watches, found by comparing snapshots, and by what sessions
/// say at their end. Confined to one thread.
///
/// Each publisher that sent something is told of twice, however short it was here; viewers that
/// come and go between two looks are not seen.
final class StreamNotices {
  private final Consumer<Notice> told;

  /// Publishers that were told of, by session.
  private final Set<String> publishers = new HashSet<>();

  private Map<StreamKey, Integer> viewers = Map.of();

  StreamNotices(Consumer<Notice> told) {
    this.told = told;
  }

  /// As it is now.
  void look(Collection<SessionView> sessions, Collection<StreamView> streams, Instant now) {
    for (SessionView session : sessions) {
      if (isPublisher(session) && session.state() == SessionState.STREAMING) {
        published(session);
      }
    }
    Map<StreamKey, Integer> seen = new HashMap<>();
    for (StreamView stream : streams) {
      if (stream.viewers() > 0) {
        seen.put(stream.key(), stream.viewers());
        if (!viewers.containsKey(stream.key())) {
          tell(Occasion.FIRST_VIEWER, now, stream.key(), Map.of());
        }
      }
    }
    for (StreamKey key : List.copyOf(viewers.keySet())) {
      if (!seen.containsKey(key)) {
        tell(Occasion.LAST_VIEWER, now, key, Map.of());
      }
    }
    viewers = seen;
  }

  /// A session is over.
  void ended(SessionView session, Instant now) {
    if (!isPublisher(session)) {
      return;
    }
    if (session.bytes() > 0) {
      published(session);
    }
    if (publishers.remove(session.id())) {
      Map<String, Object> fields = fields(session);
      fields.put("bytes", session.bytes());
      fields.put("seconds", Duration.between(session.since(), now).toSeconds());
      fields.put("reason", reason(session.closeReason()));
      tell(Occasion.UNPUBLISH, now, session.key(), fields);
    }
  }

  private static boolean isPublisher(SessionView session) {
    return session.kind() == SessionView.Kind.PUBLISHER
        && session.key() != null
        && session.protocol() != Protocol.SLATE;
  }

  private void published(SessionView session) {
    if (publishers.add(session.id())) {
      tell(Occasion.PUBLISH, session.since(), session.key(), fields(session));
    }
  }

  private static Map<String, Object> fields(SessionView session) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("session", session.id());
    fields.put("protocol", session.protocol().label());
    fields.put("remote", session.remote());
    fields.put("user", session.user());
    return fields;
  }

  private static String reason(@Nullable CloseReason reason) {
    return reason == null ? "" : reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void tell(
      Occasion occasion, Instant at, @Nullable StreamKey key, Map<String, Object> fields) {
    told.accept(new Notice(occasion, at, key, fields));
  }
}
