package io.tidegate.gateway.beacon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// How much each address may ask for: some at once, then so many a second (a token bucket). Any
/// thread; bounded, the address that asked longest ago is forgotten first.
public final class AddressQuota {
  /// Some megabytes.
  static final int MAX_KNOWN = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private final int atOnce;
  private final double perSecond;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Bucket> buckets = new LinkedHashMap<>();

  private record Bucket(double left, long lastNanos) {}

  /// @param atOnce after a pause, at least 1
  /// @param perSecond in the long run
  /// @param nanoTime the monotonic clock
  public AddressQuota(int atOnce, double perSecond, LongSupplier nanoTime) {
    this.atOnce = atOnce;
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  /// Whether `address` may ask once more; counts it if so.
  public boolean takes(String address) {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      Bucket before = buckets.remove(address);
      double left =
          before == null
              ? atOnce
              : Math.min(
                  atOnce, before.left + (now - before.lastNanos) / NANOS_PER_SECOND * perSecond);
      boolean takes = left >= 1;
      buckets.put(address, new Bucket(takes ? left - 1 : left, now));
      if (buckets.size() > MAX_KNOWN) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      return takes;
    } finally {
      lock.unlock();
    }
  }
}
