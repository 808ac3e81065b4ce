package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateKind;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.StoreException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Things of one kind in a store of this gateway: what other nodes want goes through the same rules
/// as what its API is asked.
interface StoredKind extends StateKind {
  /// A disk that takes longer is looked at again.
  long PATIENCE_SECONDS = 30;

  /// Whom the store is to ask from now on.
  void agree(Agreement with);

  /// Whether whoever stores it tells of the change, too.
  boolean isTold();

  /// For histories.
  static String who(StateRecord record) {
    return record.author() + " at node " + record.node();
  }

  /// Until a change is on the disk.
  static void await(CompletableFuture<?> change)
      throws StateRefusedException, IOException, InterruptedException {
    try {
      change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      if (cause instanceof StoreException refused && isForGood(refused.kind())) {
        throw new StateRefusedException(String.valueOf(refused.getMessage()));
      }
      throw new IOException(String.valueOf((cause == null ? failure : cause).getMessage()), cause);
    } catch (TimeoutException slow) {
      throw new IOException("the disk does not answer", slow);
    }
  }

  private static boolean isForGood(StoreException.Kind kind) {
    return switch (kind) {
      case INVALID, CONFLICT, ABSENT -> true;
      case DISK, DAMAGED, STALE, BUSY -> false;
    };
  }

  /// Reads what another node has written.
  @FunctionalInterface
  interface Reading<T> {
    T read() throws Exception;
  }

  /// @throws StateRefusedException when this release cannot read it
  static <T> T read(Reading<T> reading) throws StateRefusedException {
    try {
      return reading.read();
    } catch (Exception unknown) {
      throw new StateRefusedException("cannot be read: " + unknown.getMessage());
    }
  }
}
