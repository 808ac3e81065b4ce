package io.tidegate.gateway.beacon;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;

/// What one player page tells of the time since its last report. Immutable; numbers within bounds,
/// as whoever sends it is a stranger.
///
/// @param key of the stream, as the page has it
/// @param way how it plays
/// @param stalls how often it ran out of media, 0 to 1,000
/// @param stalledMs for how long, 0 to an hour
/// @param decodeFailures how often the browser could not decode, 0 to 1,000
/// @param firstFrameMs from its start to the first picture, 0 to ten minutes; null where that was
///   told before
public record PlayerReport(
    StreamKey key,
    Way way,
    int stalls,
    int stalledMs,
    int decodeFailures,
    @Nullable Integer firstFrameMs) {
  private static final Set<String> FIELDS =
      Set.of("stream", "way", "stalls", "stalledMs", "decodeFailures", "firstFrameMs");

  private static final int MAX_COUNT = 1_000;
  private static final int MAX_STALLED_MS = 3_600_000;
  private static final int MAX_FIRST_FRAME_MS = 600_000;

  /// What plays in the page.
  public enum Way {
    /// mpegts.js
    FLV,
    /// hls.js
    HLS,
    /// The browser's own HLS.
    NATIVE;

    /// As in reports and metrics.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @throws IllegalArgumentException whose message says which field is wrong, without its value
  public static PlayerReport parse(JsonObject json) {
    if (!FIELDS.containsAll(json.fieldNames())) {
      throw new IllegalArgumentException("expected nothing but " + String.join(", ", FIELDS));
    }
    return new PlayerReport(
        key(json.getValue("stream")),
        way(json.getValue("way")),
        number(json, "stalls", MAX_COUNT),
        number(json, "stalledMs", MAX_STALLED_MS),
        number(json, "decodeFailures", MAX_COUNT),
        json.getValue("firstFrameMs") == null
            ? null
            : number(json, "firstFrameMs", MAX_FIRST_FRAME_MS));
  }

  private static StreamKey key(@Nullable Object value) {
    try {
      if (value instanceof String text) {
        return StreamKey.parse(text);
      }
    } catch (IllegalArgumentException notAKey) {
      throw new IllegalArgumentException("stream: expected app/name", notAKey);
    }
    throw new IllegalArgumentException("stream: expected app/name");
  }

  private static Way way(@Nullable Object value) {
    for (Way way : Way.values()) {
      if (way.label().equals(value)) {
        return way;
      }
    }
    throw new IllegalArgumentException("way: expected flv, hls or native");
  }

  /// 0 where it is left out.
  private static int number(JsonObject json, String field, int most) {
    Object value = json.getValue(field);
    if (value == null) {
      return 0;
    }
    if (value instanceof Integer number && number >= 0 && number <= most) {
      return number;
    }
    throw new IllegalArgumentException(field + ": expected a whole number, 0 to " + most);
  }
}
