package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.hls.ReloadRequest.BadDirectiveException;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves playlists. A playlist that does not exist yet, or lacks the part that was asked for, is
/// waited for without holding a thread. Any loop.
final class PlaylistHandler {
  /// The token of a viewer in the media playlist's address.
  private static final String SESSION = "s";

  /// Directives of the player, which are not carried from one playlist to the other.
  private static final String DIRECTIVES = "_HLS_";

  /// Addresses of usual players are far shorter; longer ones are not repeated in playlists.
  private static final int LONGEST_QUERY = 2_000;

  /// How long the first segment may take: a key frame every 8 s, and two seconds of network.
  private static final long FIRST_SEGMENT_NANOS = 10_000_000_000L;

  private final HlsContext context;
  private final WaitingPlayers players;
  private final Loops loops;

  PlaylistHandler(HlsContext context, WaitingPlayers players, Loops loops) {
    this.context = context;
    this.players = players;
    this.loops = loops;
  }

  /// @param directory of the media playlist, relative to the address asked for
  void multivariant(HlsStream stream, Form form, String directory, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String token = ViewerSessions.newToken();
    admit(stream, _ -> token, routing, _ -> multivariant(stream, form, directory, token, request));
  }

  private void multivariant(
      HlsStream stream, Form form, String directory, String token, HttpServerRequest request) {
    players.wanted(stream.key());
    String uri = directory + "media.m3u8?" + SESSION + "=" + token + carriedQuery(request.query());
    answerWith(
        stream,
        form,
        new ReloadRequest(-1, -1, false),
        request,
        snapshot -> {
          HlsPackager packager = stream.packager(form);
          if (packager == null) {
            HttpReplies.failure(request, 503, "not ready, ask again");
            return;
          }
          String text = MultivariantText.write(snapshot, packager.carried(), uri);
          HttpReplies.multivariant(request, Bytes.of(text, StandardCharsets.UTF_8));
        });
  }

  void media(HlsStream stream, Form form, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    ReloadRequest reload;
    try {
      reload =
          ReloadRequest.parse(
              request.getParam("_HLS_msn"),
              request.getParam("_HLS_part"),
              request.getParam("_HLS_skip"));
      HlsPackager packager = stream.packager(form);
      PlaylistSnapshot now = packager == null ? null : packager.snapshot();
      if (now != null) {
        reload.check(now);
      }
    } catch (BadDirectiveException wrong) {
      HttpReplies.failure(request, 400, String.valueOf(wrong.getMessage()));
      return;
    }
    String given = request.getParam(SESSION);
    if (given == null || given.length() > 32) {
      String host = "host " + host(request);
      admit(
          stream,
          by -> by.user().isEmpty() ? host : host + " " + by.user(),
          routing,
          token -> media(stream, form, reload, token, request));
      return;
    }
    switch (stream.viewers().known(given)) {
      case null ->
          admit(stream, _ -> given, routing, _ -> media(stream, form, reload, given, request));
      case Admission.Granted _ -> media(stream, form, reload, given, request);
      case Admission.Refused no -> refuse(request, no);
    }
  }

  private void media(
      HlsStream stream, Form form, ReloadRequest reload, String token, HttpServerRequest request) {
    stream.viewers().seen(token, 0, context.nanoTime().getAsLong());
    answerWith(
        stream,
        form,
        reload,
        request,
        snapshot -> {
          int length = HttpReplies.playlist(request, snapshot, reload.skip());
          stream.viewers().seen(token, length, context.nanoTime().getAsLong());
        });
  }

  /// How long somebody may wait for what is due next: RFC 8216bis §6.2.5.2 says three target
  /// durations.
  static long patienceNanos(@Nullable PlaylistSnapshot snapshot) {
    return snapshot == null
        ? FIRST_SEGMENT_NANOS
        : 3L * snapshot.state().targetSeconds() * 1_000_000_000L;
  }

  private void answerWith(
      HlsStream stream,
      Form form,
      ReloadRequest reload,
      HttpServerRequest request,
      Consumer<PlaylistSnapshot> reply) {
    HlsPackager packager = stream.packager(form);
    PlaylistSnapshot now = packager == null ? null : packager.snapshot();
    boolean mayBlock = now != null && now.state().partTarget() != null;
    WaitingRoom.Answer answer =
        new WaitingRoom.Answer() {
          @Override
          public void ready(PlaylistSnapshot snapshot) {
            reply.accept(snapshot);
          }

          @Override
          public void expired() {
            refuse(stream, form, request);
          }
        };
    stream.await(
        form,
        mayBlock ? reload.segment() : -1,
        mayBlock ? reload.part() : -1,
        loops.current(),
        patienceNanos(now),
        answer);
  }

  private static void refuse(HlsStream stream, Form form, HttpServerRequest request) {
    HlsPackager packager = stream.packager(form);
    CarriedTracks carried = packager == null ? CarriedTracks.NONE : packager.carried();
    if (carried.isEmpty() && !carried.leftOut().isEmpty()) {
      String codec = carried.leftOut().get(0).codec().title();
      HttpReplies.failure(request, 404, "this container cannot carry " + codec);
    } else {
      HttpReplies.failure(request, 503, "nothing to play yet, ask again");
    }
  }

  /// Asks who it is that comes first, and goes on with its token if it may.
  ///
  /// @param tokenOf of one who is let in
  private void admit(
      HlsStream stream,
      Function<Admission.Granted, String> tokenOf,
      RoutingContext routing,
      Consumer<String> admitted) {
    HttpServerRequest request = routing.request();
    PlayRequest play = playRequest(stream.key(), request);
    players.admit(
        play,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled answer) {
            switch (answer) {
              case Admission.Refused no -> refuse(request, no);
              case Admission.Granted by -> {
                String token = tokenOf.apply(by);
                long now = context.nanoTime().getAsLong();
                Admission.Refused full =
                    stream.viewers().known(token) == null ? players.enter(play) : null;
                if (full != null) {
                  refuse(request, full);
                  return;
                }
                switch (stream.viewers().admit(token, play.remote(), by, now)) {
                  case Admission.Refused no -> refuse(request, no);
                  case Admission.Granted _ -> admitted.accept(token);
                }
              }
            }
          }

          @Override
          public void waits(Runnable leave) {
            routing.response().closeHandler(_ -> leave.run());
          }
        });
  }

  private static void refuse(HttpServerRequest request, Admission.Refused no) {
    HttpReplies.failure(request, status(no.refusal()), no.message());
  }

  static PlayRequest playRequest(StreamKey key, HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    Credentials shown = Credentials.of(parameters(request), header);
    return new PlayRequest(key, Protocol.HLS, remote(request), shown);
  }

  static int status(Refusal refusal) {
    return switch (refusal) {
      case BAD_KEY -> 400;
      case NOT_AUTHORISED -> 401;
      case NOT_ALLOWED -> 403;
      case NOT_FOUND, UNSUPPORTED_CODEC -> 404;
      case KEY_TAKEN -> 409;
      case PEER_LIMIT -> 429;
      case LIMIT_REACHED, NO_BANDWIDTH, SHUTTING_DOWN -> 503;
    };
  }

  /// The query goes on to the media playlist: a token must be shown again after a long pause.
  private static String carriedQuery(@Nullable String query) {
    if (query == null || query.isEmpty() || query.length() > LONGEST_QUERY) {
      return "";
    }
    StringJoiner kept = new StringJoiner("&", "&", "").setEmptyValue("");
    for (String pair : query.split("&", -1)) {
      boolean isOurs = pair.startsWith(SESSION + "=") || pair.startsWith(DIRECTIVES);
      if (!isOurs && !pair.isEmpty()) {
        kept.add(pair);
      }
    }
    return kept.toString();
  }

  private static Map<String, String> parameters(HttpServerRequest request) {
    Map<String, String> parameters = new HashMap<>();
    request.params().forEach(entry -> parameters.putIfAbsent(entry.getKey(), entry.getValue()));
    return parameters;
  }

  private static String remote(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : address.toString();
  }

  private static String host(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : String.valueOf(address.hostAddress());
  }
}
