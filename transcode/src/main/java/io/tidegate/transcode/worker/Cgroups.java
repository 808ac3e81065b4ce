package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The children's cgroups of version 2, where the gateway was given a part of the tree to divide
/// (systemd: `Delegate=cpu memory`). Elsewhere there are none, and the bounds are those of
/// [Confinement]. Any thread but an event loop.
///
/// A group that hands its controllers on holds no processes itself, so the gateway goes into one of
/// its own (`gateway`), beside those of its children (`worker-N`).
final class Cgroups {
  private static final Logger log = LoggerFactory.getLogger(Cgroups.class);

  /// The length of the period that a share of the processor is of, microseconds.
  private static final long PERIOD_US = 100_000;

  private static final String WORKER = "worker-";

  /// Names in a row that may be taken: more than children ever ran at once.
  private static final int MOST_TAKEN = 1_000;

  private final WorkersOptions options;
  private final @Nullable Path tree;
  private final AtomicLong count = new AtomicLong();

  private Cgroups(WorkersOptions options, @Nullable Path tree) {
    this.options = options;
    this.tree = tree;
  }

  /// Of this process, where it may divide its own.
  static Cgroups detect(WorkersOptions options) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        if (line.startsWith("0::/")) {
          return in(Path.of("/sys/fs/cgroup" + line.substring(3)), options);
        }
      }
    } catch (IOException unreadable) {
      log.debug("no cgroups", unreadable);
    }
    return new Cgroups(options, null);
  }

  /// @param own the group that the gateway is in
  static Cgroups in(Path own, WorkersOptions options) {
    try {
      Path controllers = own.resolve("cgroup.controllers");
      if (!Files.isWritable(own) || !Files.isReadable(controllers)) {
        return new Cgroups(options, null);
      }
      List<String> given = List.of(Files.readString(controllers).strip().split(" "));
      if (!given.contains("cpu") || !given.contains("memory")) {
        return new Cgroups(options, null);
      }
      Path gateway = Files.createDirectories(own.resolve("gateway"));
      write(gateway.resolve("cgroup.procs"), Long.toString(ProcessHandle.current().pid()));
      write(own.resolve("cgroup.subtree_control"), "+cpu +memory");
      sweep(own);
      return new Cgroups(options, own);
    } catch (IOException refused) {
      log.info("children have no cgroups of their own: {}", refused.getMessage());
      return new Cgroups(options, null);
    }
  }

  /// Whether there are any.
  boolean areThere() {
    return tree != null;
  }

  /// Of a child to come; one without a folder where there are none.
  Group open(String worker) {
    Path root = tree;
    if (root == null) {
      return new Group(null);
    }
    try {
      Path folder = create(root);
      write(folder.resolve("memory.max"), Long.toString(options.memory().bytes()));
      if (options.cpuPercent() > 0) {
        long quota = PERIOD_US * options.cpuPercent() / 100;
        write(folder.resolve("cpu.max"), quota + " " + PERIOD_US);
      }
      return new Group(folder);
    } catch (IOException refused) {
      log.warn("worker {} has no cgroup of its own: {}", worker, refused.getMessage());
      return new Group(null);
    }
  }

  /// What a gateway that was killed left; where a child still dies, its group is passed over later.
  private static void sweep(Path own) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(own, WORKER + "*")) {
      for (Path group : left) {
        new Group(group).close();
      }
    }
  }

  private Path create(Path root) throws IOException {
    for (int tries = 1; ; tries++) {
      Path folder = root.resolve(WORKER + count.incrementAndGet());
      try {
        return Files.createDirectory(folder);
      } catch (FileAlreadyExistsException left) {
        if (tries == MOST_TAKEN) {
          throw left;
        }
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  /// Of one child.
  ///
  /// @param folder null for none
  record Group(@Nullable Path folder) implements AutoCloseable {
    /// Its child has ended.
    @Override
    public void close() {
      try {
        if (folder != null) {
          Files.deleteIfExists(folder);
        }
      } catch (IOException busy) {
        log.debug("a cgroup stays", busy);
      }
    }
  }
}
