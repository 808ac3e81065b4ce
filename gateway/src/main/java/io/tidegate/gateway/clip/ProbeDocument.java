package io.tidegate.gateway.clip;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads what FFmpeg's `ffprobe -of json -show_format -show_streams` says. Its values are a hostile
/// file's: whatever is not of the expected form counts as not said. Stateless.
final class ProbeDocument {
  /// Names are FFmpeg's, but what is in a file may be long.
  private static final int MOST_NAME = 60;

  private static final Set<String> PLAIN_PROFILES =
      Set.of("Constrained Baseline", "Baseline", "Main", "High");

  private static final double MOST_SECONDS = 1e9;

  private ProbeDocument() {}

  /// @throws IllegalArgumentException when it is no such document
  static ClipFacts read(Bytes output) {
    JsonObject json;
    try {
      byte[] copy = new byte[output.length()];
      output.copyTo(copy, 0);
      json = new JsonObject(Buffer.buffer(copy));
    } catch (DecodeException | ClassCastException notJson) {
      throw new IllegalArgumentException("no document of ffprobe", notJson);
    }
    List<ClipFacts.Track> tracks = new ArrayList<>();
    for (JsonObject stream : objects(json.getValue("streams"))) {
      boolean isCover =
          object(stream.getValue("disposition")).getValue("attached_pic") instanceof Integer one
              && one == 1;
      switch (text(stream, "codec_type")) {
        case "video" -> {
          if (!isCover) {
            tracks.add(video(stream));
          }
        }
        case "audio" -> tracks.add(audio(stream));
        default -> {}
      }
    }
    JsonObject format = object(json.getValue("format"));
    return new ClipFacts(text(format, "format_name"), millis(format), tracks);
  }

  private static ClipFacts.Video video(JsonObject stream) {
    String order = text(stream, "field_order");
    boolean isInterlaced = Set.of("tt", "bb", "tb", "bt").contains(order);
    String aspect = text(stream, "sample_aspect_ratio");
    boolean isPlain =
        text(stream, "codec_name").equals("h264")
            && PLAIN_PROFILES.contains(text(stream, "profile"))
            && text(stream, "pix_fmt").equals("yuv420p")
            && !isInterlaced
            && Set.of("1:1", "0:1", "").contains(aspect);
    return new ClipFacts.Video(
        whole(stream, "index"),
        text(stream, "codec_name"),
        millis(stream),
        whole(stream, "width"),
        whole(stream, "height"),
        rate(stream),
        rotation(stream),
        isPlain,
        isInterlaced);
  }

  private static ClipFacts.Audio audio(JsonObject stream) {
    int rate = (int) number(text(stream, "sample_rate"));
    int channels = whole(stream, "channels");
    boolean isPlain =
        text(stream, "codec_name").equals("aac")
            && text(stream, "profile").equals("LC")
            && rate == ClipPlan.AUDIO_RATE
            && channels == 2;
    return new ClipFacts.Audio(
        whole(stream, "index"),
        text(stream, "codec_name"),
        millis(stream),
        rate,
        channels,
        isPlain);
  }

  /// Of an average that makes no sense, what the container counts by.
  private static double rate(JsonObject stream) {
    double average = fraction(text(stream, "avg_frame_rate"));
    return average > 0 ? average : fraction(text(stream, "r_frame_rate"));
  }

  private static int rotation(JsonObject stream) {
    for (JsonObject side : objects(stream.getValue("side_data_list"))) {
      if (side.getValue("rotation") instanceof Number degrees) {
        return Math.floorMod(degrees.intValue(), 360);
      }
    }
    return 0;
  }

  private static double fraction(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return number(text);
    }
    double below = number(text.substring(slash + 1));
    return below == 0 ? 0 : number(text.substring(0, slash)) / below;
  }

  private static long millis(JsonObject json) {
    double seconds = number(text(json, "duration"));
    return Math.round(Math.clamp(seconds, 0, MOST_SECONDS) * 1_000);
  }

  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : 0;
    } catch (NumberFormatException notSaid) {
      return 0; // N/A
    }
  }

  private static int whole(JsonObject json, String name) {
    return json.getValue(name) instanceof Integer value ? Math.max(0, value) : 0;
  }

  private static String text(JsonObject json, String name) {
    String text = json.getValue(name) instanceof String value ? value : "";
    String cut = text.length() > MOST_NAME ? text.substring(0, MOST_NAME) : text;
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private static JsonObject object(@Nullable Object value) {
    return value instanceof JsonObject json ? json : new JsonObject();
  }

  private static List<JsonObject> objects(@Nullable Object value) {
    return value instanceof JsonArray array
        ? array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }
}
