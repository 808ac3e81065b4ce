package io.tidegate.gateway.config;

import java.util.Locale;
import java.util.Set;

/// When a change of a setting by the API takes effect.
public enum Changeable {
  /// At once, for whoever comes after it; a stream keeps its form of HLS.
  LIVE,
  /// With the next start.
  RESTART,
  /// Never: see [#WHY].
  FIXED;

  /// Why some are not changed by the API.
  static final String WHY =
      "the API does not say which files this process reads, nor where settings are stored";

  private static final Set<String> LIVE_PATHS =
      Set.of(
          "publish",
          "play",
          "addresses.allow",
          "addresses.deny",
          "streams.take-over",
          "streams.grace-ms",
          "hls.container",
          "hls.segment-ms",
          "hls.part-ms",
          "hls.window-segments",
          "hls.memory",
          "snapshots.cache-ms",
          "snapshots.quality",
          "snapshots.max-width",
          "snapshots.concurrency",
          "snapshots.wake",
          "snapshots.stale-s",
          "snapshots.private-webhooks",
          "limits.viewers",
          "limits.publishers",
          "limits.egress-mbps",
          "limits.viewers-per-route",
          "limits.viewers-per-address",
          "limits.publishers-per-address",
          "limits.egress-mbps-per-address",
          "limits.connections-per-address",
          "limits.api-per-second",
          "limits.exempt",
          "brownout.enabled",
          "brownout.cpu-percent",
          "brownout.lag-ms",
          "brownout.tasks",
          "brownout.viewers-per-second",
          "log.level");

  static Changeable of(Key key) {
    if (key.path().equals("data-dir")
        || key.kind().equals(Keys.FILE)
        || key.kind().equals(Keys.FOLDERS)) {
      return FIXED;
    }
    return LIVE_PATHS.contains(key.path()) ? LIVE : RESTART;
  }

  static Set<String> live() {
    return LIVE_PATHS;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
