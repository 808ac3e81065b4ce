package io.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.TestMembers;
import io.tidegate.cluster.pki.PrivateFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members in one process.
class StopsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Stops stops(Membership member, int number, int second) throws Exception {
    PrivateFiles files = new PrivateFiles(folder.resolve(String.valueOf(number)));
    Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    return new Stops(member, files, number, clock);
  }

  /// Node 3 has said that it stops on the other side of a split: on this side the last that is
  /// known is that it runs.
  @Test
  void theLaterWordStandsWhereBothSidesHaveOne() throws Exception {
    PrivateFiles heard = new PrivateFiles(folder.resolve("2"));
    heard.write("stops", "3\t200000\ttrue\n");
    PrivateFiles before = new PrivateFiles(folder.resolve("1"));
    before.write("stops", "3\t100000\tfalse\n");
    try (TestMembers members = new TestMembers(83);
        Stops one = stops(members.start(1, 2), 1, 300)) {
      assertThat(one.has(3)).isFalse();
      try (Stops two = stops(members.start(2, 1), 2, 300)) {
        await().atMost(PATIENCE).until(() -> one.has(3));
        assertThat(two.has(3)).isTrue();
      }
    }
  }
}
