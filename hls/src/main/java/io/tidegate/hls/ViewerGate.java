package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Lets the viewers of one protocol in, each under a token in the addresses it is given. Any loop.
final class ViewerGate {
  /// The token of a viewer in the addresses that it was given.
  private static final String SESSION = "s";

  /// The same of a viewer of the source, in the addresses of its renditions.
  private static final String SOURCE_SESSION = "v";

  /// Ours have 13 digits at most. What stands for a host ([#hostToken]) is no token that somebody
  /// else could show.
  private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,32}");

  /// Directives of the player, which are not carried from one playlist to the other.
  private static final String DIRECTIVES = "_HLS_";

  /// Addresses of usual players are far shorter; longer ones are not repeated in playlists.
  private static final int LONGEST_QUERY = 2_000;

  /// Goes on with one that is let in.
  @FunctionalInterface
  interface Admitted {
    void in(String token, Admission.Granted by);
  }

  private final Protocol protocol;
  private final HlsContext context;
  private final WaitingPlayers players;

  ViewerGate(Protocol protocol, HlsContext context, WaitingPlayers players) {
    this.protocol = protocol;
    this.context = context;
    this.players = players;
  }

  /// Asks who it is that comes first, and goes on with its token if it may.
  ///
  /// @param tokenOf of one who is let in
  void admit(
      HlsStream stream,
      Function<Admission.Granted, String> tokenOf,
      RoutingContext routing,
      Admitted admitted) {
    HttpServerRequest request = routing.request();
    PlayRequest play = playRequest(stream.key(), request);
    players.admit(
        play,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled answer) {
            switch (answer) {
              case Admission.Refused no -> refuse(request, no);
              case Admission.Granted by ->
                  enter(stream, tokenOf.apply(by), play, by, request, admitted);
            }
          }

          @Override
          public void waits(Runnable leave) {
            routing.response().closeHandler(_ -> leave.run());
          }
        });
  }

  private void enter(
      HlsStream stream,
      String token,
      PlayRequest play,
      Admission.Granted by,
      HttpServerRequest request,
      Admitted admitted) {
    ViewerSessions viewers = stream.viewers(protocol);
    Admission.Refused full = viewers.isWatching(token) ? null : players.enter(play);
    if (full != null) {
      refuse(request, full);
      return;
    }
    switch (viewers.admit(token, play.remote(), by, context.nanoTime().getAsLong())) {
      case Admission.Refused no -> refuse(request, no);
      case Admission.Granted _ -> admitted.in(token, by);
    }
  }

  /// Somebody plays it: what waits for players starts.
  void wanted(StreamKey key) {
    players.wanted(key);
  }

  PlayRequest playRequest(StreamKey key, HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    Credentials shown = Credentials.of(parameters(request), header);
    return new PlayRequest(key, protocol, remote(request), shown);
  }

  /// The token that a request shows, null for none.
  static @Nullable String token(HttpServerRequest request) {
    return token(request, SESSION);
  }

  /// The token of a viewer of the source whose rendition is asked for, null for none.
  static @Nullable String tokenOfSource(HttpServerRequest request) {
    return token(request, SOURCE_SESSION);
  }

  private static @Nullable String token(HttpServerRequest request, String name) {
    String given = request.getParam(name);
    return given == null || !TOKEN.matcher(given).matches() ? null : given;
  }

  /// What stands for those who show no token: their host, and whom they say they are.
  static String hostToken(HttpServerRequest request, Admission.Granted by) {
    String host = "host " + host(request);
    return by.user().isEmpty() ? host : host + " " + by.user();
  }

  /// The query of an address for this viewer. What it showed goes on with it: that must be shown
  /// again after a long pause.
  static String address(String token, @Nullable String query) {
    return SESSION + "=" + token + carriedQuery(query);
  }

  /// The same of the addresses of renditions: its right, and its session, are those of the source.
  static String addressOfVariant(String token, @Nullable String query) {
    return SOURCE_SESSION + "=" + token + carriedQuery(query);
  }

  static void refuse(HttpServerRequest request, Admission.Refused no) {
    HttpReplies.failure(request, status(no.refusal()), no.message());
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

  /// The query as it goes on to the next address.
  static String carriedQuery(@Nullable String query) {
    if (query == null || query.isEmpty() || query.length() > LONGEST_QUERY) {
      return "";
    }
    StringJoiner kept = new StringJoiner("&", "&", "").setEmptyValue("");
    for (String pair : query.split("&", -1)) {
      boolean isOurs =
          pair.startsWith(SESSION + "=")
              || pair.startsWith(SOURCE_SESSION + "=")
              || pair.startsWith(DIRECTIVES);
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

  static String remote(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : address.toString();
  }

  private static String host(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : String.valueOf(address.hostAddress());
  }
}
