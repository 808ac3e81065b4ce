package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Addresses of the machine by systemd-networkd. What is set comes back unless it is confirmed: the
/// old files are on the disk before the new ones are written, and a timer of systemd's, or the next
/// boot, puts them back whatever becomes of this program. Confined to one thread, which waits.
final class NetworkVerbs {
  private static final String FOLDER = "etc/systemd/network";
  private static final String HOSTNAME = "etc/hostname";

  /// RFC 1123 §2.1, one label: what mDNS puts before `.local`.
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  /// In place of the id of a change: none lasts over a restart of the machine.
  private static final String BOOT = "boot";

  private static final int MOST_LINKS = 16;
  private static final int LEAST_SECONDS = 30;
  private static final int MOST_SECONDS = 300;
  private static final int USUAL_SECONDS = 90;

  private final HostTree tree;
  private final Programs programs;
  private final Clock clock;
  private final NetworkLinks links;

  NetworkVerbs(HostTree tree, Programs programs, Clock clock) {
    this.tree = tree;
    this.programs = programs;
    this.clock = clock;
    this.links = new NetworkLinks(tree, programs);
  }

  JsonObject get(HostRequest request) throws HostException {
    List<JsonObject> facts = links.facts();
    for (JsonObject link : facts) {
      String file = HostTree.read(file(link.getString("name")));
      link.put("setting", file == null ? null : LinkSetting.parse(file).json());
    }
    String name = hostname();
    Pending pending = pending();
    return new JsonObject()
        .put("hostname", name)
        .put("mdns", name.isEmpty() ? null : name + ".local")
        .put("managed", isManaged())
        .put("links", new JsonArray(facts))
        .put("pending", pending == null ? null : pending.told(clock));
  }

  String hostname() throws HostException {
    String name = tree.read(HOSTNAME);
    return name == null ? "" : name.strip();
  }

  private boolean isManaged() throws HostException {
    return programs.run("systemctl", "is-active", "--quiet", "systemd-networkd").status() == 0;
  }

  /// By name: what the machine brings comes after it, what an administrator puts before it wins.
  private Path file(String link) {
    return tree.path(FOLDER).resolve("50-tidegate-" + link + ".network");
  }

  JsonObject set(HostRequest request) throws HostException {
    request.only(Set.of("links", "confirmSeconds"));
    int seconds = request.number("confirmSeconds", LEAST_SECONDS, MOST_SECONDS, USUAL_SECONDS);
    Map<String, @Nullable String> wanted = wanted(request);
    if (!isManaged()) {
      throw HostException.unavailable(
          "addresses of this machine are not set by systemd-networkd, which does not run");
    }
    if (pending() != null) {
      throw HostException.conflict("a change waits to be confirmed");
    }
    JsonObject before = new JsonObject();
    for (String link : wanted.keySet()) {
      before.put(link, HostTree.read(file(link)));
    }
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    Pending pending =
        new Pending(HexFormat.of().formatHex(random), clock.instant().plusSeconds(seconds), before);
    pending.write(tree);
    try {
      programs.must(
          "systemd-run",
          "--quiet",
          "--on-active=" + seconds,
          "--timer-property=AccuracySec=1s",
          "--unit=" + pending.unit() + ".service");
      apply(wanted);
    } catch (HostException failed) {
      putBack(pending);
      throw failed;
    }
    return pending.told(clock);
  }

  /// The text of each link's file, null for none.
  private Map<String, @Nullable String> wanted(HostRequest request) throws HostException {
    List<String> names = links.names();
    Map<String, @Nullable String> wanted = new LinkedHashMap<>();
    for (HostRequest link : request.objects("links", MOST_LINKS)) {
      String name = link.text("name", 15);
      if (!names.contains(name) || wanted.containsKey(name)) {
        throw HostException.invalid(
            link.where() + "name", "expected an interface of this machine, once");
      }
      LinkSetting setting = LinkSetting.of(link);
      wanted.put(name, setting == null ? null : setting.file(name));
    }
    if (wanted.isEmpty()) {
      throw HostException.invalid("links", "expected one at least");
    }
    return wanted;
  }

  private void apply(Map<String, @Nullable String> files) throws HostException {
    write(files);
    reload(files.keySet());
  }

  /// All of them, also when one fails.
  private void reload(Set<String> names) throws HostException {
    HostException failed = null;
    try {
      programs.must("networkctl", "reload");
    } catch (HostException unread) {
      failed = unread;
    }
    for (String link : names) {
      try {
        programs.must("networkctl", "reconfigure", link);
      } catch (HostException unset) {
        failed = failed == null ? unset : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private void write(Map<String, @Nullable String> files) throws HostException {
    for (Map.Entry<String, @Nullable String> one : files.entrySet()) {
      String text = one.getValue();
      if (text == null) {
        HostTree.delete(file(one.getKey()));
      } else {
        HostTree.write(file(one.getKey()), text);
      }
    }
  }

  private void putBack(Pending pending) throws HostException {
    // as long as it is not written it still waits: for another try, or the next boot
    write(pending.files());
    Pending.forget(tree);
    reload(pending.files().keySet());
  }

  JsonObject confirm(HostRequest request) throws HostException {
    Pending pending = waiting();
    Pending.forget(tree);
    stopTimer(pending);
    return new JsonObject().put("confirmed", true);
  }

  JsonObject revert(HostRequest request) throws HostException {
    Pending pending = waiting();
    putBack(pending);
    stopTimer(pending);
    return new JsonObject().put("confirmed", false);
  }

  /// Without it the timer finds nothing to put back.
  private void stopTimer(Pending pending) throws HostException {
    var _ = programs.run("systemctl", "stop", pending.unit() + ".timer");
  }

  private Pending waiting() throws HostException {
    Pending pending = pending();
    if (pending == null) {
      throw HostException.conflict("no change waits: it is confirmed, or was put back");
    }
    return pending;
  }

  /// The time for `id` is over, or with `boot` the machine starts. False where nothing waits.
  boolean expired(String id) throws HostException {
    try (HostVerbs.Lock _ = HostVerbs.Lock.take(tree.state(), "lock")) {
      Pending pending = pending();
      if (pending == null || !(id.equals(BOOT) || id.equals(pending.id()))) {
        return false;
      }
      if (id.equals(BOOT)) {
        // networkd starts after this, and reads them then
        write(pending.files());
        Pending.forget(tree);
      } else {
        putBack(pending);
      }
      return true;
    }
  }

  JsonObject rename(HostRequest request) throws HostException {
    request.only(Set.of("hostname"));
    String name = request.text("hostname", 63);
    if (!name.matches(LABEL)) {
      throw HostException.invalid(
          "hostname", "expected 1 to 63 letters, digits and hyphens, none of them at an end");
    }
    programs.must("hostnamectl", "set-hostname", name);
    return new JsonObject().put("hostname", name);
  }

  private @Nullable Pending pending() throws HostException {
    return Pending.read(tree);
  }

  /// What was, until what is now is confirmed. Immutable.
  ///
  /// @param id of this change: a timer that is late puts back no later one
  /// @param before by link the text of its file, null for none
  private record Pending(String id, Instant until, JsonObject before) {
    private static Path file(HostTree tree) {
      return tree.state().resolve("network-before.json");
    }

    static @Nullable Pending read(HostTree tree) throws HostException {
      String text = HostTree.read(file(tree));
      if (text == null) {
        return null;
      }
      try {
        JsonObject json = new JsonObject(text);
        return new Pending(
            json.getString("id"),
            Instant.ofEpochMilli(json.getLong("until")),
            json.getJsonObject("before"));
      } catch (DecodeException | ClassCastException | NullPointerException notOurs) {
        throw HostException.failed(file(tree) + ": not readable");
      }
    }

    void write(HostTree tree) throws HostException {
      JsonObject json = new JsonObject().put("id", id).put("until", until.toEpochMilli());
      HostTree.write(file(tree), json.put("before", before).encode());
    }

    static void forget(HostTree tree) throws HostException {
      HostTree.delete(file(tree));
    }

    /// To be written, null for one that has to go.
    Map<String, @Nullable String> files() {
      Map<String, @Nullable String> files = new LinkedHashMap<>();
      for (String link : before.fieldNames()) {
        if (NetworkLinks.NAME.matcher(link).matches()) {
          files.put(link, before.getString(link));
        }
      }
      return files;
    }

    String unit() {
      return "tidegate-network-revert@" + id;
    }

    JsonObject told(Clock clock) {
      long left = Math.max(0, until.toEpochMilli() - clock.millis());
      return new JsonObject().put("until", until.toString()).put("secondsLeft", left / 1000);
    }
  }
}
