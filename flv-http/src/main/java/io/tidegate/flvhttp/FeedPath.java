package io.tidegate.flvhttp;

import io.tidegate.media.StreamKey;

/// What a request path names: `/app/name.flv`, or `/app/name.live.flv` as some players write it;
/// `.ts`, `.mp4` and `.mjpg` alike.
record FeedPath(StreamKey key, FeedFormat format) {
  private static final String LIVE = ".live";

  /// @param olderHevc the query asks for H.265 under codec id 12
  /// @throws IllegalArgumentException with a sentence for the user when it is no stream's path
  static FeedPath parse(String path, boolean olderHevc) {
    int dot = path.lastIndexOf('.');
    FeedFormat format =
        switch (path.substring(dot + 1)) {
          case "flv" -> olderHevc ? FeedFormat.FLV_HEVC_12 : FeedFormat.FLV;
          case "ts" -> FeedFormat.TS;
          case "mp4" -> FeedFormat.MP4;
          case "mjpg" -> FeedFormat.MJPEG;
          default -> throw new IllegalArgumentException("no such output: " + path);
        };
    String key = path.substring(0, dot);
    boolean isAlias = path.endsWith(LIVE + ".flv");
    if (isAlias) {
      key = key.substring(0, key.length() - LIVE.length());
    }
    return new FeedPath(StreamKey.parse(key), format);
  }
}
