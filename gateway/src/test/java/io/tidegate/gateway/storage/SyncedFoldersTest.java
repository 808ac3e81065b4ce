package io.tidegate.gateway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedFoldersTest {
  @TempDir Path folder;

  @Test
  void bringsEveryNewNameDownToTheDisk() throws Exception {
    List<Path> synced = new ArrayList<>();
    Path deep = folder.resolve("a/b/c");
    SyncedFolders.make(deep, synced::add);
    assertThat(deep).isDirectory();
    assertThat(synced)
        .containsExactly(folder, folder.resolve("a"), folder.resolve("a").resolve("b"));
    synced.clear();
    SyncedFolders.make(deep, synced::add);
    assertThat(synced).isEmpty();
    SyncedFolders.make(folder.resolve("a/d"));
    assertThat(Files.isDirectory(folder.resolve("a/d"))).isTrue();
  }
}
