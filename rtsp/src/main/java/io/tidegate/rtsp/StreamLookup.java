package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.WaitingPlayers;
import io.tidegate.rtsp.message.RtspRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/// Finds what a player asks for, if it may have it. Confined to the session's loop.
final class StreamLookup {
  /// A stream that was just published has no tracks yet: players wait for them, but not for ever.
  private static final long TRACKS_MS = 5_000;

  private static final long LOOK_MS = 50;

  private final ServerSession session;
  private final ServerLogin login;
  private @Nullable LetIn letIn;

  StreamLookup(ServerSession session, ServerLogin login) {
    this.session = session;
    this.login = login;
  }

  /// A stream that is live, the right to play it, and what of it RTP carries.
  record Found(StreamHub hub, Admission.Granted by, PlayDescription description) {}

  private record Admitted(StreamHub hub, Admission.Granted by) {}

  /// By which right the last stream was described here: the addresses of its tracks, which SETUP
  /// names, are ours and hold no token.
  private record LetIn(StreamKey key, Admission.Granted by) {}

  /// Fails with [RequestRefused] when the policy says no, or there is no such stream; maybe later,
  /// when it was waited for.
  Future<Found> find(RtspRequest request, StreamAddress address) {
    return admitted(request, address)
        .compose(found ->
            described(found.hub(), address)
                .map(description -> new Found(found.hub(), found.by(), description)));
  }

  private Future<Admitted> admitted(RtspRequest request, StreamAddress address) {
    Credentials shown = login.credentials(request, address.parameters());
    LetIn before = letIn;
    PlayRequest play =
        new PlayRequest(
            address.key(),
            session.protocol(),
            session.remote(),
            shown,
            before != null && shown.isEmpty() && before.key().equals(address.key())
                ? before.by()
                : null);
    Promise<Admitted> admitted = Promise.promise();
    WaitingPlayers.Answer answer =
        new WaitingPlayers.Answer() {
          @Override
          public void found(StreamHub hub, Admission.Granted by) {
            letIn = new LetIn(address.key(), by);
            admitted.complete(new Admitted(hub, by));
          }

          @Override
          public void refused(Refusal refusal, String message) {
            admitted.fail(RequestRefused.of(refusal, message));
          }

          @Override
          public void waits(Runnable leave) {
            session.waits(leave);
          }
        };
    WaitingPlayers players = session.service().streams().players();
    if (before != null && before.key().equals(address.key())) {
      players.find(play, answer); // described before: it is in
    } else {
      players.seek(play, answer);
    }
    return admitted.future().onComplete(_ -> session.waitsNoMore());
  }

  private Future<PlayDescription> described(StreamHub hub, StreamAddress address) {
    return tracks(hub, TRACKS_MS)
        .compose(tracks -> {
          PlayDescription description = PlayDescription.of(tracks, address.base());
          if (!description.tracks().isEmpty()) {
            return Future.succeededFuture(description);
          }
          boolean none = tracks.isEmpty() || hub.isEnded();
          return Future.failedFuture(
              none
                  ? RequestRefused.of(Refusal.NOT_FOUND, "the stream has no tracks yet")
                  : RequestRefused.of(Refusal.UNSUPPORTED_CODEC, uncarried(tracks)));
        });
  }

  private static String uncarried(TrackList tracks) {
    List<String> titles = tracks.asList().stream().map(Track::codec).map(c -> c.title()).toList();
    return "RTP carries nothing of this stream: " + String.join(", ", titles);
  }

  private Future<TrackList> tracks(StreamHub hub, long patienceMs) {
    TrackList known = hub.tracks();
    if (!known.isEmpty() || hub.isEnded() || patienceMs <= 0 || session.isClosed()) {
      return Future.succeededFuture(known);
    }
    Promise<Void> later = Promise.promise();
    session.vertx().setTimer(LOOK_MS, _ -> later.complete());
    return later.future().compose(_ -> tracks(hub, patienceMs - LOOK_MS));
  }
}
