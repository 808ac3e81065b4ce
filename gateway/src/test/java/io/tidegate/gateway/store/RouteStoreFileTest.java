package io.tidegate.gateway.store;

import static io.tidegate.gateway.store.RouteStoreTest.RULES;
import static io.tidegate.gateway.store.RouteStoreTest.assertRefused;
import static io.tidegate.gateway.store.RouteStoreTest.get;
import static io.tidegate.gateway.store.RouteStoreTest.key;
import static io.tidegate.gateway.store.RouteStoreTest.put;
import static io.tidegate.gateway.store.RouteStoreTest.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.StreamKey;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to the store's file, and what is left of the routes then.
class RouteStoreFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("tidegate.db");
  }

  @Test
  void isForItsOwnerAlone() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: live/a}"));
      for (String name : List.of("tidegate.db", "tidegate.db-wal")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aFullDiskIsSaidAndNothingIsHalfDone() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      store.tamper("PRAGMA max_page_count = 1").get(20, TimeUnit.SECONDS);
      List<CompletableFuture<RouteChange>> changes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        changes.add(put(store, "{key: b" + i + ", labels: ['" + "x".repeat(60) + "']}"));
      }
      List<StreamKey> acknowledged = new ArrayList<>(List.of(key("a")));
      int refused = 0;
      for (CompletableFuture<RouteChange> change : changes) {
        try {
          acknowledged.add(key(get(change).deltas().getFirst().key()));
        } catch (ExecutionException full) {
          assertThat(full.getCause()).isInstanceOf(StoreException.class);
          assertThat(full.getCause()).hasMessageContaining("the disk is full");
          refused++;
        }
      }
      assertThat(refused).isPositive();
      assertThat(store.problem()).contains("the disk is full");
      assertThat(store.table().entries().keySet())
          .containsExactlyInAnyOrderElementsOf(acknowledged);
      store.tamper("PRAGMA max_page_count = 1000000").get(20, TimeUnit.SECONDS);
      get(put(store, "{key: again}"));
      assertThat(store.problem()).isNull();
    }
    try (RouteStore store = open()) {
      assertThat(store.table().find(key("again"))).isNotNull();
    }
  }

  @Test
  void aReadOnlyDiskIsSaidAndTheRoutesStay() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      store.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      assertRefused(put(store, "{key: b}"), StoreException.Kind.DISK, "read-only");
      assertThat(store.table().routes()).containsExactly(route("{key: a}"));
      assertThat(store.problem()).contains("read-only");
    }
  }

  @Test
  void garbageIsNotTakenForAnEmptyStore() throws Exception {
    Files.writeString(file, "not a database at all, but long enough to be read".repeat(100));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("tidegate.db: not a database");
    assertThat(Files.readString(file)).startsWith("not a database");
  }

  @Test
  void aDamagedFileIsSaid() throws Exception {
    try (RouteStore store = open()) {
      for (int i = 0; i < 200; i++) {
        get(put(store, "{key: a" + i + ", labels: ['" + "x".repeat(60) + "']}"));
      }
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] noise = new byte[4_096];
      Arrays.fill(noise, (byte) 0x5A);
      for (long at = 8_192; at + 4_096 <= raw.length(); at += 4_096) {
        raw.seek(at);
        raw.write(noise);
      }
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aTornLogLosesNothingThatWasAcknowledged() throws Exception {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: b}"));
      // as it lies on the disk at this moment, and half a write after it
      Files.copy(file, copy.resolve("tidegate.db"));
      Files.copy(folder.resolve("tidegate.db-wal"), copy.resolve("tidegate.db-wal"));
    }
    Files.write(
        copy.resolve("tidegate.db-wal"),
        "half a frame".repeat(500).getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.APPEND);
    try (RouteStore store = RouteStore.open(copy.resolve("tidegate.db"), new RouteTable(), RULES)) {
      assertThat(store.table().routes()).containsExactly(route("{key: a}"), route("{key: b}"));
      get(put(store, "{key: c}"));
    }
  }

  @Test
  void aNewerSchemaIsRefusedClearly() throws Exception {
    open().close();
    sql("PRAGMA user_version = " + (Schema.ROUTES.version() + 1));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("written by a newer tidegate");
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefused() throws Exception {
    sql("PRAGMA user_version = 7");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another program");
  }

  @Test
  void anEmptyFileIsUpgradedInPlace() throws Exception {
    Files.createFile(file);
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
    }
    try (RouteStore store = open()) {
      assertThat(store.table().routes()).hasSize(1);
    }
  }

  @Test
  void aRowWithATimeThatIsNoneDoesNotStopTheOthers() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: b}"));
    }
    sql("UPDATE change SET at = 'noon' WHERE version = 1");
    try (RouteStore store = open()) {
      assertThat(store.table().routes()).containsExactly(route("{key: b}"));
      assertThat(store.unreadable().get("live/a")).contains("noon");
    }
  }

  @Test
  void whatThisReleaseCannotReadIsLeftAlone() throws Exception {
    try (RouteStore store = open()) {
      get(put(store, "{key: a}"));
      get(put(store, "{key: b}"));
    }
    sql(
        "UPDATE route SET document = '{\"key\":\"live/a\",\"hologram\":true}' WHERE key ="
            + " 'live/a'");
    try (RouteStore store = open()) {
      assertThat(store.table().routes()).containsExactly(route("{key: b}"));
      assertThat(store.unreadable().get("live/a")).contains("hologram: unknown key");
      get(put(store, "{key: c}"));
    }
    try (RouteStore store = open()) {
      assertThat(store.unreadable()).containsKey("live/a");
      get(put(store, "{key: a, enabled: false}"));
      assertThat(store.unreadable()).isEmpty();
      assertThat(
              get(store.changes(Long.MAX_VALUE, 1, null)).getFirst().deltas().getFirst().before())
          .contains("hologram");
    }
  }

  private void sql(String text) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private RouteStore open() throws StoreException {
    return RouteStore.open(file, new RouteTable(), RULES);
  }
}
