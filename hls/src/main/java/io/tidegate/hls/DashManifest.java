package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The MPD of one [PlaylistSnapshot], shared by all viewers. Immutable, any thread.
final class DashManifest {
  private final List<String> halves;
  private final String tag;
  private final Bytes text;
  private @Nullable Bytes coded;

  private DashManifest(List<String> halves, String tag) {
    this.halves = halves;
    this.tag = tag;
    this.text = Bytes.of(String.join("", halves), StandardCharsets.UTF_8);
  }

  /// @param segments of `playlist` that have a Period, at least one
  static DashManifest of(PlaylistSnapshot playlist, List<Segment> segments, DashLadder ladder) {
    return new DashManifest(
        MpdText.write(playlist, segments, ladder), tag(playlist, segments, ladder));
  }

  /// Whether [#of] would make the same of these.
  boolean isOf(PlaylistSnapshot playlist, List<Segment> segments, DashLadder ladder) {
    return tag.equals(tag(playlist, segments, ladder));
  }

  private static String tag(PlaylistSnapshot playlist, List<Segment> segments, DashLadder ladder) {
    StringBuilder tag = new StringBuilder(playlist.names().token());
    tag.append("-m").append(segments.getFirst().number());
    tag.append('-').append(segments.getLast().number());
    tag.append(playlist.state().ended() ? "e" : "");
    tag.append(ladder.offersSource() ? "" : "o");
    ladder.renditions().forEach(one -> tag.append('-').append(one.tag()));
    return tag.toString();
  }

  /// Differs from that of every other text of this stream.
  String entityTag(boolean isCoded) {
    return "\"" + tag + (isCoded ? "z\"" : "\"");
  }

  Bytes text() {
    return text;
  }

  /// [#text] in [GzipCoding].
  Bytes coded() {
    Bytes built = coded;
    if (built == null) {
      built = GzipCoding.encode(text);
      coded = built;
    }
    return built;
  }

  /// For one viewer, who asks at `address` from then on.
  Bytes leadingTo(String address) {
    String whole = halves.getFirst() + MpdText.location(address) + halves.getLast();
    return Bytes.of(whole, StandardCharsets.UTF_8);
  }
}
