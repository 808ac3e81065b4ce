package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.PathPattern;
import io.tidegate.gateway.storage.StorageProfile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Where a recorded file lies elsewhere; the index writes it `profile:path`. Immutable.
record StoragePlace(String profile, ObjectPath path) {
  /// @param text as the index has it; no name of a profile has a colon
  static StoragePlace parse(String text) {
    int end = text.indexOf(':');
    return new StoragePlace(text.substring(0, end), new ObjectPath(text.substring(end + 1)));
  }

  static String text(String profile, ObjectPath path) {
    return profile + ":" + path.text();
  }

  /// @throws IllegalArgumentException when the pattern makes none of it
  static ObjectPath path(StorageProfile profile, StoredSegment segment) {
    return path(profile, segment, segment.start(), segment.name().path());
  }

  /// Of its init section, which is one for a day.
  static ObjectPath init(StorageProfile profile, StoredSegment segment) {
    Instant day = segment.start().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    return path(profile, segment, day, segment.name().initPath());
  }

  /// Streams of one server have files of one name: a pattern that leaves their keys out has them at
  /// its end.
  private static ObjectPath path(
      StorageProfile profile, StoredSegment segment, Instant at, String local) {
    PathPattern pattern = profile.spec().pattern();
    String file = local.substring(local.lastIndexOf('/') + 1);
    boolean isApart = pattern.text().contains("{app}") && pattern.text().contains("{name}");
    return profile.path(
        new PathPattern.Thing(
            segment.key(), StoredElsewhere.OWNER, at, isApart ? file : segment.key() + "/" + file));
  }
}
