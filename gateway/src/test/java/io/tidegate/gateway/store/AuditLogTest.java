package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  @TempDir Path folder;

  @Test
  void theChainGoesOnOverARestart() throws Exception {
    try (AuditLog log = open(NOW)) {
      log.add(act("/api/v1/routes/live/a"));
      log.add(act("/api/v1/settings"));
    }
    try (AuditLog log = open(NOW)) {
      log.add(act("/api/v1/routes/live/b"));
      List<AuditEntry> found = find(log, "", "");
      assertThat(found).extracting(AuditEntry::number).containsExactly(3L, 2L, 1L);
      assertThat(found.getFirst().before()).isEqualTo(found.get(1).hash());
      assertThat(found.getLast().before()).isEqualTo(AuditEntry.NONE);
      assertThat(find(log, "somebody", "")).isEmpty();
      assertThat(find(log, "anna", "/api/v1/routes/")).hasSize(2);
      AuditVerdict verdict = verify(log);
      assertThat(verdict).isEqualTo(new AuditVerdict(3, 1, 3, found.getFirst().hash(), null));
    }
  }

  /// What another tool has to compute to follow the chain.
  @Test
  void theHashIsOverTheOneBeforeAndTheFields() {
    AuditEntry entry =
        AuditEntry.after(
            0,
            AuditEntry.NONE,
            new AuditEntry.Act(NOW, "an\"na", "192.0.2.7", "PUT", "/api/v1/x", 201));
    assertThat(entry.hash())
        .isEqualTo("2d1506d45aecca309b32d06b1766ff690e0b4adb146fdf8a0c465eb64792f86e");
  }

  @Test
  void whatWasAlteredOrTakenOutIsNamed() throws Exception {
    assertBroken("UPDATE entry SET who = 'bert' WHERE number = 3", "entry 3 was altered");
    assertBroken("UPDATE entry SET status = 403 WHERE number = 5", "entry 5 was altered");
    assertBroken("DELETE FROM entry WHERE number = 4", "between 3 and 5 entries were taken out");
    assertBroken("UPDATE entry SET before = hash WHERE number = 2", "entry 2 was altered");
  }

  private void assertBroken(String sql, String expected) throws Exception {
    Path own = folder.resolve(Integer.toString(sql.hashCode()));
    try (AuditLog log = AuditLog.open(own, Clock.fixed(NOW, ZoneOffset.UTC))) {
      for (int i = 1; i <= 5; i++) {
        log.add(act("/" + i));
      }
      assertThat(verify(log).broken()).isNull();
      assertThat(log.tamper(sql).get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(verify(log).broken()).isEqualTo(expected);
    }
  }

  @Test
  void aNotedHashTellsThatTheEndWasCutOffOrWrittenAnew() throws Exception {
    try (AuditLog log = open(NOW)) {
      for (int i = 1; i <= 4; i++) {
        log.add(act("/" + i));
      }
      AuditVerdict before = verify(log);
      assertThat(verify(log, before.last(), before.head()).broken()).isNull();
      assertThat(log.tamper("DELETE FROM entry WHERE number >= 3").get(10, TimeUnit.SECONDS))
          .isTrue();
      assertThat(verify(log).broken()).isNull();
      assertThat(verify(log, before.last(), before.head()).broken())
          .isEqualTo("the end is cut off: entry 4 was noted and is not there");
    }
    try (AuditLog log = open(NOW)) {
      log.add(act("/other"));
      log.add(act("/other"));
      assertThat(verify(log, 4, "0".repeat(64)).broken())
          .isEqualTo("entry 4 is not the one that was noted");
    }
  }

  @Test
  void whatIsOldGoesAndTheRestStillHoldsTogether() throws Exception {
    try (AuditLog log = open(NOW.minus(AuditLog.MAX_AGE).minusMillis(1))) {
      log.add(act(NOW.minus(AuditLog.MAX_AGE).minusMillis(1), "/old"));
      log.add(act(NOW, "/young"));
    }
    try (AuditLog log = open(NOW)) {
      log.add(act("/new"));
    }
    try (AuditLog log = open(NOW)) {
      AuditVerdict verdict = verify(log);
      assertThat(verdict.broken()).isNull();
      assertThat(verdict.first()).isEqualTo(2);
      assertThat(verdict.entries()).isEqualTo(2);
    }
  }

  @Test
  void ofTooManyTheOldestGo() throws Exception {
    Path file = folder.resolve("few.db");
    try (AuditLog log = AuditLog.open(file, Clock.fixed(NOW, ZoneOffset.UTC), 3)) {
      for (int i = 1; i <= 5; i++) {
        log.add(act("/" + i));
      }
    }
    try (AuditLog log = AuditLog.open(file, Clock.fixed(NOW, ZoneOffset.UTC), 3)) {
      assertThat(verify(log).first()).isEqualTo(3);
      assertThat(verify(log).broken()).isNull();
    }
  }

  @Test
  void strangersWhoKnockDoNotPushOutWhatIsKept() throws Exception {
    try (AuditLog log = open(NOW)) {
      for (int i = 0; i < AuditLog.MOST_STRANGERS + 20; i++) {
        log.add(new AuditEntry.Act(NOW, "", "192.0.2.9", "POST", "/login", i % 2 == 0 ? 401 : 429));
      }
      log.add(act("/known"));
      assertThat(verify(log).entries()).isEqualTo(AuditLog.MOST_STRANGERS + 1L);
      Instant later = NOW.plusSeconds(3_600);
      log.add(new AuditEntry.Act(later, "", "192.0.2.9", "POST", "/login", 401));
      assertThat(verify(log).entries()).isEqualTo(AuditLog.MOST_STRANGERS + 2L);
      assertThat(verify(log).broken()).isNull();
    }
  }

  @Test
  void aDiskThatTakesNothingIsSaidAndMissesNothingOnceItDoes() throws Exception {
    try (AuditLog log = open(NOW)) {
      log.add(act("/1"));
      assertThat(verify(log).entries()).isEqualTo(1);
      assertThat(log.tamper("PRAGMA query_only = 1").get(10, TimeUnit.SECONDS)).isTrue();
      log.add(act("/2"));
      assertThat(find(log, "", "")).hasSize(1);
      assertThat(log.problem()).contains("audit.db");
      assertThat(log.tamper("PRAGMA query_only = 0").get(10, TimeUnit.SECONDS)).isTrue();
      log.add(act("/3"));
      assertThat(find(log, "", "")).extracting(AuditEntry::path).containsExactly("/3", "/2", "/1");
      assertThat(log.problem()).isNull();
      assertThat(verify(log).broken()).isNull();
    }
  }

  private AuditLog open(Instant now) throws StoreException {
    return AuditLog.open(folder.resolve("audit.db"), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static AuditEntry.Act act(String path) {
    return act(NOW, path);
  }

  private static AuditEntry.Act act(Instant at, String path) {
    return new AuditEntry.Act(at, "anna", "192.0.2.7", "PUT", path, 200);
  }

  private static List<AuditEntry> find(AuditLog log, String who, String path) throws Exception {
    AuditFilter filter =
        new AuditFilter(Long.MAX_VALUE, 100, who, path, Instant.EPOCH, EventFilter.ALWAYS);
    return log.find(filter).get(10, TimeUnit.SECONDS);
  }

  private static AuditVerdict verify(AuditLog log) throws Exception {
    return verify(log, 0, "");
  }

  private static AuditVerdict verify(AuditLog log, long noted, String hash) throws Exception {
    return log.verify(noted, hash).get(10, TimeUnit.SECONDS);
  }
}
