package io.tidegate.gateway.web;

import io.tidegate.gateway.recording.PlaylistPlace;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.recording.VodPlaylist;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.DateRanges;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

/// Plays what was recorded. RFC 8216 with EXT-X-PLAYLIST-TYPE. Any loop.
///
/// | address | what |
/// | --- | --- |
/// | `/recordings/app/name/index.m3u8?from=…&to=…` | multivariant playlist, one for each player |
/// | `/recordings/app/name/media.m3u8` | media playlist: VOD, EVENT while more comes |
/// | `/recordings/app/name/2026/11/22/FILE` | segments and init sections |
/// | `/recordings/app/name/download.mp4`, `.ts` | a stretch as one file |
///
/// Whoever may play the stream may play its recordings. Addresses in playlists are relative and
/// carry the player's token; also its credentials, where the playlist stays small with them, so
/// that it plays on over a restart of the gateway.
public final class RecordingRoutes {
  /// 33 hours of 6 s: 4 MB of playlist.
  static final int MOST_SEGMENTS = 20_000;

  private static final String STREAM = "/recordings/(?<app>[^/]+)/(?<name>[^/]+)";
  private static final String SESSION = "s";

  /// Number of the segment that a playlist began with.
  private static final String FIRST = "first";

  /// All that credentials may add to a playlist.
  private static final long MOST_CARRIED = 2 << 20;

  /// Where nobody says from when.
  private static final Duration USUAL = Duration.ofDays(1);

  private static final long TEND_MS = 5_000;

  private final Recordings recordings;
  private final DateRanges ranges;
  private final WaitingPlayers players;
  private final PlaybackSessions sessions;
  private final RecordedFiles files;

  /// @param ranges what is on the timelines of streams
  public RecordingRoutes(
      Recordings recordings, WaitingPlayers players, SessionRegistry registry, DateRanges ranges) {
    this.ranges = ranges;
    this.recordings = recordings;
    this.players = players;
    this.sessions = new PlaybackSessions(registry, System::nanoTime);
    this.files = new RecordedFiles(recordings, sessions);
  }

  /// Once.
  public void start(Vertx vertx) {
    vertx.setPeriodic(TEND_MS, _ -> sessions.tend());
  }

  /// Adds the routes. Before the router gets its first request.
  public void mount(Router router) {
    add(router, "/index\\.m3u8", this::multivariant);
    add(router, "/media\\.m3u8", this::media);
    add(router, "/(?<path>\\d{4}/\\d\\d/\\d\\d/[^/]+)", this::file);
    add(router, "/download\\.(?:mp4|ts)", this::download);
  }

  /// Answers a request for the recordings of a stream.
  @FunctionalInterface
  private interface Reply {
    void to(StreamKey key, RoutingContext context);
  }

  private void add(Router router, String rest, Reply reply) {
    router
        .routeWithRegex(STREAM + rest)
        .handler(context -> {
          HttpServerResponse response = context.response();
          response.putHeader("Access-Control-Allow-Origin", "*");
          response.putHeader(
              "Access-Control-Expose-Headers", "Content-Length, Content-Range, ETag, Date");
          switch (context.request().method().name()) {
            case "GET", "HEAD" -> dispatch(context, reply);
            case "OPTIONS" -> preflight(response);
            default -> Replies.methodNotAllowed(context);
          }
        });
  }

  private static void preflight(HttpServerResponse response) {
    response.putHeader("Access-Control-Allow-Methods", Replies.METHODS);
    response.putHeader(
        "Access-Control-Allow-Headers", "Range, If-None-Match, If-Range, Authorization");
    response.putHeader("Access-Control-Max-Age", "86400").setStatusCode(204).end();
  }

  private void dispatch(RoutingContext context, Reply reply) {
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    if (key.isPattern()) {
      Replies.problem(context, 404, "a pattern is no stream");
    } else {
      reply.to(players.resolve(key), context);
    }
  }

  private void multivariant(StreamKey key, RoutingContext context) {
    String carried = carried(context.request().query());
    admit(
        key,
        context,
        PlaybackSessions.newToken(),
        token ->
            found(
                key,
                context,
                token,
                (range, segments) -> {
                  StringBuilder uri = new StringBuilder("media.m3u8?" + SESSION + "=" + token);
                  StoredSegment first = segments.getFirst();
                  uri.append("&from=").append(first.start().toEpochMilli());
                  uri.append("&" + FIRST + "=").append(first.name().number());
                  Instant to = range.to();
                  if (to != null || !recordings.active().containsKey(key)) {
                    Instant end = to == null ? segments.getLast().end() : to;
                    uri.append("&to=").append(end.toEpochMilli());
                  }
                  uri.append(carried);
                  String text = VodPlaylist.multivariant(segments, uri.toString());
                  return new Playlist(Buffer.buffer(text), "no-store");
                },
                playlist -> send(playlist, token, context)));
  }

  private void media(StreamKey key, RoutingContext context) {
    boolean isHisOwn = token(context) != null;
    String credentials = carried(context.request().query());
    long first = first(context);
    admitted(
        key,
        context,
        token ->
            found(
                key,
                context,
                token,
                (range, segments) -> {
                  VodPlaylist.Kind kind = kind(key, token, range, first, segments);
                  String query = "?" + SESSION + "=" + token;
                  boolean isSmall = (long) credentials.length() * segments.size() <= MOST_CARRIED;
                  String text =
                      VodPlaylist.media(
                          segments,
                          isSmall ? query + credentials : query,
                          kind,
                          ranges.of(key, segments.getFirst().start(), segments.getLast().end()));
                  return new Playlist(
                      Buffer.buffer(text),
                      kind.isEvent() || !isHisOwn ? "no-store" : "private, max-age=60");
                },
                playlist -> send(playlist, token, context)));
  }

  private VodPlaylist.Kind kind(
      StreamKey key, String token, PlaybackRange range, long first, List<StoredSegment> segments) {
    Recordings.Active active = recordings.active().get(key);
    if (!range.isOpen(recordings.now())) {
      return VodPlaylist.Kind.VOD;
    }
    PlaylistPlace.Origin origin = new PlaylistPlace.Origin(range.first(), first);
    PlaylistPlace place = sessions.place(token, origin, segments);
    return active != null
        ? new VodPlaylist.Kind(true, true, active.spec().segmentSeconds() + 1, place)
        : new VodPlaylist.Kind(true, false, 1, place);
  }

  /// What is answered, written where it may take its time.
  private record Playlist(Buffer text, String caching) {}

  private void send(Playlist playlist, String token, RoutingContext context) {
    sessions.sent(token, playlist.text().length());
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/vnd.apple.mpegurl")
        .putHeader(HttpHeaders.CACHE_CONTROL, playlist.caching());
    Replies.end(context, playlist.text());
  }

  private void file(StreamKey key, RoutingContext context) {
    admitted(key, context, token -> files.file(key, context.pathParam("path"), token, context));
  }

  private void download(StreamKey key, RoutingContext context) {
    admitted(
        key,
        context,
        token ->
            found(
                key,
                context,
                token,
                (_, segments) -> segments,
                segments -> files.download(key, segments, token, context)));
  }

  /// Makes something of segments that were found, on a thread that may wait.
  @FunctionalInterface
  private interface Making<T> {
    T of(PlaybackRange range, List<StoredSegment> segments);
  }

  /// Looks up what is asked for, and makes sure that it is there.
  ///
  /// @param then on the request's loop
  private <T> void found(
      StreamKey key, RoutingContext context, String token, Making<T> making, Consumer<T> then) {
    PlaybackRange range;
    try {
      range = PlaybackRange.of(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    var segments =
        recordings
            .totals(key)
            .thenCompose(totals -> {
              Instant from = range.first();
              if (range.from() == null && !totals.isEmpty()) {
                Instant end = totals.getFirst().to();
                Instant last = range.to() == null || end.isBefore(range.to()) ? end : range.to();
                from = last.minus(USUAL);
              }
              return recordings.find(key, from, range.last(), MOST_SEGMENTS + 1);
            });
    StoreReplies.when(
        context,
        segments,
        all -> {
          if (all.size() > MOST_SEGMENTS) {
            Replies.problem(
                context,
                400,
                "from: expected a shorter time, of " + MOST_SEGMENTS + " segments at most");
          } else {
            files.present(
                all,
                token,
                context,
                present ->
                    present.isEmpty()
                        ? Optional.<T>empty()
                        : Optional.of(making.of(range, present)),
                made ->
                    made.ifPresentOrElse(
                        then,
                        () ->
                            Replies.problem(
                                context, 404, "nothing of " + key + " is recorded at that time")));
          }
        });
  }

  private static @Nullable String token(RoutingContext context) {
    String given = context.request().getParam(SESSION);
    return given == null || given.length() > 32 || !given.matches("[0-9a-z]+") ? null : given;
  }

  /// -1 where it is not said.
  private static long first(RoutingContext context) {
    String given = context.request().getParam(FIRST);
    return given == null || !given.matches("\\d{1,9}") ? -1 : Long.parseLong(given);
  }

  /// Goes on with the token that is shown, or asks who it is.
  private void admitted(StreamKey key, RoutingContext context, Consumer<String> then) {
    String given = token(context);
    switch (sessions.of(given, key)) {
      case ADMITTED -> then.accept(String.valueOf(given));
      case ENDED -> Replies.problem(context, 403, "this session was ended");
      case UNKNOWN ->
          admit(key, context, given == null ? PlaybackSessions.newToken() : given, then);
    }
  }

  private void admit(
      StreamKey key, RoutingContext context, String token, Consumer<String> admitted) {
    PlayRequest play = PlayRequests.of(key, Protocol.RECORDING, context);
    players.admit(
        play,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled answer) {
            switch (answer) {
              case Admission.Refused no -> refuse(context, no);
              case Admission.Granted by -> enter(play, token, by, context, admitted);
            }
          }

          @Override
          public void waits(Runnable leave) {
            context.response().closeHandler(_ -> leave.run());
          }
        });
  }

  private void enter(
      PlayRequest play,
      String token,
      Admission.Granted by,
      RoutingContext context,
      Consumer<String> admitted) {
    Admission.Refused full = players.enter(play);
    if (full != null) {
      refuse(context, full);
    } else if (sessions.open(token, play.key(), play.remote(), by)) {
      admitted.accept(token);
    } else {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
      Replies.problem(context, 503, "too many play recordings");
    }
  }

  private static void refuse(RoutingContext context, Admission.Refused no) {
    PlayRequests.refuse(context, no.refusal(), no.message());
  }

  /// What the player has shown of itself, for the addresses that follow.
  private static String carried(@Nullable String query) {
    StringJoiner kept = new StringJoiner("&", "&", "").setEmptyValue("");
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String name = pair.replaceFirst("=.*", "");
      boolean isOurs = List.of(SESSION, FIRST, "from", "to").contains(name);
      if (!isOurs && !pair.isEmpty() && !name.startsWith("_HLS_")) {
        kept.add(pair.replace("\"", "%22"));
      }
    }
    return kept.toString();
  }
}
