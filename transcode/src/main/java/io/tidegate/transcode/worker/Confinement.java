package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How a child is kept within bounds: the command in front of the program. Immutable.
///
/// In this order, each replacing itself by the next: into its cgroup (`sh`), a session and process
/// group of its own (`setsid`), killed by the kernel when the thread that started it ends, without
/// new privileges and without those that the gateway has (`setpriv`), nice, bound to cores
/// (`taskset`), and with bounds of memory, of processor time and without core dumps (`prlimit`).
/// All of them are part of util-linux and coreutils.
final class Confinement {
  /// A key frame of a job may take all cores for its whole time.
  private static final long MOST_CORES = 64;

  private final WorkersOptions options;

  Confinement(WorkersOptions options) {
    this.options = options;
  }

  /// @param group where its processes are counted, null for nowhere
  /// @param seconds that it may run, 0 for ever
  List<String> command(Path program, List<String> arguments, @Nullable Path group, long seconds) {
    List<String> command = new ArrayList<>();
    if (group != null) {
      command.addAll(
          List.of("sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", group.toString()));
    }
    // the one that a service of ours has; "all" fails on kernels that know more than setpriv does
    command.addAll(
        List.of(
            "setsid",
            "setpriv",
            "--pdeathsig",
            "KILL",
            "--no-new-privs",
            "--inh-caps=-net_bind_service",
            "--ambient-caps=-net_bind_service"));
    command.addAll(List.of("nice", "-n", Integer.toString(options.niceness())));
    if (!options.cpus().isEmpty()) {
      String list = options.cpus().stream().map(String::valueOf).collect(Collectors.joining(","));
      command.addAll(List.of("taskset", "-c", list));
    }
    command.addAll(List.of("prlimit", "--core=0", "--data=" + options.memory().bytes()));
    if (seconds > 0) {
      command.add("--cpu=" + seconds * MOST_CORES);
    }
    command.add("--");
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }
}
