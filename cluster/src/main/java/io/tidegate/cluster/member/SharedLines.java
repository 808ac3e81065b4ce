package io.tidegate.cluster.member;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Lines that each node keeps for itself and tells the others: at its start, after a split, and
/// whenever there is a new one. Any thread that may wait.
public final class SharedLines implements AutoCloseable {
  private final IMap<Integer, String> map;
  private final Supplier<Map<Integer, String>> own;
  private final Consumer<String> sink;
  private final ExecutorService tasks =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("cluster-lines").factory());

  /// @param name of the map, the same at all nodes
  /// @param own what this node tells
  /// @param sink takes what others tell; never two threads at a time
  public SharedLines(
      Membership membership,
      String name,
      Supplier<Map<Integer, String>> own,
      Consumer<String> sink) {
    this.map = membership.map(name);
    this.own = own;
    this.sink = sink;
    map.addEntryListener((EntryAddedListener<Integer, String>) event -> told(event), true);
    map.addEntryListener((EntryUpdatedListener<Integer, String>) event -> told(event), true);
    membership.observe(event -> {
      if (event instanceof MembershipEvent.Merged) {
        tasks.execute(this::exchange);
      }
    });
    exchange();
  }

  private void told(EntryEvent<Integer, String> event) {
    String line = event.getValue();
    tasks.execute(() -> sink.accept(line));
  }

  private void exchange() {
    own.get().forEach((number, line) -> map.putIfAbsent(number, line));
    map.values().forEach(sink);
  }

  /// Tells it to all, this node among them.
  public void tell(int number, String line) {
    map.set(number, line);
  }

  /// As [#tell], unless all know it.
  public void tellNew(int number, String line) {
    if (!line.equals(map.get(number))) {
      map.set(number, line);
    }
  }

  @Override
  public void close() {
    tasks.shutdown();
  }
}
