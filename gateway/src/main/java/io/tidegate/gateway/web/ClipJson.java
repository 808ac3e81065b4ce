package io.tidegate.gateway.web;

import io.tidegate.gateway.clip.Clip;
import io.tidegate.gateway.clip.ClipFacts;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Clips as the API shows them. Stateless.
final class ClipJson {
  private ClipJson() {}

  /// @param usedBy routes that the asker may see
  static JsonObject of(Clip clip, List<StreamKey> usedBy) {
    ClipFacts facts = clip.facts();
    Clip.Playable playable = clip.playable();
    return new JsonObject()
        .put("name", clip.name())
        .put("state", clip.state().label())
        .put("fileName", clip.fileName())
        .put("lengthBytes", clip.length())
        .put("offsetBytes", clip.offset())
        .put("created", clip.created().toString())
        .put("changed", clip.changed().toString())
        .put("percent", clip.percent())
        .put("problem", clip.problem())
        .put("origin", clip.origin().path())
        .put("space", clip.space())
        .put("original", facts == null ? null : original(facts))
        .put("playable", playable == null ? null : playable(playable))
        .put("usedBy", new JsonArray(usedBy.stream().map(StreamKey::toString).toList()));
  }

  private static JsonObject original(ClipFacts facts) {
    return new JsonObject()
        .put("container", facts.container())
        .put("durationMs", facts.durationMs())
        .put("tracks", new JsonArray(facts.tracks().stream().map(ClipJson::track).toList()));
  }

  private static JsonObject track(ClipFacts.Track track) {
    return switch (track) {
      case ClipFacts.Video video ->
          new JsonObject()
              .put("kind", "video")
              .put("codec", video.codec())
              .put("width", video.width())
              .put("height", video.height())
              .put("frameRate", LiveViews.rounded(video.frameRate()))
              .put("interlaced", video.interlaced());
      case ClipFacts.Audio audio ->
          new JsonObject()
              .put("kind", "audio")
              .put("codec", audio.codec())
              .put("sampleRateHz", audio.sampleRate())
              .put("channels", audio.channels());
    };
  }

  private static JsonObject playable(Clip.Playable playable) {
    return new JsonObject()
        .put("bytes", playable.bytes())
        .put("durationMs", playable.durationMs())
        .put("width", playable.width())
        .put("height", playable.height())
        .put("sound", playable.hasAudio())
        .put("copied", playable.copied());
  }
}
