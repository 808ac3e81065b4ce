package io.tidegate.gateway.store;

import io.tidegate.cluster.state.Agreed;
import java.util.Map;
import java.util.Optional;

/// Asked before a change of what is stored is made, when no other change of the same store can come
/// between: on the store's thread, which it may hold up for some seconds.
@FunctionalInterface
public interface Agreement {
  /// Of a node without others.
  Agreement ALONE = (_, _, _) -> Agreed.ALONE;

  /// @param kind of the things: `route`, `user`
  /// @param who for the others' histories
  /// @param changes documents by key, empty for what is to go
  /// @throws StoreException when the change may not be made: another node was faster
  Agreed ask(String kind, String who, Map<String, Optional<String>> changes) throws StoreException;
}
