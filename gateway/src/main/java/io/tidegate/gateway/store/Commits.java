package io.tidegate.gateway.store;

import io.tidegate.cluster.state.Agreed;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Commits what other nodes agree to. Confined to the store's thread, but for [#agree].
final class Commits {
  private final Database database;
  private volatile Agreement agreement = Agreement.ALONE;

  Commits(Database database) {
    this.database = database;
  }

  /// Whom to ask from now on. Any thread.
  void agree(Agreement with) {
    agreement = with;
  }

  /// What becomes of the things that a change is about.
  ///
  /// @param kind as [Agreement#ask] takes it
  /// @param documents by key, empty for what is to go
  record Change(String kind, String who, Map<String, Optional<String>> documents) {}

  /// Runs `work`, commits, then shows, all of it or nothing. Where others are to be asked, it is
  /// rehearsed before: they are not waited for within a transaction, which other stores of the file
  /// would have to wait for.
  ///
  /// @param work the same each time that it is run
  /// @param change says what `work` has done
  /// @param shown makes it hold in memory
  <T> T commit(Database.Work<T> work, Described<T> change, Consumer<T> shown)
      throws SQLException, StoreException {
    Agreement asked = agreement;
    Agreed agreed = Agreed.ALONE;
    if (!asked.equals(Agreement.ALONE)) {
      Change wanted = change.of(database.rehearsal(work));
      agreed = asked.ask(wanted.kind(), wanted.who(), wanted.documents());
    }
    try {
      T value = database.transaction(work);
      shown.accept(value);
      agreed.done();
      return value;
    } catch (SQLException | StoreException | RuntimeException failure) {
      agreed.failed();
      throw failure;
    }
  }

  /// Says what a change is about.
  @FunctionalInterface
  interface Described<T> {
    Change of(T value);
  }
}
