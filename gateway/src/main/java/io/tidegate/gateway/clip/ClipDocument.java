package io.tidegate.gateway.clip;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clip as it is stored. Stateless.
final class ClipDocument {
  private ClipDocument() {}

  static JsonObject write(Clip clip) {
    return new JsonObject()
        .put("id", clip.id())
        .put("name", clip.name())
        .put("state", clip.state().name())
        .put("fileName", clip.fileName())
        .put("length", clip.length())
        .put("created", clip.created().toString())
        .put("changed", clip.changed().toString())
        .put("problem", clip.problem())
        .put("origin", clip.origin().path())
        .put("modified", clip.origin().modified())
        .put("space", clip.space())
        .put("facts", clip.facts() == null ? null : write(clip.facts()))
        .put("playable", clip.playable() == null ? null : write(clip.playable()));
  }

  private static JsonObject write(ClipFacts facts) {
    JsonArray tracks = new JsonArray();
    for (ClipFacts.Track track : facts.tracks()) {
      JsonObject json =
          new JsonObject()
              .put("index", track.index())
              .put("codec", track.codec())
              .put("durationMs", track.durationMs());
      switch (track) {
        case ClipFacts.Video video ->
            json.put("width", video.width())
                .put("height", video.height())
                .put("frameRate", video.frameRate())
                .put("rotation", video.rotation())
                .put("plain", video.plain())
                .put("interlaced", video.interlaced());
        case ClipFacts.Audio audio ->
            json.put("sampleRate", audio.sampleRate())
                .put("channels", audio.channels())
                .put("plain", audio.plain());
      }
      tracks.add(json);
    }
    return new JsonObject()
        .put("container", facts.container())
        .put("durationMs", facts.durationMs())
        .put("tracks", tracks);
  }

  private static JsonObject write(Clip.Playable playable) {
    return new JsonObject()
        .put("bytes", playable.bytes())
        .put("width", playable.width())
        .put("height", playable.height())
        .put("hasAudio", playable.hasAudio())
        .put("copied", playable.copied())
        .put("lead", playable.timing().lead())
        .put("baseNanos", playable.timing().base().nanos())
        .put("periodNanos", playable.timing().period().nanos());
  }

  /// @param offset of the upload, which is kept apart
  /// @throws RuntimeException when it is no such document
  static Clip read(JsonObject json, long offset) {
    Clip.State state = Clip.State.valueOf(json.getString("state"));
    return new Clip(
        json.getString("id"),
        json.getString("name"),
        state,
        json.getString("fileName"),
        json.getLong("length"),
        state == Clip.State.UPLOADING ? offset : json.getLong("length"),
        Instant.parse(json.getString("created")),
        Instant.parse(json.getString("changed")),
        state == Clip.State.READY ? 100 : 0,
        json.getString("problem"),
        facts(json.getJsonObject("facts")),
        playable(json.getJsonObject("playable")),
        new Clip.Origin(json.getString("origin"), json.getInstant("modified")),
        json.getString("space", ""));
  }

  private static @Nullable ClipFacts facts(@Nullable JsonObject json) {
    if (json == null) {
      return null;
    }
    List<ClipFacts.Track> tracks = new ArrayList<>();
    for (Object one : json.getJsonArray("tracks")) {
      JsonObject track = (JsonObject) one;
      tracks.add(track.containsKey("width") ? video(track) : audio(track));
    }
    return new ClipFacts(json.getString("container"), json.getLong("durationMs"), tracks);
  }

  private static ClipFacts.Video video(JsonObject json) {
    return new ClipFacts.Video(
        json.getInteger("index"),
        json.getString("codec"),
        json.getLong("durationMs"),
        json.getInteger("width"),
        json.getInteger("height"),
        json.getDouble("frameRate"),
        json.getInteger("rotation"),
        json.getBoolean("plain"),
        json.getBoolean("interlaced"));
  }

  private static ClipFacts.Audio audio(JsonObject json) {
    return new ClipFacts.Audio(
        json.getInteger("index"),
        json.getString("codec"),
        json.getLong("durationMs"),
        json.getInteger("sampleRate"),
        json.getInteger("channels"),
        json.getBoolean("plain"));
  }

  private static Clip.@Nullable Playable playable(@Nullable JsonObject json) {
    return json == null
        ? null
        : new Clip.Playable(
            json.getLong("bytes"),
            json.getInteger("width"),
            json.getInteger("height"),
            json.getBoolean("hasAudio"),
            json.getBoolean("copied"),
            new ClipTiming(
                json.getInteger("lead"),
                new MediaTime(json.getLong("baseNanos")),
                new MediaTime(json.getLong("periodNanos"))));
  }
}
