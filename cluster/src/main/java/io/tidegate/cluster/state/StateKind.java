package io.tidegate.cluster.state;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What records of one kind are about, and how they come to hold here. Asked on one thread, which
/// may wait.
public interface StateKind {
  /// As in [StateId#kind].
  String name();

  /// What holds here now: bodies by key.
  Map<String, String> stored();

  /// Keys of which nobody can say what is stored, such as those with secrets that cannot be read.
  Set<String> unreadable();

  /// A body as [#stored] would give it once it holds here. Other releases may write it otherwise.
  ///
  /// @throws StateRefusedException when this release cannot read it
  String canonical(String body) throws StateRefusedException;

  /// Makes these hold, all of them or none, on the disk when it returns.
  ///
  /// @param records of one author
  /// @throws StateRefusedException when a rule of this node is against it
  /// @throws IOException when it could not be done now
  void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException;
}
