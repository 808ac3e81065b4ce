package io.tidegate.cluster.registry;

import java.util.List;

/// What lives at this node.
@FunctionalInterface
public interface RowSource {
  /// All of a kind, as they are now. Asked once a second, on a virtual thread, which may wait.
  List<Row> rows(RowKind kind);
}
