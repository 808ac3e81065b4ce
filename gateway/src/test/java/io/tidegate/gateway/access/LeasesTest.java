package io.tidegate.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.testing.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SessionRegistry sessions = new SessionRegistry();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean standing = new AtomicBoolean(true);
  private volatile Instant now = START;
  private final Leases leases = new Leases(sessions, () -> now);

  @AfterEach
  void stop() {
    leases.close();
  }

  @Test
  void aRightThatExpiresEndsItsSession() {
    open("a", START.plusSeconds(10));
    open("b", START.plusSeconds(20));
    open("c", null);
    leases.look();
    at(9_999);
    assertThat(closed).isEmpty();
    at(10_000);
    assertThat(closed).containsExactly("a EXPIRED");
    at(3_600_000);
    assertThat(closed).containsExactly("a EXPIRED", "b EXPIRED");
    assertThat(leases.size()).isZero();
  }

  @Test
  void aRightThatIsTakenAwayEndsAllItsSessions() {
    open("a", START.plusSeconds(10));
    open("b", null);
    sessions.closable("c", reason -> closed.add("c " + reason));
    leases.look();
    standing.set(false);
    leases.look();
    assertThat(closed).as("nobody said so").isEmpty();
    leases.reconsider();
    leases.look();
    assertThat(closed).containsExactlyInAnyOrder("a REVOKED", "b REVOKED");
  }

  @Test
  void aRightThatEndedOnTheWayInIsNoticed() {
    standing.set(false);
    open("a", null);
    open("b", START.minusMillis(1));
    leases.look();
    assertThat(closed).containsExactlyInAnyOrder("a REVOKED", "b EXPIRED");
  }

  @Test
  void whoeverHasLeftIsForgotten() {
    for (int i = 0; i < 1_000; i++) {
      open("s" + i, START.plusSeconds(3_600));
    }
    assertThat(leases.size()).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      sessions.remove("s" + i, CloseReason.ENDED_BY_PEER);
    }
    assertThat(leases.size()).isZero();
    at(7_200_000);
    assertThat(closed).isEmpty();
    assertThat(sessions.grants()).isEmpty();
  }

  @Test
  void sessionsShowByWhoseRightTheyAreHere() {
    open("a", null);
    assertThat(sessions.sessions()).extracting(SessionView::user).containsExactly("ann");
    List<String> ended = new ArrayList<>();
    sessions.observeEnds(view -> ended.add(view.user() + " " + view.closeReason()));
    sessions.remove("a", CloseReason.REVOKED);
    assertThat(ended).containsExactly("ann REVOKED");
  }

  @Test
  void itsThreadLooksByItself() {
    leases.start();
    open("a", null);
    standing.set(false);
    leases.reconsider();
    Patience.await().until(() -> closed.equals(List.of("a REVOKED")));
  }

  private void at(long ms) {
    now = START.plus(Duration.ofMillis(ms));
    leases.look();
  }

  private void open(String id, @Nullable Instant until) {
    Admission.Granted by = new Admission.Granted("ann", until, standing::get);
    sessions.closable(
        id,
        by,
        reason -> {
          closed.add(id + " " + reason);
          sessions.remove(id, reason);
        });
    sessions.update(
        new SessionView(
            id,
            StreamKey.parse("live/x"),
            SessionView.Kind.VIEWER,
            Protocol.RTMP,
            "192.0.2.1:1",
            START,
            SessionState.STREAMING,
            0,
            0,
            null));
  }
}
