package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.Exchange;
import io.tidegate.cluster.state.NotAgreedException;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Nodes that are connected, in memory. Any thread.
final class Side {
  private final Map<StateId, StateRecord> records = new ConcurrentHashMap<>();
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  Exchange line() {
    Line line = new Line();
    lines.add(line);
    return line;
  }

  private final class Line implements Exchange {
    private volatile Consumer<StateRecord> arrived = _ -> {};

    @Override
    public void write(Map<StateRecord, Long> wanted) throws NotAgreedException {
      synchronized (records) {
        for (var one : wanted.entrySet()) {
          StateRecord there = records.get(one.getKey().id());
          if (there != null && there.stamp() > one.getValue()) {
            throw new NotAgreedException(NotAgreedException.Reason.STALE, there + " was faster");
          }
        }
        offer(wanted.keySet());
      }
    }

    @Override
    public void offer(Collection<StateRecord> offered) {
      synchronized (records) {
        for (StateRecord record : offered) {
          StateRecord there = records.get(record.id());
          if (there == null || there.stamp() < record.stamp()) {
            records.put(record.id(), record);
            lines.forEach(line -> line.arrived.accept(record));
          }
        }
      }
    }

    @Override
    public Map<StateId, Long> digest() {
      Map<StateId, Long> digest = new ConcurrentHashMap<>();
      records.forEach((id, record) -> digest.put(id, record.stamp()));
      return digest;
    }

    @Override
    public List<StateRecord> get(Collection<StateId> ids) {
      return ids.stream().filter(records::containsKey).map(records::get).toList();
    }

    @Override
    public void forget(Collection<StateRecord> gone) {
      gone.forEach(record -> records.remove(record.id(), record));
    }

    @Override
    public boolean hasOthers() {
      return lines.size() > 1;
    }

    @Override
    public void observe(Consumer<StateRecord> taken, Consumer<Regrouping> told) {
      arrived = taken;
    }

    @Override
    public void close() {
      lines.remove(this);
      arrived = _ -> {};
    }
  }
}
