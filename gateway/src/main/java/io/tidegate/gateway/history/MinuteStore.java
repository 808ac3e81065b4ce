package io.tidegate.gateway.history;

import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;

/// Where minutes go when they are over. Any thread.
public interface MinuteStore {
  /// Takes them, for the disk at some later time.
  void add(List<Minute> minutes);

  /// What is known of a stream, by hour since 1970.
  ///
  /// @param toHour included
  CompletableFuture<NavigableMap<Long, HourBlock>> read(String key, long fromHour, long toHour);
}
