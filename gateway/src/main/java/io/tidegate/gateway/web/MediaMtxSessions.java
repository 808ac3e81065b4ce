package io.tidegate.gateway.web;

import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamView;
import io.tidegate.srt.SrtLinkView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/// Streams and sessions of one moment in the words of MediaMTX. Immutable once made.
///
/// A connection there is a session here. Whom the gateway calls is a source there, not a
/// connection.
final class MediaMtxSessions {
  private static final Map<Protocol, String> PEERS =
      Map.of(
          Protocol.RTMP, "rtmpConn",
          Protocol.RTMPS, "rtmpsConn",
          Protocol.RTSP, "rtspSession",
          Protocol.RTSPS, "rtspsSession",
          Protocol.SRT, "srtConn");

  private static final Map<Protocol, String> SOURCES =
      Map.of(
          Protocol.RTMP, "rtmpSource",
          Protocol.RTMPS, "rtmpSource",
          Protocol.RTSP, "rtspSource",
          Protocol.RTSPS, "rtspSource",
          Protocol.SRT, "srtSource",
          Protocol.UDP_TS, "mpegtsSource");

  private final MediaMtxApi.Views views;
  private final List<SessionView> sessions;
  private final Map<StreamKey, List<SessionView>> byKey = new HashMap<>();
  private final Set<String> called = new HashSet<>();

  private MediaMtxSessions(MediaMtxApi.Views views) {
    this.views = views;
    this.sessions = views.sessions().sessions();
    for (SessionView session : sessions) {
      if (session.key() != null) {
        byKey.computeIfAbsent(session.key(), _ -> new ArrayList<>()).add(session);
      }
    }
    for (StreamView stream : views.streams().views()) {
      Stream.concat(
              Stream.ofNullable(stream.source()),
              stream.sources().stream().map(SourceView::publisher))
          .filter(publisher -> publisher != null && publisher.invited())
          .forEach(publisher -> called.add(publisher.sessionId()));
    }
  }

  /// As of now.
  static MediaMtxSessions of(MediaMtxApi.Views views) {
    return new MediaMtxSessions(views);
  }

  /// @param view null while there is no stream
  JsonObject path(StreamKey key, @Nullable StreamView view, boolean hasRoute) {
    boolean ready = view != null && view.state() == SessionState.STREAMING;
    Instant since = view != null && ready ? view.since() : null;
    String readyTime = since == null ? null : since.toString();
    List<SessionView> readers =
        byKey.getOrDefault(key, List.of()).stream().filter(one -> !isPublisher(one)).toList();
    long received = view == null ? 0 : view.bytes();
    long sent = readers.stream().mapToLong(SessionView::bytes).sum();
    List<String> tracks = new ArrayList<>();
    if (view != null) {
      view.tracks()
          .forEach(track -> {
            if (!track.isDerived()) {
              tracks.add(codec(track.codec()));
            }
          });
    }
    return new JsonObject()
        .put("name", key.toString())
        .put("confName", hasRoute ? key.toString() : "all_others")
        .put("source", view == null || !ready ? null : source(view.source()))
        .put("ready", ready)
        .put("readyTime", readyTime)
        .put("available", ready)
        .put("availableTime", readyTime)
        .put("online", ready)
        .put("onlineTime", readyTime)
        .put("tracks", new JsonArray(tracks))
        .put("bytesReceived", received)
        .put("bytesSent", sent)
        .put("inboundBytes", received)
        .put("outboundBytes", sent)
        .put("readers", readers(readers));
  }

  private @Nullable JsonObject source(@Nullable PublishRequest publisher) {
    if (publisher == null) {
      return null;
    }
    if (publisher.invited()) {
      String type = SOURCES.get(publisher.protocol());
      return type == null ? null : new JsonObject().put("type", type).put("id", "");
    }
    String type = PEERS.get(publisher.protocol());
    SessionView session = views.sessions().find(publisher.sessionId());
    return type == null
        ? null
        : new JsonObject().put("type", type).put("id", session == null ? "" : id(session));
  }

  /// All viewers of HLS are one muxer there; those of HTTP-FLV and the like it does not know.
  private static JsonArray readers(List<SessionView> sessions) {
    JsonArray readers = new JsonArray();
    boolean hls = false;
    for (SessionView session : sessions) {
      String type = PEERS.get(session.protocol());
      if (session.protocol() == Protocol.HLS) {
        hls = true;
      } else {
        readers.add(
            new JsonObject()
                .put("type", type == null ? "httpSession" : type)
                .put("id", id(session)));
      }
    }
    if (hls) {
      readers.add(new JsonObject().put("type", "hlsMuxer").put("id", ""));
    }
    return readers;
  }

  /// One for each stream that somebody watches over HLS.
  List<JsonObject> hlsMuxers() {
    Map<StreamKey, JsonObject> muxers = new TreeMap<>();
    String now = Instant.now().toString();
    byKey.forEach((key, all) -> {
      List<SessionView> viewers =
          all.stream().filter(session -> session.protocol() == Protocol.HLS).toList();
      if (!viewers.isEmpty()) {
        long sent = viewers.stream().mapToLong(SessionView::bytes).sum();
        muxers.put(
            key,
            new JsonObject()
                .put("path", key.toString())
                .put("created", viewers.getFirst().since().toString())
                .put("lastRequest", now)
                .put("bytesSent", sent)
                .put("outboundBytes", sent));
      }
    });
    return List.copyOf(muxers.values());
  }

  List<JsonObject> rtspConnections(Protocol protocol) {
    return of(protocol)
        .map(session ->
            bytes(
                new JsonObject()
                    .put("id", id(session))
                    .put("created", session.since().toString())
                    .put("remoteAddr", session.remote())
                    .put("session", id(session))
                    .put("tunnel", "none"),
                session))
        .toList();
  }

  List<JsonObject> rtspSessions(Protocol protocol) {
    return of(protocol)
        .map(session ->
            bytes(peer(session), session)
                .putNull("transport")
                .putNull("profile")
                .put("conns", new JsonArray().add(id(session))))
        .toList();
  }

  List<JsonObject> rtmpConnections(Protocol protocol) {
    return of(protocol)
        .map(session ->
            bytes(peer(session), session)
                .put("outboundFramesDiscarded", isPublisher(session) ? 0 : session.drops()))
        .toList();
  }

  List<JsonObject> srtConnections() {
    Map<String, SrtLinkView> links = new HashMap<>();
    views.links().links().forEach(link -> links.put(link.sessionId(), link));
    return of(Protocol.SRT)
        .map(session -> {
          SrtLinkView link = links.get(session.id());
          JsonObject json = peer(session);
          return link == null ? bytes(json, session) : json.mergeIn(MediaMtxSrt.stats(link));
        })
        .toList();
  }

  private Stream<SessionView> of(Protocol protocol) {
    return sessions.stream()
        .filter(session -> session.protocol() == protocol)
        .filter(session -> !called.contains(session.id()));
  }

  private static JsonObject peer(SessionView session) {
    StreamKey key = session.key();
    String doing = key == null ? "idle" : isPublisher(session) ? "publish" : "read";
    return new JsonObject()
        .put("id", id(session))
        .put("created", session.since().toString())
        .put("remoteAddr", session.remote())
        .put("state", doing)
        .put("path", key == null ? "" : key.toString())
        .put("query", "")
        .put("user", "");
  }

  private static JsonObject bytes(JsonObject json, SessionView session) {
    long received = isPublisher(session) ? session.bytes() : 0;
    long sent = isPublisher(session) ? 0 : session.bytes();
    return json.put("bytesReceived", received)
        .put("bytesSent", sent)
        .put("inboundBytes", received)
        .put("outboundBytes", sent);
  }

  private static boolean isPublisher(SessionView session) {
    return session.kind() == SessionView.Kind.PUBLISHER;
  }

  /// MediaMTX's ids are UUIDs, and programs read them as such: ours are made from the session's id
  /// and beginning, the same each time.
  static String id(SessionView session) {
    String text = session.id() + " " + session.since();
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String codec(Codec codec) {
    return switch (codec) {
      case H264 -> "H264";
      case H265 -> "H265";
      case AV1 -> "AV1";
      case VP9 -> "VP9";
      case MJPEG -> "M-JPEG";
      case MPEG1, MPEG2 -> "MPEG-1/2 Video";
      case AAC -> "MPEG-4 Audio";
      case MP3, MP2 -> "MPEG-1/2 Audio";
      case OPUS -> "Opus";
      case G711A, G711U -> "G711";
      case G722 -> "G722";
      case L16 -> "LPCM";
      case FLAC -> "FLAC";
      case AC3 -> "AC-3";
      case EAC3 -> "E-AC-3";
    };
  }
}
