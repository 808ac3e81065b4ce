package io.tidegate.cluster.member;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.tidegate.media.Nullable;
import java.io.Serial;
import java.util.Map;

/// Numbers that grow: whoever takes something over has a higher one than whoever had it. The lowest
/// 16 bits are the number of the node, so that two sides of a split never give the same one. Any
/// thread that may wait.
public final class Epochs {
  private static final int NODE_BITS = 16;

  private final IMap<String, Long> map;
  private final int number;

  public Epochs(Membership membership) {
    this.map = membership.map("epochs");
    this.number = membership.number();
  }

  /// A higher one than any before for this key, on this side of a split.
  public long next(String key) {
    return map.executeOnKey(key, new Next(number));
  }

  /// As [#next], and higher than one that was seen elsewhere.
  public long nextAfter(String key, long seen) {
    return map.executeOnKey(key, new Next(number, seen));
  }

  /// The node that an epoch was given to.
  public static int node(long epoch) {
    return (int) (epoch & ((1 << NODE_BITS) - 1));
  }

  private record Next(int number, long seen) implements EntryProcessor<String, Long, Long> {
    @Serial private static final long serialVersionUID = 1;

    Next(int number) {
      this(number, 0);
    }

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
