package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import java.util.Map;

/// What players are told of objects, by the ends of their names. Stateless.
final class ContentTypes {
  private static final Map<String, String> BY_END =
      Map.of(
          "mp4", "video/mp4",
          "m4s", "video/iso.segment",
          "ts", "video/mp2t",
          "m3u8", "application/vnd.apple.mpegurl",
          "mpd", "application/dash+xml",
          "jpg", "image/jpeg",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8");

  private ContentTypes() {}

  static String of(ObjectPath path) {
    String end = path.text().substring(path.text().lastIndexOf('.') + 1);
    return BY_END.getOrDefault(end, "application/octet-stream");
  }
}
