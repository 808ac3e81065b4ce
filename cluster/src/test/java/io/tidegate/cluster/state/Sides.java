package io.tidegate.cluster.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What connects nodes, in memory: nodes of one side have one map. Any thread.
final class Sides {
  private final Map<Integer, Side> sides = new TreeMap<>();

  private static final class Side {
    final Map<StateId, StateRecord> records = new HashMap<>();
    final List<Line> lines = new ArrayList<>();
  }

  synchronized Line line(int node, int side) {
    Line line = new Line(node);
    line.side = side(side);
    line.side.lines.add(line);
    return line;
  }

  private Side side(int number) {
    return sides.computeIfAbsent(number, _ -> new Side());
  }

  /// A node finds itself on another side, with what its own one had when nobody is there.
  synchronized void move(Line line, int to) {
    Side from = line.side;
    Side there = side(to);
    if (from == there) {
      return;
    }
    line.regrouped.accept(Exchange.Regrouping.MERGING);
    from.lines.remove(line);
    if (there.lines.isEmpty()) {
      there.records.clear();
      there.records.putAll(from.records);
    }
    there.lines.add(line);
    line.side = there;
    there.lines.forEach(other -> other.regrouped.accept(Exchange.Regrouping.CHANGED));
  }

  final class Line implements Exchange {
    private final int node;
    private Side side = new Side();
    private Consumer<StateRecord> arrived = _ -> {};
    private Consumer<Regrouping> regrouped = _ -> {};

    private Line(int node) {
      this.node = node;
    }

    @Override
    public void write(Map<StateRecord, Long> records) throws NotAgreedException {
      synchronized (Sides.this) {
        for (var one : records.entrySet()) {
          StateRecord there = side.records.get(one.getKey().id());
          if (there != null && there.stamp() > one.getValue()) {
            throw StateBook.stale(there);
          }
        }
        offer(records.keySet());
      }
    }

    @Override
    public void offer(Collection<StateRecord> records) {
      synchronized (Sides.this) {
        for (StateRecord record : records) {
          StateRecord there = side.records.get(record.id());
          if (there == null || there.stamp() < record.stamp()) {
            side.records.put(record.id(), record);
            side.lines.forEach(line -> line.arrived.accept(record));
          }
        }
      }
    }

    @Override
    public Map<StateId, Long> digest() {
      synchronized (Sides.this) {
        Map<StateId, Long> digest = new HashMap<>();
        side.records.forEach((id, record) -> digest.put(id, record.stamp()));
        return digest;
      }
    }

    @Override
    public List<StateRecord> get(Collection<StateId> ids) {
      synchronized (Sides.this) {
        return ids.stream().filter(side.records::containsKey).map(side.records::get).toList();
      }
    }

    @Override
    public void forget(Collection<StateRecord> records) {
      synchronized (Sides.this) {
        records.forEach(record -> side.records.remove(record.id(), record));
      }
    }

    @Override
    public boolean hasOthers() {
      synchronized (Sides.this) {
        return side.lines.stream().anyMatch(line -> line.node != node);
      }
    }

    @Override
    public void observe(Consumer<StateRecord> taken, Consumer<Regrouping> told) {
      synchronized (Sides.this) {
        arrived = taken;
        regrouped = told;
      }
    }

    @Override
    public void close() {
      synchronized (Sides.this) {
        side.lines.remove(this);
        arrived = _ -> {};
        regrouped = _ -> {};
        side.lines.forEach(line -> line.regrouped.accept(Regrouping.CHANGED));
      }
    }
  }
}
