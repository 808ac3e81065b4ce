package io.tidegate.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFoldersTest {
  /// The kernel takes no longer address.
  private static final int TOO_LONG = 107;

  /// Another process, for a lock is nothing between two parts of one.
  private static final String HOLDER =
      """
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;

      class Holder {
        public static void main(String[] file) throws Exception {
          try (var channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE);
              var lock = channel.lock()) {
            System.out.println("held");
            System.in.read();
          }
        }
      }
      """;

  @TempDir Path parent;

  /// Whoever was killed, as this process never had that number.
  private Path left(String name) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.createFile(folder.resolve("lock"));
    Path child = Files.createDirectory(folder.resolve("1"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(child.resolve("0")));
    }
    return folder;
  }

  @Test
  void takesAwayWhatAKilledGatewayLeft() throws IOException {
    Path dead = left("tidegate-sockets-0-1");
    Path others = left("tidegate-storage-1");
    new SocketFolders(parent).sweep(Instant.now().plus(Duration.ofMinutes(2)));
    assertThat(dead).doesNotExist();
    assertThat(others).isDirectoryContaining("glob:**/lock");
  }

  @Test
  void leavesAloneWhatHasJustBegunAndWhatHasNoLock() throws IOException {
    Path young = left("tidegate-sockets-0-1");
    Path without = Files.createDirectory(parent.resolve("tidegate-sockets-0-2"));
    new SocketFolders(parent).sweep(Instant.now());
    assertThat(young).exists();
    new SocketFolders(parent).sweep(Instant.now().plus(Duration.ofMinutes(2)));
    assertThat(without).exists();
  }

  /// In a container every gateway has the number 1.
  @Test
  void takesAwayWhatOneOfTheSameNumberLeft() throws IOException {
    Path dead = left("tidegate-sockets-" + ProcessHandle.current().pid() + "-1");
    new SocketFolders(parent).sweep(Instant.now().plus(Duration.ofMinutes(2)));
    assertThat(dead).doesNotExist();
  }

  @Test
  void leavesAloneWhatIsInUse() throws Exception {
    Path used = left("tidegate-sockets-0-1");
    Path program = Files.writeString(parent.resolve("Holder.java"), HOLDER);
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                program.toString(),
                used.resolve("lock").toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      new SocketFolders(parent).sweep(Instant.now().plus(Duration.ofMinutes(2)));
      assertThat(used).exists();
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
    new SocketFolders(parent).sweep(Instant.now().plus(Duration.ofMinutes(2)));
    assertThat(used).doesNotExist();
  }

  @Test
  void twoInOneProcessLeaveEachOtherAlone() throws IOException {
    try (SocketFolders one = new SocketFolders(parent);
        SocketFolders other = new SocketFolders(parent)) {
      Path first = one.open();
      other.sweep(Instant.now().plus(Duration.ofMinutes(2)));
      assertThat(first).isEmptyDirectory();
      assertThat(Files.getPosixFilePermissions(first))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(other.open()).isEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void goesOnWhereSomebodyTidiedUp() throws IOException {
    try (SocketFolders folders = new SocketFolders(parent)) {
      Path first = folders.open();
      Files.delete(first);
      Path whole = Objects.requireNonNull(first.getParent());
      Files.delete(whole.resolve("lock"));
      Files.delete(whole);
      assertThat(folders.open()).isEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }

  /// Two workers met the folder that was gone.
  @Test
  void givesUpNoFolderButTheOneThatWasGone() throws IOException {
    try (SocketFolders folders = new SocketFolders(parent)) {
      Path gone = Objects.requireNonNull(folders.open().getParent());
      folders.release(gone);
      Path present = Objects.requireNonNull(folders.open().getParent());
      assertThat(present).isNotEqualTo(gone);
      folders.release(gone);
      assertThat(folders.open().getParent()).isEqualTo(present);
    }
  }

  @Test
  void socketsThatCannotBeHadLeaveNothing() throws IOException {
    Path deep = Files.createDirectory(parent.resolve("x".repeat(TOO_LONG)));
    try (SocketFolders folders = new SocketFolders(deep)) {
      assertThatThrownBy(() -> OutputSockets.open(List.of("a", "b"), folders))
          .isInstanceOf(IOException.class);
      Path own = Objects.requireNonNull(folders.open().getParent());
      assertThat(own.resolve("1")).doesNotExist();
    }
    assertThat(deep).isEmptyDirectory();
  }
}
