package io.tidegate.cluster.directory;

import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.Lease;
import io.tidegate.media.Nullable;

/// What the lease of a stream says: that a publisher has brought it, or by which epoch it was begun
/// when nobody had it. That stays the same while nodes take it over from each other, so that the
/// runs of two sides of a split are told apart. Stateless.
final class Runs {
  /// Of a stream that a publisher brought.
  private static final String FIXED = "fixed";

  private Runs() {}

  /// What is said by whoever claims it now.
  ///
  /// @param before what stood, null when nobody had it
  static String value(boolean fixed, @Nullable Lease before) {
    if (fixed) {
      return FIXED;
    }
    return before == null ? "" : Long.toString(begun(before));
  }

  static boolean isFixed(Lease lease) {
    return lease.value().equals(FIXED);
  }

  private static long begun(Lease lease) {
    try {
      return isFixed(lease) || lease.value().isEmpty()
          ? lease.epoch()
          : Long.parseLong(lease.value());
    } catch (NumberFormatException _) {
      return lease.epoch(); // of a release that says it otherwise
    }
  }

  /// Whether `later` goes on with another run than `before`, one that was begun later and by no
  /// publisher: by a node that did not know of it, as it was alone.
  static boolean isStray(Lease before, Lease later) {
    return before.epoch() < later.epoch()
        && Epochs.node(before.epoch()) != Epochs.node(later.epoch())
        && !isFixed(later)
        && begun(before) < begun(later);
  }
}
