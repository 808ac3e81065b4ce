package io.tidegate.cluster.member;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.media.Nullable;

/// After a split: of what both sides have, that of the higher epoch, or the later order; of what
/// one side has, that.
///
/// @param <V> of the map
public final class HigherEpochMerge<V>
    implements SplitBrainMergePolicy<V, MergingValue<V>, Object> {
  @Override
  public @Nullable Object merge(MergingValue<V> merging, @Nullable MergingValue<V> existing) {
    Object theirs = merging.getDeserializedValue();
    if (existing == null) {
      return theirs;
    }
    Object ours = existing.getDeserializedValue();
    return epoch(theirs) > epoch(ours) ? theirs : ours;
  }

  private static long epoch(@Nullable Object value) {
    return switch (value) {
      case Long epoch -> Math.abs(epoch); // an order has a sign
      case Lease lease -> lease.epoch();
      case StateRecord record -> record.stamp();
      case null, default -> Long.MIN_VALUE;
    };
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
