package io.tidegate.gateway.web;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.tidegate.gateway.tls.CertificateView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks whether the machine is as the gateway needs it. Waits for disks; one thread at a time.
///
/// @param folders by name, whose disks have to have room; `data-dir` is one of them
/// @param listeners addresses by name
/// @param certificates in use
/// @param degraded why parts do not work, by part
public record SelfTests(
    Map<String, Path> folders,
    Map<String, String> listeners,
    Supplier<List<CertificateView>> certificates,
    Supplier<Map<String, String>> degraded,
    Clock clock) {
  /// As the package sets `net.core.rmem_max` and `wmem_max`: a second of 250 Mb/s.
  private static final int WANTED_BUFFER = 32 << 20;

  private static final long WANTED_DESCRIPTORS = 65_536;

  /// A clock that was set back leaves files of the future.
  private static final Duration FUTURE = Duration.ofMinutes(2);

  /// Files that are looked at.
  private static final int MAX_FILES = 1_000;

  /// What a look has found.
  private enum Verdict {
    OK,
    WARNING,
    FAILED,
    UNKNOWN
  }

  /// All of them, in the order in which they are read.
  public JsonObject run() {
    List<JsonObject> items = new ArrayList<>();
    degraded
        .get()
        .forEach((part, reason) ->
            items.add(
                check(
                    "part",
                    Verdict.WARNING,
                    new JsonObject().put("part", part).put("reason", reason),
                    "the part does not work until this is mended; the rest does")));
    items.add(ports());
    items.add(buffer("udp-receive-buffer", StandardSocketOptions.SO_RCVBUF, "rmem_max"));
    items.add(buffer("udp-send-buffer", StandardSocketOptions.SO_SNDBUF, "wmem_max"));
    items.add(synchronised());
    items.add(monotonous());
    folders.forEach((name, folder) -> items.add(disk(name, folder)));
    certificates.get().forEach(view -> items.add(certificate(view)));
    items.add(descriptors());
    items.add(memory());
    items.add(hostName());
    return new JsonObject()
        .put("at", clock.instant().toString())
        .put("items", new JsonArray(items));
  }

  private static JsonObject check(String id, Verdict verdict, JsonObject values, String advice) {
    return new JsonObject()
        .put("id", id)
        .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
        .put("values", values)
        .put("advice", verdict == Verdict.OK ? null : advice);
  }

  /// All that were wanted are bound, else there would be no gateway to ask.
  private JsonObject ports() {
    JsonObject values = new JsonObject();
    listeners.forEach(values::put);
    return check("ports", Verdict.OK, values, "");
  }

  private static JsonObject buffer(String id, SocketOption<Integer> option, String setting) {
    JsonObject values = new JsonObject().put("wanted", WANTED_BUFFER);
    try (DatagramChannel socket = DatagramChannel.open()) {
      int got = socket.setOption(option, WANTED_BUFFER).getOption(option);
      Verdict verdict = got >= WANTED_BUFFER ? Verdict.OK : Verdict.WARNING;
      return check(
          id,
          verdict,
          values.put("got", got),
          "bursts are lost: sysctl -w net.core.%s=%d".formatted(setting, WANTED_BUFFER));
    } catch (IOException impossible) {
      return check(id, Verdict.FAILED, values.put("reason", impossible.getMessage()), "no socket");
    }
  }

  /// Java cannot ask the kernel; those who set the clock leave a mark.
  private static JsonObject synchronised() {
    boolean told =
        Stream.of("/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid")
            .anyMatch(mark -> Files.exists(Path.of(mark)));
    return check(
        "clock-synchronised",
        told ? Verdict.OK : Verdict.UNKNOWN,
        new JsonObject(),
        "timedatectl says whether the clock is set by the network; signed URLs, tokens and"
            + " one-time codes need it");
  }

  private JsonObject monotonous() {
    Instant now = clock.instant();
    Path folder = folders.getOrDefault("data-dir", Path.of("."));
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Instant> newest =
          files
              .limit(MAX_FILES)
              .map(file -> Instant.ofEpochMilli(file.toFile().lastModified()))
              .max(Comparator.naturalOrder());
      boolean back = newest.isPresent() && newest.get().isAfter(now.plus(FUTURE));
      return check(
          "clock",
          back ? Verdict.FAILED : Verdict.OK,
          new JsonObject().put("now", now.toString()),
          "there are files of the future: the clock was set back");
    } catch (IOException unreadable) {
      return check(
          "clock",
          Verdict.UNKNOWN,
          new JsonObject().put("reason", String.valueOf(unreadable.getMessage())),
          "the folder of the gateway cannot be read");
    }
  }

  private static JsonObject disk(String name, Path folder) {
    JsonObject values = new JsonObject().put("folder", name);
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      long total = store.getTotalSpace();
      Verdict verdict =
          store.isReadOnly() || free < total / 100
              ? Verdict.FAILED
              : free < total / 10 ? Verdict.WARNING : Verdict.OK;
      return check(
          "disk",
          verdict,
          values.put("free", free).put("total", total),
          "make room, or keep less: what is recorded and stored ends when nothing is left");
    } catch (IOException absent) {
      return check(
          "disk",
          Verdict.UNKNOWN,
          values.put("reason", String.valueOf(absent.getMessage())),
          "the folder is not there");
    }
  }

  private JsonObject certificate(CertificateView view) {
    Instant now = clock.instant();
    String state = view.state(now);
    Verdict verdict =
        switch (state) {
          case "valid" -> view.problem() == null ? Verdict.OK : Verdict.WARNING;
          case "expiring" -> Verdict.WARNING;
          default -> Verdict.FAILED;
        };
    return check(
        "certificate",
        verdict,
        new JsonObject()
            .put("subject", view.subject())
            .put("state", state)
            .put("days", Duration.between(now, view.notAfter()).toDays())
            .put("reason", view.problem()),
        "put another one there before browsers and players refuse this one");
  }

  private static JsonObject descriptors() {
    JsonObject values = new JsonObject().put("wanted", WANTED_DESCRIPTORS);
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return check("descriptors", Verdict.UNKNOWN, values, "this system does not say");
    }
    long most = unix.getMaxFileDescriptorCount();
    long open = unix.getOpenFileDescriptorCount();
    Verdict verdict =
        open > most * 0.8
            ? Verdict.FAILED
            : most < WANTED_DESCRIPTORS ? Verdict.WARNING : Verdict.OK;
    return check(
        "descriptors",
        verdict,
        values.put("open", open).put("most", most),
        "each viewer takes one: raise LimitNOFILE of the unit, or ulimit -n");
  }

  private static JsonObject memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known
            ? known.getTotalMemorySize()
            : 0;
    boolean fits = machine == 0 || heap <= machine * 0.8;
    return check(
        "memory",
        fits ? Verdict.OK : Verdict.WARNING,
        new JsonObject().put("heap", heap).put("machine", machine),
        "the heap leaves too little for the network and FFmpeg: lower -Xmx");
  }

  private static JsonObject hostName() {
    try {
      InetAddress own = InetAddress.getLocalHost();
      return check("host-name", Verdict.OK, new JsonObject().put("name", own.getHostName()), "");
    } catch (UnknownHostException nameless) {
      return check(
          "host-name",
          Verdict.WARNING,
          new JsonObject().put("reason", String.valueOf(nameless.getMessage())),
          "the own name is not resolved: put it into /etc/hosts; certificates are made for it");
    }
  }
}
