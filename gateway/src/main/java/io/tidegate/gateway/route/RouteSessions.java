package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;

/// Ends sessions that a changed route no longer admits, and those whose SRT settings have changed:
/// they come back under the new ones. Players that wait are asked again. Those who publish follow
/// another order of the sources. All others of the stream go on.
public final class RouteSessions implements RouteRunner {
  private final AdmissionPolicy policy;
  private final StreamRegistry streams;
  private final SessionRegistry sessions;

  public RouteSessions(AdmissionPolicy policy, StreamRegistry streams, SessionRegistry sessions) {
    this.policy = policy;
    this.streams = streams;
    this.sessions = sessions;
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    streams.players().look(key);
    if (after != null) {
      // whoever published there before players mean another stream by it
      after.aliases().forEach(alias -> streams.end(alias, CloseReason.KICKED));
    }
    if (after != null && !after.enabled()) {
      streams.end(key, CloseReason.KICKED);
      return;
    }
    StreamHub hub = streams.find(key);
    if (hub == null || !concernsSessions(before, after)) {
      return;
    }
    streams.kick(
        key, source -> policy.publish(source) instanceof Admission.Refused, CloseReason.KICKED);
    streams.replan(key);
    boolean otherSrt = !srt(before).equals(srt(after));
    for (SessionView session : sessions.sessions(key)) {
      boolean isPush = session.kind() == SessionView.Kind.PUSH; // follows its own part of a route
      boolean speaksSrt = session.protocol() == Protocol.SRT && !isPush;
      boolean watches = session.kind() == SessionView.Kind.VIEWER;
      if ((speaksSrt && otherSrt) || (watches && refuses(session, key))) {
        sessions.close(session.id(), CloseReason.KICKED);
      }
    }
  }

  /// Not so labels, grace or take-over. At the start there was nothing before.
  private static boolean concernsSessions(@Nullable RouteSpec before, @Nullable RouteSpec after) {
    return before == null
        || after == null
        || before.enabled() != after.enabled()
        || !before.plan().equals(after.plan())
        || !before.sources().equals(after.sources())
        || !before.outputs().equals(after.outputs())
        || !before.access().equals(after.access())
        || !before.srt().equals(after.srt());
  }

  private boolean refuses(SessionView session, StreamKey key) {
    PlayRequest again =
        new PlayRequest(key, session.protocol(), session.remote(), Credentials.NONE)
            .admitted(sessions.grant(session.id()));
    return policy.play(again) instanceof Admission.Refused;
  }

  private static SrtSpec srt(@Nullable RouteSpec route) {
    return route == null ? SrtSpec.NONE : route.srt();
  }
}
