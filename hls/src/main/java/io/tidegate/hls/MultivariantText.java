package io.tidegate.hls;

import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the multivariant playlist with its one entry. RFC 8216 §4.3.4.2. Pure.
final class MultivariantText {
  private MultivariantText() {}

  /// @param uri of the media playlist
  static String write(PlaylistSnapshot snapshot, CarriedTracks tracks, String uri) {
    List<String> attributes = new ArrayList<>();
    attributes.add("BANDWIDTH=" + peakBitsPerSecond(snapshot));
    attributes.add("AVERAGE-BANDWIDTH=" + averageBitsPerSecond(snapshot));
    attributes.add("CODECS=\"" + codecs(tracks) + "\"");
    Track video = tracks.video();
    if (video != null && video.params() instanceof CodecParams.Video params) {
      VideoFormat format = params.format();
      long displayed = Math.round((double) format.width() * format.sarWidth() / format.sarHeight());
      attributes.add("RESOLUTION=" + displayed + "x" + format.height());
      addFrameRate(attributes, format.frameRate(), snapshot.state().partTarget());
    }
    return "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-STREAM-INF:%s\n%s\n"
        .formatted(String.join(",", attributes), uri);
  }

  private static void addFrameRate(
      List<String> attributes, FrameRate declared, @Nullable PartTarget measured) {
    double perSecond = declared.perSecond();
    if (measured != null) {
      perSecond = 1 / measured.frame().toSeconds();
    }
    if (perSecond > 0) {
      attributes.add(String.format(Locale.ROOT, "FRAME-RATE=%.3f", perSecond));
    }
  }

  private static String codecs(CarriedTracks tracks) {
    return String.join(
        ",", tracks.list().asList().stream().map(t -> t.params().rfc6381()).toList());
  }

  private static long peakBitsPerSecond(PlaylistSnapshot snapshot) {
    return snapshot.listed().stream()
        .mapToLong(one -> bitsPerSecond(one.bytes(), one.duration().nanos()))
        .max()
        .orElse(1);
  }

  private static long averageBitsPerSecond(PlaylistSnapshot snapshot) {
    long bytes = snapshot.listed().stream().mapToLong(Segment::bytes).sum();
    return bitsPerSecond(bytes, snapshot.duration().nanos());
  }

  /// Rounded up, so that it is never zero.
  private static long bitsPerSecond(long bytes, long nanos) {
    return (long) Math.ceil(Math.max(1, bytes) * 8e9 / Math.max(1, nanos));
  }
}
