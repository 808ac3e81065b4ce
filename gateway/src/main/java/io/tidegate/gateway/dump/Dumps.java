package io.tidegate.gateway.dump;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.tidegate.gateway.dump.DumpException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/// What the Java machine can tell of itself, as files in a folder of its own that only this user
/// reads; one at a time, each gone when it was fetched. Any thread that may wait.
///
/// 1. [#open] once, which removes what a process before has left.
/// 2. One of the others; the [Dump] is closed when it was read.
public final class Dumps {
  /// A recording of a minute with the usual load is a tenth of this; what is older is overwritten.
  private static final long MAX_RECORDING_BYTES = 64 << 20;

  /// Beside what a dump takes.
  private static final long ROOM_LEFT_BYTES = 256 << 20;

  /// They hold the environment and the command lines of this and of other processes, and with them
  /// passwords.
  private static final List<String> LEFT_OUT =
      List.of(
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.InitialSecurityProperty",
          "jdk.JVMInformation",
          "jdk.SystemProcess");

  private final Path folder;
  private final LongSupplier usableBytes;
  private final AtomicBoolean busy = new AtomicBoolean();

  private Dumps(Path folder, LongSupplier usableBytes) {
    this.folder = folder;
    this.usableBytes = usableBytes;
  }

  /// In `dumps` below `dataDir`. Nothing is made before the first dump.
  public static Dumps open(Path dataDir) {
    Path folder = dataDir.resolve("dumps");
    return open(folder, () -> dataDir.toFile().getUsableSpace());
  }

  /// @param usableBytes room on the disk of `folder`
  static Dumps open(Path folder, LongSupplier usableBytes) {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException problem) {
        throw new UncheckedIOException(problem);
      }
    }
    return new Dumps(folder, usableBytes);
  }

  /// A file that is gone when it is closed; until then no other dump is made.
  public final class Dump implements AutoCloseable {
    private final Path file;

    private Dump(Path file) {
      this.file = file;
    }

    public Path file() {
      return file;
    }

    @Override
    public void close() throws IOException {
      try {
        Files.deleteIfExists(file);
      } finally {
        busy.set(false);
      }
    }
  }

  /// Makes one, into a file that is not there yet.
  @FunctionalInterface
  private interface Maker {
    void make(Path file) throws IOException, InterruptedException, ParseException;
  }

  /// What the machine does for so long: methods, allocations, locks, collections. Without
  /// environment, properties and command lines.
  public Dump recording(Duration length) throws DumpException, InterruptedException {
    return make(
        "recording.jfr",
        MAX_RECORDING_BYTES,
        file -> {
          try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
            LEFT_OUT.forEach(recording::disable);
            recording.setMaxSize(MAX_RECORDING_BYTES);
            recording.setToDisk(false); // a ring in memory
            recording.start();
            Thread.sleep(length);
            recording.dump(file); // a stopped one in memory has nothing left
          }
        });
  }

  /// Every object that is in use, with what is in it: keys, passwords and media, too. Everything
  /// stands still meanwhile.
  public Dump heap() throws DumpException, InterruptedException {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return make("heap.hprof", 2 * used, file -> machine().dumpHeap(file.toString(), true));
  }

  /// What every thread does, virtual ones, too.
  public Dump threads() throws DumpException, InterruptedException {
    return make(
        "threads.txt",
        0,
        file ->
            machine()
                .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN));
  }

  private static HotSpotDiagnosticMXBean machine() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  }

  private Dump make(String name, long bytes, Maker maker)
      throws DumpException, InterruptedException {
    if (!busy.compareAndSet(false, true)) {
      throw new DumpException(Kind.BUSY, "another dump is being made or fetched");
    }
    Path file = folder.resolve(name).toAbsolutePath();
    boolean made = false;
    try {
      prepare(bytes);
      Files.deleteIfExists(file);
      maker.make(file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      made = true;
      return new Dump(file);
    } catch (IOException | ParseException | RuntimeException failure) {
      throw new DumpException(Kind.FAILED, "it cannot be made: " + failure.getMessage(), failure);
    } finally {
      if (!made) {
        discard(file);
        busy.set(false);
      }
    }
  }

  private void prepare(long bytes) throws IOException, DumpException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    long usable = usableBytes.getAsLong();
    if (usable < bytes + ROOM_LEFT_BYTES) {
      throw new DumpException(
          Kind.NO_ROOM,
          "it may take %d MB, and %d MB are free".formatted(bytes >> 20, usable >> 20));
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      file.toFile().deleteOnExit();
    }
  }
}
