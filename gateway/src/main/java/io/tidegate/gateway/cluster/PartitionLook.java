package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.member.PartitionsView;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// How the common data are kept, looked at when somebody asks: that waits for the other nodes, so
/// each answer is of the look before. Any thread; never waits.
final class PartitionLook {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable Seen seen;

  private record Seen(ClusterNode node, PartitionsView view, long atNanos) {}

  /// Null before the first look of a node is over.
  @Nullable
  PartitionsView of(ClusterNode node) {
    Seen last = seen;
    boolean known = last != null && last.node() == node;
    boolean old = last == null || !known || System.nanoTime() - last.atNanos() > FRESH.toNanos();
    if (old && looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("cluster-partitions").start(() -> look(node));
    }
    return last != null && known ? last.view() : null;
  }

  private void look(ClusterNode node) {
    try {
      node.membership()
          .partitions()
          .ifPresent(view -> seen = new Seen(node, view, System.nanoTime()));
    } finally {
      looking.set(false);
    }
  }
}
