package io.tidegate.gateway.host;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Time zone, time servers and clock, by timedatectl(1) and timesyncd.conf(5). Confined to one
/// thread, which waits.
final class TimeVerbs {
  private static final String FILE = "etc/systemd/timesyncd.conf.d/50-tidegate.conf";
  private static final String ZONES = "usr/share/zoneinfo";
  private static final String ZONE =
      "[A-Za-z][A-Za-z0-9+_-]{0,30}(/[A-Za-z0-9][A-Za-z0-9+_-]{0,30}){0,2}";

  /// A name of DNS or an address.
  private static final String SERVER =
      "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}";

  private static final int MOST_SERVERS = 4;

  /// What 32 bits of seconds hold, and no certificate of ours is older.
  private static final Instant LEAST = Instant.parse("2024-01-01T00:00:00Z");

  private static final Instant MOST = Instant.parse("2099-12-31T00:00:00Z");

  private final HostTree tree;
  private final Programs programs;
  private final Clock clock;

  TimeVerbs(HostTree tree, Programs programs, Clock clock) {
    this.tree = tree;
    this.programs = programs;
    this.clock = clock;
  }

  JsonObject get(HostRequest request) throws HostException {
    Map<String, String> shown = new HashMap<>();
    programs
        .must("timedatectl", "show")
        .lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(line -> shown.put(line.substring(0, line.indexOf('=')), value(line)));
    return new JsonObject()
        .put("zone", shown.getOrDefault("Timezone", "UTC"))
        .put("ntp", "yes".equals(shown.get("NTP")))
        .put("canNtp", "yes".equals(shown.get("CanNTP")))
        .put("synchronized", "yes".equals(shown.get("NTPSynchronized")))
        .put("servers", new JsonArray(servers()))
        .put("now", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private static String value(String line) {
    return line.substring(line.indexOf('=') + 1).strip();
  }

  /// Empty for those that the system has by itself.
  private List<String> servers() throws HostException {
    String file = tree.read(FILE);
    if (file == null) {
      return List.of();
    }
    return file.lines()
        .filter(line -> line.startsWith("NTP="))
        .flatMap(line -> List.of(value(line).split(" ")).stream())
        .filter(one -> !one.isEmpty())
        .toList();
  }

  JsonObject set(HostRequest request) throws HostException {
    request.only(Set.of("zone", "ntp", "servers", "at"));
    String zone = request.has("zone") ? zone(request) : null;
    List<String> servers = servers(request);
    boolean byHand = request.has("at");
    if (byHand && request.flag("ntp", true)) {
      throw HostException.invalid("at", "only with ntp false: servers would set it anew");
    }
    Instant at = byHand ? at(request) : LEAST;
    if (zone != null) {
      programs.must("timedatectl", "set-timezone", zone);
    }
    if (request.has("servers")) {
      write(servers);
    }
    if (request.has("ntp")) {
      programs.must("timedatectl", "set-ntp", String.valueOf(request.flag("ntp", true)));
    }
    if (byHand) {
      programs.must("timedatectl", "set-time", "@" + at.getEpochSecond());
    }
    return get(request);
  }

  private String zone(HostRequest request) throws HostException {
    String zone = request.text("zone", 95);
    Path file = tree.path(ZONES).resolve(zone.matches(ZONE) ? zone : "none");
    if (!Files.isRegularFile(file)) {
      throw HostException.invalid("zone", "expected a time zone such as Europe/Vienna");
    }
    return zone;
  }

  private static List<String> servers(HostRequest request) throws HostException {
    List<String> servers = request.texts("servers", MOST_SERVERS);
    if (!servers.stream().allMatch(one -> one.matches(SERVER))) {
      throw HostException.invalid("servers", "expected names or addresses");
    }
    return servers;
  }

  private static Instant at(HostRequest request) throws HostException {
    try {
      Instant at = Instant.parse(request.text("at", 40));
      if (at.isAfter(LEAST) && at.isBefore(MOST)) {
        return at;
      }
    } catch (DateTimeException none) {
      // told below
    }
    throw HostException.invalid("at", "expected a time such as 2026-11-23T10:00:00Z");
  }

  private void write(List<String> servers) throws HostException {
    if (servers.isEmpty()) {
      HostTree.delete(tree.path(FILE));
    } else {
      HostTree.write(
          tree.path(FILE),
          "# Written by Tidegate (Settings, Time).\n[Time]\nNTP="
              + String.join(" ", servers)
              + "\n");
    }
    programs.must("systemctl", "try-restart", "systemd-timesyncd.service");
  }
}
