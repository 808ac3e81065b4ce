package io.tidegate.gateway.config;

import java.util.List;
import java.util.Set;

/// Settings that describe one machine: in a cluster each node has its own. Stateless.
final class OfNode {
  private static final List<String> PARTS = List.of("cluster.", "transcode.");

  private static final Set<String> PATHS =
      Set.of(
          "bind",
          "data-dir",
          "setup-code",
          "clock-skew-ms",
          "http.send-buffer",
          "http.max-viewers",
          "http.max-viewers-per-stream",
          "srt.receive-buffer",
          "srt.max-sessions",
          "metrics.bind",
          "hls.memory",
          "recording.keep-free",
          "recording.queue",
          "recording.keep-local-size",
          "clips.max-total",
          "snapshots.concurrency",
          "limits.viewers",
          "limits.publishers",
          "limits.egress-mbps",
          "brownout.cpu-percent",
          "brownout.lag-ms",
          "brownout.tasks");

  private OfNode() {}

  /// Files, folders, addresses and ports to listen at, and what hardware allows.
  static boolean holds(Key key) {
    String path = key.path();
    return PATHS.contains(path)
        || PARTS.stream().anyMatch(path::startsWith)
        || key.kind().equals(Keys.FILE)
        || key.kind().equals(Keys.FOLDERS)
        || (!path.equals("mail.port") && (path.endsWith(".port") || path.endsWith(".tls-port")));
  }
}
