package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.SeededFuzz;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What happens is written as a script, each word at a time of its own: `0+` source 0 connects,
/// `0-` leaves, `0k` a key frame, `0f` another frame, `1:5000` 5,000 ms pass in which source 1 (`-`
/// for none) sends a frame each 100 ms, a key frame each second. Who plays after each is compared,
/// `-` for nobody.
class SourceSelectorTest {
  private static final Duration STABLE = Duration.ofSeconds(5);
  private static final SourcePlan PLAN =
      new SourcePlan(
          List.of(
              SourcePlan.Source.of("a"),
              SourcePlan.Source.of("b"),
              new SourcePlan.Source("slate", true, Duration.ofSeconds(10), Duration.ofSeconds(10))),
          STABLE);

  private final Script script = new Script();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the first frame that can be joined plays | 0+ 0f 0k 0f | - - 0 0",
        "whoever comes first plays | 1+ 1k 0+ 0k | - 1 1 1",
        "a lower one stands by | 0+ 0k 1+ 1k 1f | - 0 0 0 0",
        "and takes over with what was kept | 0+ 0k 1+ 1k 0- | - 0 0 0 1",
        "or at its next key frame | 0+ 0k 1+ 1f 0- 1f 1k | - 0 0 0 - - 1",
        "silence of ten seconds is a failure | 0+ 0k 1+ 1k 1:9900 1:200 | - 0 0 0 0 1",
        "one who is silent alone plays on | 0+ 0k -:20000 0f | - 0 0 0",
        "a better one has to be stable | 1+ 1k 0+ 0k 0,1:4900 0,1:2000 | - 1 1 1 1 0",
        "and comes at a key frame | 1+ 1k 0+ 0k 0,1:4900 1:200 0f 1f 0f 0k | - 1 1 1 1 1 1 1 1 0",
        "the slate plays where nothing does | 2+ 0+ 0f | 2 2 2",
        "the slate gives way to one that is stable | 2+ 0+ 0k 0:4900 0:1200 | 2 2 2 2 0",
        "the slate comes at once | 0+ 0k 2+ 0- | - 0 0 2",
        "the better of two that are ready takes over | 0+ 0k 2+ 1+ 1k 0- | - 0 0 0 0 1",
        "who returns starts anew | 1+ 1k 0+ 0k 0,1:6000 0- 0+ 0k 0,1:4900 | - 1 1 1 0 1 1 1 1",
      })
  void playsTheBestThatWorks(String what, String events, String expected) {
    List<String> played = new ArrayList<>();
    for (String word : events.trim().split(" +")) {
      int active = script.run(word);
      played.add(active == SourceSelector.NONE ? "-" : Integer.toString(active));
    }
    assertThat(String.join(" ", played)).as(what).isEqualTo(expected.trim());
  }

  @Test
  void tellsHowEachFares() {
    SourceSelector selector = script.selector;
    script.run("0+");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.WAITING);
    script.run("-:9900");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.WAITING);
    script.run("-:200");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.LATE);
    script.run("0k");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.WORKING);
    script.run("-:10100");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.SILENT);
    script.run("0-");
    assertThat(selector.health(0)).isEqualTo(SourceSelector.Health.ABSENT);
    assertThat(selector.health(2)).isEqualTo(SourceSelector.Health.ABSENT);
  }

  @Test
  void nothingIsDueWhereNothingCanFail() {
    assertThat(script.selector.deadline()).isEqualTo(SourceSelector.NEVER);
    script.run("2+");
    assertThat(script.selector.deadline()).isEqualTo(SourceSelector.NEVER);
    script.run("0+");
    long connected = script.now - Script.WORD_NANOS;
    assertThat(script.selector.deadline()).isEqualTo(connected + Duration.ofSeconds(10).toNanos());
  }

  /// Whatever happens: only one plays, and one that is connected; a change is to one that can be
  /// joined; a better one takes back from one that works only when it was stable, and changes back
  /// and forth are as far apart.
  @Test
  void keepsItsPromisesWhateverHappens() {
    SeededFuzz.run(1, 300, SourceSelectorTest::randomLife);
  }

  private static void randomLife(Random random) {
    Script life = new Script();
    boolean[] connected = new boolean[3];
    long lastChange = 0;
    boolean hasChanged = false;
    for (int step = 0; step < 400; step++) {
      int before = life.selector.active();
      boolean beforeWorked = before >= 0 && life.works(before);
      int source = random.nextInt(3);
      String word =
          switch (random.nextInt(12)) {
            case 0 -> source + "+";
            case 1 -> source + "-";
            case 2, 3 -> source + "k";
            case 4 -> "-:" + random.nextInt(12_000);
            case 5, 6 -> "0,1:" + random.nextInt(7_000);
            case 7 -> source % 2 + ":" + random.nextInt(7_000);
            default -> source + "f";
          };
      boolean needsConnection = !word.contains(":") && !word.endsWith("+") && !connected[source];
      boolean isSlateFrame = source == 2 && (word.endsWith("k") || word.endsWith("f"));
      if (needsConnection || isSlateFrame) {
        continue;
      }
      if (word.endsWith("+") && connected[source]) {
        word = source + "-";
      }
      List<Script.Change> changes = life.changes;
      changes.clear();
      life.run(word);
      connected[source] = word.endsWith("+") || (connected[source] && !word.endsWith("-"));
      for (Script.Change change : changes) {
        if (change.to() == SourceSelector.NONE) {
          continue;
        }
        assertThat(change.joinable()).as("%s to %s", word, change).isTrue();
        boolean takesBack = change.from() > change.to() && change.fromWorks();
        if (takesBack) {
          assertThat(change.workedNanos()).isGreaterThanOrEqualTo(STABLE.toNanos());
          if (hasChanged) {
            assertThat(change.atNanos() - lastChange).isGreaterThanOrEqualTo(STABLE.toNanos());
          }
        }
        hasChanged = true;
        lastChange = change.atNanos();
      }
      int active = life.selector.active();
      assertThat(active == SourceSelector.NONE || connected[active]).as(word).isTrue();
      assertThat(beforeWorked && active == SourceSelector.NONE && connected[before]).isFalse();
    }
  }

  /// Tells the selector what a script says, as a stream would, and looks at what it answers.
  private static final class Script {
    static final long WORD_NANOS = 1_000_000;

    record Change(
        int from, int to, boolean fromWorks, boolean joinable, long workedNanos, long atNanos) {}

    final SourceSelector selector = new SourceSelector(PLAN);
    final List<Change> changes = new ArrayList<>();
    private final boolean[] kept = new boolean[3];
    private final long[] worksSince = new long[3];
    private final long[] frames = new long[3];
    long now = 1_000_000_000L;

    int run(String word) {
      int colon = word.indexOf(':');
      if (colon >= 0) {
        pass(word.substring(0, colon), Integer.parseInt(word.substring(colon + 1)));
        return selector.active();
      }
      int source = word.charAt(0) - '0';
      switch (word.charAt(1)) {
        case '+' -> {
          kept[source] = source == 2;
          frames[source] = 0;
          observe(source, () -> selector.connected(source, now));
        }
        case '-' -> {
          kept[source] = false;
          observe(source, () -> selector.left(source, now));
        }
        case 'k' -> frame(source, true);
        default -> frame(source, false);
      }
      now += WORD_NANOS;
      return selector.active();
    }

    private void frame(int source, boolean key) {
      boolean plays = selector.active() == source;
      kept[source] = !plays && (key || kept[source]);
      if (!works(source)) {
        worksSince[source] = now;
      }
      observe(source, () -> selector.frame(source, key, kept[source], now));
    }

    private void pass(String senders, int millis) {
      for (int passed = 0; passed < millis; passed += 100) {
        now += 100_000_000L;
        for (int source = 0; source < 2; source++) {
          boolean connected = selector.health(source) != SourceSelector.Health.ABSENT;
          if (senders.contains(Integer.toString(source)) && connected) {
            frame(source, ++frames[source] % 10 == 0);
          }
        }
        observe(SourceSelector.NONE, () -> selector.tick(now));
      }
    }

    private void observe(int source, Runnable call) {
      int before = selector.active();
      boolean worked = before != SourceSelector.NONE && works(before);
      call.run();
      int after = selector.active();
      if (after == before) {
        return;
      }
      boolean joinable = after == SourceSelector.NONE || kept[after];
      boolean fromWorks = before != SourceSelector.NONE && worked && works(before);
      long workedNanos = after == SourceSelector.NONE ? 0 : now - worksSince[after];
      changes.add(new Change(before, after, fromWorks, joinable, workedNanos, now));
      if (after != SourceSelector.NONE && after != 2) {
        kept[after] = false;
      }
      if (before == 2 && source != 2) {
        kept[2] = true;
      }
    }

    boolean works(int source) {
      return selector.health(source) == SourceSelector.Health.WORKING;
    }
  }
}
