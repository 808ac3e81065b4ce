package io.tidegate.gateway.selftest;

import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.transcode.worker.Programs;
import io.tidegate.transcode.worker.ShippedPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Whether a gateway that does not run could start with these settings: its folder, its ports, the
/// programs and libraries that it needs, its certificates. Binds each port for a moment; writes
/// nothing. Waits for disks; any thread but an event loop.
public record StartChecks(Settings settings, Clock clock) {
  /// Below it a port needs a capability, Linux' `net.ipv4.ip_unprivileged_port_start`.
  private static final int FIRST_FREE_PORT = 1024;

  /// As certificates that the gateway watches.
  private static final Duration EXPIRING = Duration.ofDays(14);

  /// A listener that was wanted.
  private record Port(String name, String host, int number, boolean udp) {
    Map<String, @Nullable Object> values() {
      return Map.of("listener", name, "address", host + " " + number + (udp ? "/udp" : "/tcp"));
    }
  }

  /// All of them, in the order in which they are read.
  public List<Check> run() {
    List<Check> checks = new ArrayList<>();
    checks.add(dataDir());
    wanted().map(StartChecks::port).forEach(checks::add);
    checks.add(srt());
    checks.add(ffmpeg());
    Stream.of(settings.http().tls(), settings.rtmp().tls(), settings.rtsp().tls())
        .filter(Objects::nonNull)
        .filter(tls -> !tls.own())
        .distinct()
        .map(this::certificate)
        .forEach(checks::add);
    return checks;
  }

  private Check dataDir() {
    Path folder = settings.dataDir().toAbsolutePath();
    Map<String, @Nullable Object> values = Map.of("folder", folder.toString());
    Path nearest = folder;
    while (nearest.getParent() != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      return Check.failed("data-dir", values, nearest + " is no folder: set data-dir");
    }
    return Files.isWritable(nearest)
        ? Check.ok("data-dir", values)
        : Check.failed(
            "data-dir", values, nearest + " cannot be written to: chown it to the service's user");
  }

  private Stream<Port> wanted() {
    String bind = settings.bind();
    return Stream.of(
            new Port("http", bind, settings.http().port(), false),
            new Port("https", bind, settings.http().tlsPort(), false),
            new Port("rtmp", bind, settings.rtmp().port(), false),
            new Port("rtmps", bind, settings.rtmp().tlsPort(), false),
            new Port("srt", bind, settings.srt().port(), true),
            new Port("rtsp", bind, settings.rtsp().port(), false),
            new Port("rtsps", bind, settings.rtsp().tlsPort(), false),
            new Port("metrics", settings.metrics().bind(), settings.metrics().port(), false))
        .filter(port -> port.number() > 0); // 0 is any free one
  }

  private static Check port(Port port) {
    InetSocketAddress address = new InetSocketAddress(port.host(), port.number());
    try {
      if (port.udp()) {
        new DatagramSocket(address).close();
      } else {
        bind(address);
      }
      return Check.ok("port", port.values());
    } catch (IOException refused) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>(port.values());
      values.put("reason", refused.getMessage());
      return Check.failed("port", values, advice(port, String.valueOf(refused.getMessage())));
    }
  }

  private static void bind(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the gateway does: connections of before are no hindrance
      socket.bind(address);
    }
  }

  private static String advice(Port port, String reason) {
    if (reason.contains("ermission denied") && port.number() < FIRST_FREE_PORT) {
      return "ports below %d need CAP_NET_BIND_SERVICE, which the package's unit has; or take another"
          .formatted(FIRST_FREE_PORT);
    }
    return "another program has it: ss -ln%sp 'sport = :%d' says which"
        .formatted(port.udp() ? "u" : "t", port.number());
  }

  private static Check srt() {
    return switch (SrtLibrary.load()) {
      case SrtLibrary.Loaded library ->
          Check.ok("srt", Map.of("library", library.fileName(), "version", library.version()));
      case SrtLibrary.Missing missing ->
          Check.warning("srt", Map.of("reason", missing.reason()), "apt install libsrt1.5-openssl");
    };
  }

  private Check ffmpeg() {
    try {
      Path folder = settings.dataDir().resolve("native");
      return Check.ok("ffmpeg", Map.of("program", new ShippedPrograms(folder).whereabouts()));
    } catch (Programs.MissingException missing) {
      return Check.warning(
          "ffmpeg",
          Map.of("reason", String.valueOf(missing.getMessage())),
          "no snapshots, renditions, test patterns and clips: install the distribution of this"
              + " machine's architecture");
    }
  }

  private Check certificate(Settings.Tls tls) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("file", tls.certificate().toString());
    try (InputStream file = Files.newInputStream(tls.certificate())) {
      Instant end =
          ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file))
              .getNotAfter()
              .toInstant();
      values.put("until", end.toString());
      if (!Files.isReadable(tls.key())) {
        return Check.failed(
            "certificate",
            values,
            tls.key() + " cannot be read: give the service's user the right");
      }
      Instant now = clock.instant();
      Verdict verdict =
          end.isBefore(now)
              ? Verdict.FAILED
              : end.isBefore(now.plus(EXPIRING)) ? Verdict.WARNING : Verdict.OK;
      return Check.of("certificate", verdict, values, "renew it: it is taken up by itself");
    } catch (IOException | CertificateException unusable) {
      values.put("reason", String.valueOf(unusable.getMessage()));
      return Check.failed("certificate", values, "expected a PEM certificate that can be read");
    }
  }
}
