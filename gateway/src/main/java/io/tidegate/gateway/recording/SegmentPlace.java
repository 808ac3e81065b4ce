package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StoragePlace;
import io.tidegate.gateway.storage.StorageProfile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Where recorded files go in a storage profile. Stateless.
final class SegmentPlace {
  private SegmentPlace() {}

  /// @throws IllegalArgumentException when the pattern makes none of it
  static ObjectPath path(StorageProfile profile, StoredSegment segment) {
    return path(profile, segment, segment.start(), segment.name().path());
  }

  /// Of its init section, which is one for a day.
  static ObjectPath init(StorageProfile profile, StoredSegment segment) {
    Instant day = segment.start().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    return path(profile, segment, day, segment.name().initPath());
  }

  private static ObjectPath path(
      StorageProfile profile, StoredSegment segment, Instant at, String local) {
    String file = local.substring(local.lastIndexOf('/') + 1);
    return StoragePlace.path(profile, segment.key(), StoredElsewhere.OWNER, at, file);
  }
}
