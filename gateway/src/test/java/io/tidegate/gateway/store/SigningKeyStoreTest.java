package io.tidegate.gateway.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.access.SigningKey;
import io.tidegate.gateway.secret.SecretBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyStoreTest {
  @TempDir private Path folder;

  @Test
  void keepsItsKeysAndTellsOfChanges() throws Exception {
    AtomicInteger told = new AtomicInteger();
    SigningKey old = SigningKey.make("old", Instant.EPOCH, "ann");
    SigningKey young = SigningKey.make("young", Instant.EPOCH.plusSeconds(1), "ann");
    try (SigningKeyStore store = open()) {
      store.observe(told::incrementAndGet);
      assertThat(store.newest()).isEmpty();
      store.add(young).get();
      store.add(old).get();
      assertThat(store.newest()).contains(young);
      assertThat(told).hasValue(2);
    }
    try (SigningKeyStore store = open()) {
      assertThat(store.keys()).containsOnlyKeys("old", "young").containsValues(old, young);
      store.remove("admin", "young").get();
      assertThat(store.newest()).contains(old);
    }
    try (SigningKeyStore store = open()) {
      assertThat(store.keys()).containsOnlyKeys("old");
    }
  }

  @Test
  void refusesANameTwiceOneTooManyAndWhatIsNotThere() throws Exception {
    try (SigningKeyStore store = open()) {
      for (int i = 0; i < SigningKeyStore.MAX_KEYS; i++) {
        store.add(SigningKey.make("k" + i, Instant.EPOCH, "ann")).get();
      }
      SigningKey more = SigningKey.make("more", Instant.EPOCH, "ann");
      assertThatThrownBy(() -> store.add(more).get()).hasMessageContaining("at most 32");
      assertThatThrownBy(() -> store.remove("admin", "more").get())
          .hasMessageContaining("no signing key");
      store.remove("admin", "k1").get();
      SigningKey again = SigningKey.make("k2", Instant.EPOCH, "ann");
      assertThatThrownBy(() -> store.add(again).get()).hasMessageContaining("k2");
      store.add(more).get();
    }
  }

  @Test
  void sealsItsSecretsAndSurvivesTheirLoss() throws Exception {
    SigningKey key = SigningKey.make("k", Instant.EPOCH, "ann");
    try (SigningKeyStore store = open()) {
      store.add(key).get();
    }
    for (String file : List.of("t.db", "t.db-wal")) {
      Path written = folder.resolve(file);
      if (Files.exists(written)) {
        assertThat(Files.readString(written, ISO_8859_1)).as(file).doesNotContain(key.secret());
      }
    }
    Path database = folder.resolve("t.db");
    try (SigningKeyStore store = SigningKeyStore.open(database, SecretBox.locked(null, "away"))) {
      assertThat(store.keys()).isEmpty();
      SigningKey more = SigningKey.make("more", Instant.EPOCH, "ann");
      assertThatThrownBy(() -> store.add(more).get()).hasMessageContaining("away");
    }
    SecretKeyFile.beside(database).rotate(database);
    try (SigningKeyStore store = open()) {
      assertThat(store.keys()).containsValue(key);
    }
  }

  private SigningKeyStore open() throws StoreException {
    Path database = folder.resolve("t.db");
    return SigningKeyStore.open(database, SecretKeyFile.beside(database).open(database));
  }
}
