package io.tidegate.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In folders that look like the tree of a kernel.
class CgroupsTest {
  @TempDir Path own;

  private static final WorkersOptions OPTIONS =
      new WorkersOptions(
          1,
          1,
          1,
          DataSize.ofMegabytes(256),
          150,
          10,
          List.of(2, 3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  @Test
  void boundsAChildWhereItMayDivide() throws IOException {
    Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
    Cgroups cgroups = Cgroups.in(own, OPTIONS);
    assertThat(cgroups.areThere()).isTrue();
    assertThat(own.resolve("gateway/cgroup.procs"))
        .hasContent(Long.toString(ProcessHandle.current().pid()));
    assertThat(own.resolve("cgroup.subtree_control")).hasContent("+cpu +memory");
    Path group = cgroups.open("x").folder();
    assertThat(group).isEqualTo(own.resolve("worker-1"));
    assertThat(own.resolve("worker-1/memory.max")).hasContent("268435456");
    assertThat(own.resolve("worker-1/cpu.max")).hasContent("150000 100000");
  }

  /// Of a gateway that was killed: the kernel refuses to delete what has processes.
  @Test
  void takesAwayWhatWasLeftAndPassesOverWhatIsInUse() throws IOException {
    Files.writeString(own.resolve("cgroup.controllers"), "cpu memory\n");
    Path empty = Files.createDirectory(own.resolve("worker-2"));
    Path busy = Files.createDirectories(own.resolve("worker-1/child")).getParent();
    Cgroups cgroups = Cgroups.in(own, OPTIONS);
    assertThat(empty).doesNotExist();
    assertThat(busy).exists();
    assertThat(cgroups.open("x").folder()).isEqualTo(empty);
    assertThat(cgroups.open("y").folder()).isEqualTo(own.resolve("worker-3"));
  }

  @Test
  void hasNoneWithoutTheControllers() throws IOException {
    Files.writeString(own.resolve("cgroup.controllers"), "pids\n");
    Cgroups cgroups = Cgroups.in(own, OPTIONS);
    assertThat(cgroups.areThere()).isFalse();
    assertThat(cgroups.open("x").folder()).isNull();
  }

  @Test
  void hasNoneWhereThereAreNone() {
    assertThat(Cgroups.in(own.resolve("nothing"), OPTIONS).areThere()).isFalse();
  }

  @Test
  void putsTheBoundsInFrontOfTheProgram() {
    assertThat(
            new Confinement(OPTIONS)
                .command(Path.of("/x/ffmpeg"), List.of("-i", "a b"), Path.of("/g"), 10))
        .containsExactly(
            "sh",
            "-c",
            "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"",
            "/g",
            "setsid",
            "setpriv",
            "--pdeathsig",
            "KILL",
            "--no-new-privs",
            "--inh-caps=-net_bind_service",
            "--ambient-caps=-net_bind_service",
            "nice",
            "-n",
            "10",
            "taskset",
            "-c",
            "2,3",
            "prlimit",
            "--core=0",
            "--data=268435456",
            "--cpu=640",
            "--",
            "/x/ffmpeg",
            "-i",
            "a b");
  }
}
