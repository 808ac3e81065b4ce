package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.state.Kept;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.gateway.secret.KeyRing;
import io.tidegate.gateway.secret.SecretBox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesiredStoreTest {
  private static final SecretBox BOX = SecretBox.of(KeyRing.random());

  @TempDir Path folder;

  private static Kept kept(String key, long stamp) {
    StateId id = new StateId("route", key);
    StateRecord record = new StateRecord(id, stamp, List.of(), false, "op", "body of " + key);
    return new Kept(record, Kept.Standing.APPLIED, "");
  }

  @Test
  void whatIsKeptAndWhatWasForgottenIsThereAfterARestart() throws Exception {
    try (DesiredStore store = DesiredStore.open(folder, BOX)) {
      assertThat(store.forgotten()).isZero();
      store.settle("one");
      store.put(List.of(kept("live/a", 7), kept("live/b", 1L << 60)));

      store.forget(List.of(new StateId("route", "live/b")), 1L << 60);
    }
    try (DesiredStore store = DesiredStore.open(folder, BOX)) {
      assertThat(store.load()).containsExactly(kept("live/a", 7));
      assertThat(store.forgotten()).isEqualTo(1L << 60);
      assertThat(store.member()).isEqualTo("one");

      store.clear();

      assertThat(store.load()).isEmpty();
      assertThat(store.forgotten()).isZero();
      assertThat(store.member()).isEmpty();
    }
  }
}
