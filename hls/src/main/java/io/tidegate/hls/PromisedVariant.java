package io.tidegate.hls;

import io.tidegate.media.StreamKey;

/// A stream that shows what another one shows in another coding, size or rate, and what it promises
/// to be before it runs. Immutable.
///
/// @param key where it is published, on the timeline of its source
///   ([io.tidegate.media.hub.PublishRequest#keepsTimes])
/// @param codecs as RFC 6381 writes them, with commas: `avc1.64001F,mp4a.40.2`
/// @param width of the picture as shown, 0 when unknown or without pictures
/// @param height of the picture, 0 when unknown or without pictures
/// @param framesPerSecond 0 when unknown or without pictures
/// @param bitsPerSecond the most that a segment takes, above 0
public record PromisedVariant(
    StreamKey key,
    String codecs,
    int width,
    int height,
    double framesPerSecond,
    long bitsPerSecond) {
  public PromisedVariant {
    if (codecs.isEmpty() || codecs.indexOf('"') >= 0) {
      throw new IllegalArgumentException("codecs are named in a quoted list: " + codecs);
    }
    if (width < 0 || height < 0 || framesPerSecond < 0 || bitsPerSecond <= 0) {
      throw new IllegalArgumentException("a rendition has a size and a rate: " + key);
    }
  }
}
