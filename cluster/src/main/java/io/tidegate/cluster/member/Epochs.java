package io.tidegate.cluster.member;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.tidegate.media.Nullable;
import java.io.Serial;
import java.time.InstantSource;
import java.util.Map;

/// Numbers that grow: whoever takes something over has a higher one than whoever had it. The lowest
/// 16 bits are the number of the node, so that two sides of a split never give the same one. The
/// others are at least the seconds since 1970, so that they grow though all nodes were away. Any
/// thread that may wait.
public final class Epochs {
  static final String MAP = "epochs";

  private static final int NODE_BITS = 16;

  private final IMap<String, Long> map;
  private final int number;
  private final InstantSource clock;

  public Epochs(Membership membership) {
    this(membership, InstantSource.system());
  }

  Epochs(Membership membership, InstantSource clock) {
    this.map = membership.map(MAP);
    this.number = membership.number();
    this.clock = clock;
  }

  /// A higher one than any before for this key, on this side of a split.
  public long next(String key) {
    return nextAfter(key, 0);
  }

  /// As [#next], and higher than one that was seen elsewhere.
  public long nextAfter(String key, long seen) {
    long least = clock.instant().getEpochSecond() << NODE_BITS;
    return map.executeOnKey(key, new Next(number, Math.max(seen, least)));
  }

  /// The node that an epoch was given to.
  public static int node(long epoch) {
    return (int) (epoch & ((1 << NODE_BITS) - 1));
  }

  private record Next(int number, long seen) implements EntryProcessor<String, Long, Long> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Long process(Map.Entry<String, Long> entry) {
      @Nullable Long before = entry.getValue();
      long highest = Math.max(before == null ? 0 : before, seen);
      long next = ((highest >> NODE_BITS) + 1) << NODE_BITS | number;
      entry.setValue(next);
      return next;
    }
  }
}
