package io.tidegate.gateway.selftest;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What of the machine matters whether the gateway runs or not: buffers, clock, disks, descriptors,
/// memory, its name. Waits for disks; any thread but an event loop. Changes nothing.
///
/// @param folders by name, whose disks have to have room; `data-dir` is one of them
public record MachineChecks(Map<String, Path> folders, Clock clock) {
  /// As the package sets `net.core.rmem_max` and `wmem_max`: a second of 250 Mb/s.
  private static final int WANTED_BUFFER = 32 << 20;

  private static final long WANTED_DESCRIPTORS = 65_536;

  /// A clock that was set back leaves files of the future.
  private static final Duration FUTURE = Duration.ofMinutes(2);

  /// Files that are looked at.
  private static final int MAX_FILES = 1_000;

  public MachineChecks {
    folders = Map.copyOf(folders);
  }

  /// Of the folders that these settings name.
  public static MachineChecks of(Settings settings, Clock clock) {
    return new MachineChecks(
        Map.of("data-dir", settings.dataDir(), "recordings", settings.recording().folder()), clock);
  }

  /// All of them, in the order in which they are read.
  public List<Check> run() {
    List<Check> checks = new ArrayList<>();
    checks.add(buffer("udp-receive-buffer", StandardSocketOptions.SO_RCVBUF, "rmem_max"));
    checks.add(buffer("udp-send-buffer", StandardSocketOptions.SO_SNDBUF, "wmem_max"));
    checks.add(synchronised());
    checks.add(monotonous());
    new TreeMap<>(folders).forEach((name, folder) -> checks.add(disk(name, folder)));
    checks.add(descriptors());
    checks.add(memory());
    checks.add(hostName());
    return checks;
  }

  private static Check buffer(String id, SocketOption<Integer> option, String setting) {
    try (DatagramChannel socket = DatagramChannel.open()) {
      int got = socket.setOption(option, WANTED_BUFFER).getOption(option);
      return Check.of(
          id,
          got >= WANTED_BUFFER ? Verdict.OK : Verdict.WARNING,
          Map.of("wanted", WANTED_BUFFER, "got", got),
          "bursts are lost: sysctl -w net.core.%s=%d".formatted(setting, WANTED_BUFFER));
    } catch (IOException impossible) {
      return Check.failed(id, reason(impossible), "no socket");
    }
  }

  /// Java cannot ask the kernel; those who set the clock leave a mark.
  private static Check synchronised() {
    boolean told =
        Stream.of("/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid")
            .anyMatch(mark -> Files.exists(Path.of(mark)));
    return Check.of(
        "clock-synchronised",
        told ? Verdict.OK : Verdict.UNKNOWN,
        Map.of(),
        "timedatectl says whether the clock is set by the network; signed URLs, tokens and"
            + " one-time codes need it");
  }

  private Check monotonous() {
    Instant now = clock.instant();
    Path folder = folders.getOrDefault("data-dir", Path.of("."));
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Instant> newest =
          files
              .limit(MAX_FILES)
              .map(file -> Instant.ofEpochMilli(file.toFile().lastModified()))
              .max(Comparator.naturalOrder());
      boolean back = newest.isPresent() && newest.get().isAfter(now.plus(FUTURE));
      return Check.of(
          "clock",
          back ? Verdict.FAILED : Verdict.OK,
          Map.of("now", now.toString()),
          "there are files of the future: the clock was set back");
    } catch (IOException unreadable) {
      return Check.of(
          "clock", Verdict.UNKNOWN, reason(unreadable), "the folder of the gateway cannot be read");
    }
  }

  private static Check disk(String name, Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      long total = store.getTotalSpace();
      // of the folder's own mount: FileStore goes by the device, whose other mounts may be
      // read-only
      if (!Files.isWritable(folder)) {
        return Check.of(
            "disk",
            Verdict.FAILED,
            Map.of("folder", name, "free", free, "total", total),
            "this user cannot write there: it is mounted read-only, or somebody else's");
      }
      Verdict verdict =
          free < total / 100 ? Verdict.FAILED : free < total / 10 ? Verdict.WARNING : Verdict.OK;
      return Check.of(
          "disk",
          verdict,
          Map.of("folder", name, "free", free, "total", total),
          "make room, or keep less: what is recorded and stored ends when nothing is left");
    } catch (IOException absent) {
      return Check.of(
          "disk",
          Verdict.UNKNOWN,
          Map.of("folder", name, "reason", String.valueOf(absent.getMessage())),
          "the folder is not there");
    }
  }

  private static Check descriptors() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return Check.of(
          "descriptors",
          Verdict.UNKNOWN,
          Map.of("wanted", WANTED_DESCRIPTORS),
          "this system does not say");
    }
    long most = unix.getMaxFileDescriptorCount();
    long open = unix.getOpenFileDescriptorCount();
    Verdict verdict =
        open > most * 0.8
            ? Verdict.FAILED
            : most < WANTED_DESCRIPTORS ? Verdict.WARNING : Verdict.OK;
    return Check.of(
        "descriptors",
        verdict,
        Map.of("wanted", WANTED_DESCRIPTORS, "open", open, "most", most),
        "each viewer takes one: raise LimitNOFILE of the unit, or ulimit -n");
  }

  private static Check memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known
            ? known.getTotalMemorySize()
            : 0;
    boolean fits = machine == 0 || heap <= machine * 0.8;
    return Check.of(
        "memory",
        fits ? Verdict.OK : Verdict.WARNING,
        Map.of("heap", heap, "machine", machine),
        "the heap leaves too little for the network and FFmpeg: lower -Xmx");
  }

  private static Check hostName() {
    try {
      return Check.ok("host-name", Map.of("name", InetAddress.getLocalHost().getHostName()));
    } catch (UnknownHostException nameless) {
      return Check.warning(
          "host-name",
          reason(nameless),
          "the own name is not resolved: put it into /etc/hosts; certificates are made for it");
    }
  }

  private static Map<String, @Nullable Object> reason(IOException problem) {
    return Map.of("reason", String.valueOf(problem.getMessage()));
  }
}
