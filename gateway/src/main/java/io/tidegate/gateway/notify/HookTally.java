package io.tidegate.gateway.notify;

import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// How one target has fared since the start. Written on the courier's loop, read from any thread.
final class HookTally {
  private final AtomicLong receipts = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable Outcome last;
  private volatile @Nullable Instant failingSince;

  void note(Outcome outcome) {
    if (outcome.isReceipt()) {
      receipts.incrementAndGet();
      failingSince = null;
    } else {
      failures.incrementAndGet();
      failingSince = failingSince == null ? outcome.at() : failingSince;
    }
    last = outcome;
  }

  long receipts() {
    return receipts.get();
  }

  /// Attempts without a receipt.
  long failures() {
    return failures.get();
  }

  /// Null before the first attempt.
  @Nullable
  Outcome last() {
    return last;
  }

  /// Null while it is well.
  @Nullable
  Instant failingSince() {
    return failingSince;
  }
}
