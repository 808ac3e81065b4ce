package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// How the uploads of one profile have fared since the start. Any thread.
final class UploadTally {
  final LongAdder stored = new LongAdder();
  final LongAdder storedBytes = new LongAdder();
  final LongAdder sentBytes = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder lost = new LongAdder();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private volatile Health health = Health.WELL;

  /// @param problem of the last failure since the last success, null for none
  record Health(UploadsView.@Nullable Problem problem, @Nullable Instant failingSince) {
    static final Health WELL = new Health(null, null);
  }

  Health health() {
    return health;
  }

  UploadsView.Counts counts() {
    return new UploadsView.Counts(
        stored.sum(),
        storedBytes.sum(),
        sentBytes.sum(),
        failures.sum(),
        refused.sum(),
        lost.sum());
  }

  /// @return whether it is the first in a row
  boolean refuses() {
    refused.increment();
    return !refusing.getAndSet(true);
  }

  void takes() {
    refusing.set(false);
  }

  /// @return whether it failed before
  boolean well() {
    boolean failed = health.failingSince() != null;
    health = Health.WELL;
    return failed;
  }

  /// @param concernsProfile whether everything else would fail, too
  /// @return whether it was well before, and the profile itself is not now
  boolean fails(Instant now, StorageException failure, boolean concernsProfile) {
    Instant since = health.failingSince();
    boolean begins = since == null && concernsProfile;
    String message = String.valueOf(failure.getMessage());
    health =
        new Health(new UploadsView.Problem(now, message, failure.advice()), begins ? now : since);
    return begins;
  }
}
