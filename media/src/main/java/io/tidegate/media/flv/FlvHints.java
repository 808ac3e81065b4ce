package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import java.util.List;

/// What `onMetaData` announces. It is a hint: encoders leave parts out or lie. §E.5. Immutable.
///
/// @param width 0 when not told
/// @param height 0 when not told
record FlvHints(boolean hasVideo, boolean hasAudio, int width, int height) {
  /// When nothing is told, both may come.
  static final FlvHints NONE = new FlvHints(true, true, 0, 0);

  /// @param body of a script tag
  static FlvHints parse(Bytes body) throws MalformedException {
    List<Amf0Value> values = Amf0.parse(body);
    boolean isMetadata =
        values.size() > 1
            && values.get(0) instanceof Amf0Value.Text name
            && name.value().equals("onMetaData");
    if (!isMetadata || !(values.get(1) instanceof Amf0Value.Keyed told)) {
      return NONE;
    }
    boolean video = told.number("videocodecid", 0) != 0 || told.number("width", 0) > 0;
    boolean audio = told.number("audiocodecid", 0) != 0 || told.number("audiosamplerate", 0) > 0;
    boolean saysNothing = !video && !audio;
    return new FlvHints(
        video || saysNothing,
        audio || saysNothing,
        geometry(told.number("width", 0)),
        geometry(told.number("height", 0)));
  }

  private static int geometry(double value) {
    return value >= 1 && value <= 65_535 ? (int) value : 0;
  }
}
