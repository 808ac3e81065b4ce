package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
  @TempDir Path folder;

  @Test
  void tellsWhatIsBoundWhileItIs() throws Exception {
    Path listeners = folder.resolve("data/run/listeners.json");
    Files.createDirectories(listeners.getParent());
    Files.writeString(listeners, "of a process that was killed");
    DataDir dataDir = DataDir.open(folder.resolve("data"));
    assertThat(listeners).doesNotExist();
    dataDir.publish(new Listeners(Map.of("http", "127.0.0.1:1")));
    assertThat(listeners).hasContent("{\"http\":\"127.0.0.1:1\"}");
    dataDir.withdraw();
    assertThat(listeners).doesNotExist();
    dataDir.withdraw();
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataDir.open(file))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("data-dir " + file + ": ")
        .hasMessageEndingWith("Not a directory");
    assertThatThrownBy(() -> DataDir.open(Path.of("/proc/tidegate")))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("data-dir /proc/tidegate: ");
  }
}
