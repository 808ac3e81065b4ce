package io.tidegate.gateway.storage;

import io.tidegate.media.StreamKey;
import java.time.Instant;

/// Where something of a stream lies in a storage profile, written `profile:path`. Immutable.
public record StoragePlace(String profile, ObjectPath path) {
  /// @param text as [#text] wrote it; no name of a profile has a colon
  public static StoragePlace parse(String text) {
    int end = text.indexOf(':');
    return new StoragePlace(text.substring(0, end), new ObjectPath(text.substring(end + 1)));
  }

  public static String text(String profile, ObjectPath path) {
    return profile + ":" + path.text();
  }

  /// Where a file of a stream goes by the profile's pattern. Streams of one server have files of
  /// one name: a pattern that leaves their keys out has them at its end.
  ///
  /// @param kind as [PathPattern.Thing] has it
  /// @param file its own name
  /// @throws IllegalArgumentException when the pattern makes no path of it
  public static ObjectPath path(
      StorageProfile profile, StreamKey key, String kind, Instant at, String file) {
    String pattern = profile.spec().pattern().text();
    boolean isApart = pattern.contains("{app}") && pattern.contains("{name}");
    return profile.path(new PathPattern.Thing(key, kind, at, isApart ? file : key + "/" + file));
  }
}
