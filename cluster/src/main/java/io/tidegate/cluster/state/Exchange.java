package io.tidegate.cluster.state;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the nodes have between them: the records of all that are connected now. Any thread that may
/// wait.
public interface Exchange extends AutoCloseable {
  /// Makes an edit known to all, unless one of its things has changed since.
  ///
  /// @param records of one kind, each with the stamp that it follows, 0 for none
  /// @throws NotAgreedException then; nothing has happened
  void write(Map<StateRecord, Long> records) throws NotAgreedException, InterruptedException;

  /// Makes known what may be news; the higher stamp stands.
  void offer(Collection<StateRecord> records);

  /// The stamps of all.
  Map<StateId, Long> digest();

  List<StateRecord> get(Collection<StateId> ids);

  /// Forgets records of exactly these stamps.
  void forget(Collection<StateRecord> records);

  /// Whether another node is connected.
  boolean hasOthers();

  /// @param arrived takes every record that changes from now on; must not wait
  /// @param regrouped is told when nodes come, go or come back; must not wait
  void observe(Consumer<StateRecord> arrived, Consumer<Regrouping> regrouped);

  /// What became of the nodes' being together.
  enum Regrouping {
    /// This node begins to take over what others have.
    MERGING,
    /// Records may have come or gone.
    CHANGED
  }

  @Override
  void close();
}
