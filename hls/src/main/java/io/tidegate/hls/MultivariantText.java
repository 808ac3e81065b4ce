package io.tidegate.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Writes a multivariant playlist. RFC 8216 §4.3.4.2. Pure.
///
/// The entry with the highest bit rate comes first: that is the source as a rule, which runs
/// already, so a player that begins with the first entry begins soonest.
final class MultivariantText {
  /// An entry and where it leads.
  ///
  /// @param uri of the media playlist
  record Entry(Variant variant, String uri) {}

  private MultivariantText() {}

  static String write(List<Entry> entries) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:6\n");
    entries.stream()
        .sorted(
            Comparator.comparingLong((Entry one) -> one.variant().peakBitsPerSecond()).reversed())
        .forEach(entry -> {
          text.append("#EXT-X-STREAM-INF:").append(attributes(entry.variant())).append('\n');
          text.append(entry.uri()).append('\n');
        });
    return text.toString();
  }

  private static String attributes(Variant variant) {
    List<String> attributes = new ArrayList<>();
    attributes.add("BANDWIDTH=" + variant.peakBitsPerSecond());
    attributes.add("AVERAGE-BANDWIDTH=" + variant.averageBitsPerSecond());
    attributes.add("CODECS=\"" + variant.codecs() + "\"");
    if (variant.width() > 0 && variant.height() > 0) {
      attributes.add("RESOLUTION=" + variant.width() + "x" + variant.height());
    }
    if (variant.framesPerSecond() > 0) {
      attributes.add(String.format(Locale.ROOT, "FRAME-RATE=%.3f", variant.framesPerSecond()));
    }
    return String.join(",", attributes);
  }
}
