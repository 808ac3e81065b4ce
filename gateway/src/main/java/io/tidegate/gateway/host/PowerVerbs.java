package io.tidegate.gateway.host;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/// Ends of what runs: each is begun a moment later by a unit of its own, so that whoever has asked
/// still gets the answer. Confined to one thread, which waits.
final class PowerVerbs {
  private static final String RESET = "/usr/lib/tidegate/bin/tidegate-reset-apply";

  private final HostTree tree;
  private final Programs programs;
  private final UpdateVerbs update;

  PowerVerbs(HostTree tree, Programs programs, UpdateVerbs update) {
    this.tree = tree;
    this.programs = programs;
    this.update = update;
  }

  JsonObject reboot(HostRequest request) throws HostException {
    confirmed(request.only(Set.of("confirm")));
    return soon("reboot", "/usr/bin/systemctl", "reboot");
  }

  JsonObject off(HostRequest request) throws HostException {
    confirmed(request.only(Set.of("confirm")));
    return soon("off", "/usr/bin/systemctl", "poweroff");
  }

  /// All that the gateway has stored goes, keys and users too; the network's files stay where that
  /// is wanted.
  JsonObject reset(HostRequest request) throws HostException {
    confirmed(request.only(Set.of("confirm", "keepNetwork")));
    return soon("reset", RESET, request.flag("keepNetwork", true) ? "keep-network" : "all");
  }

  /// The machine's name is typed by whoever means this machine. Nothing ends while the package
  /// manager is at work: what it had half done would be in the way of each later update.
  private void confirmed(HostRequest request) throws HostException {
    String name = tree.read("etc/hostname");
    if (name == null || !name.strip().equals(request.text("confirm", 63))) {
      throw HostException.invalid("confirm", "expected the name of this machine");
    }
    if (update.isRunning()) {
      throw HostException.conflict("an update is on its way");
    }
  }

  private JsonObject soon(String what, String program, String argument) throws HostException {
    programs.must(
        "systemd-run",
        "--quiet",
        "--collect",
        "--on-active=2",
        "--timer-property=AccuracySec=100ms",
        "--unit=tidegate-" + what,
        program,
        argument);
    return new JsonObject().put("begun", what);
  }
}
