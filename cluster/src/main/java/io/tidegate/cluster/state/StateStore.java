package io.tidegate.cluster.state;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/// Where a node keeps its records. Any thread that may wait; one at a time.
public interface StateStore {
  /// All of them. What cannot be read is left out: the other nodes have it.
  List<Kept> load() throws IOException;

  /// Keeps these, in place of what is kept of the same ids: all of them, or none.
  void put(Collection<Kept> kept) throws IOException;

  /// Forgets these deletions.
  ///
  /// @param newest stamp of them
  void forget(Collection<StateId> ids, long newest) throws IOException;

  /// The highest stamp of all deletions that were forgotten; 0 for none.
  long forgotten() throws IOException;

  /// As which member the records were taken; empty for none.
  String member() throws IOException;

  /// They are taken as this member from now on.
  void settle(String member) throws IOException;

  /// Forgets all, and the member.
  void clear() throws IOException;
}
