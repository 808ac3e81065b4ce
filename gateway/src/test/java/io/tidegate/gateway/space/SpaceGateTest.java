package io.tidegate.gateway.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who is one too many in a space, on the boundary of each quota.
class SpaceGateTest {
  private static final StreamKey ACME = StreamKey.parse("acme/a");
  private static final StreamKey OTHER = StreamKey.parse("other/a");

  private final SessionRegistry sessions = new SessionRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final SpaceUsage usage = new SpaceUsage(sessions, nanos::get);
  private final Map<String, Space> spaces = new HashMap<>();
  private final SpaceGate gate = new SpaceGate(spaces::get, usage);

  private void quotas(long publishers, long viewers, long egressBps) {
    Space.Quotas quotas = new Space.Quotas(0, publishers, viewers, egressBps);
    spaces.put("acme", new Space("acme", quotas, "", 1));
  }

  private void session(String id, StreamKey key, SessionView.Kind kind, long bytes) {
    sessions.update(
        new SessionView(
            id,
            key,
            kind,
            Protocol.HTTP_FLV,
            "192.0.2.1:5",
            Instant.EPOCH,
            SessionState.STREAMING,
            bytes,
            0,
            null));
  }

  @Test
  void aSpaceWithoutQuotasTakesEverybody() {
    session("1", ACME, SessionView.Kind.VIEWER, 0);
    assertThat(gate.play(ACME)).isNull();
    quotas(0, 0, 0);
    assertThat(gate.play(ACME)).isNull();
    assertThat(gate.publish(ACME, "2")).isNull();
  }

  @Test
  void theLastViewerIsTakenAndOneMoreIsNot() {
    quotas(0, 2, 0);
    session("1", ACME, SessionView.Kind.VIEWER, 0);
    session("2", OTHER, SessionView.Kind.VIEWER, 0);
    session("3", ACME, SessionView.Kind.PUBLISHER, 0);
    session("4", ACME, SessionView.Kind.PUSH, 0);
    assertThat(gate.play(ACME)).isNull();
    session("5", StreamKey.parse("acme/b"), SessionView.Kind.VIEWER, 0);
    Admission.Refused full = Objects.requireNonNull(gate.play(ACME));
    assertThat(full.refusal()).isEqualTo(Refusal.LIMIT_REACHED);
    assertThat(full.message()).isEqualTo("space acme: its quota of viewers, 2, is used up");
    assertThat(gate.play(OTHER)).isNull();
    sessions.remove("1", CloseReason.ENDED_BY_PEER);
    assertThat(gate.play(ACME)).isNull();
  }

  @Test
  void aPublisherDoesNotCountItself() {
    quotas(1, 0, 0);
    assertThat(gate.publish(ACME, "1")).isNull();
    session("1", ACME, SessionView.Kind.PUBLISHER, 0);
    assertThat(gate.publish(ACME, "1")).isNull();
    assertThat(Objects.requireNonNull(gate.publish(ACME, "2")).message())
        .contains("quota of publishers, 1,");
    assertThat(gate.publish(OTHER, "2")).isNull();
  }

  @Test
  void newViewersWaitUntilTheRateHasFallen() {
    quotas(0, 0, 8_000_000);
    session("1", ACME, SessionView.Kind.VIEWER, 0);
    session("2", ACME, SessionView.Kind.PUSH, 0);
    session("3", ACME, SessionView.Kind.PUBLISHER, 0);
    usage.sample();
    for (int second = 1; second <= 60; second++) {
      session("1", ACME, SessionView.Kind.VIEWER, second * 600_000L);
      session("2", ACME, SessionView.Kind.PUSH, second * 500_000L);
      session("3", ACME, SessionView.Kind.PUBLISHER, second * 900_000L);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      usage.sample();
    }
    assertThat(usage.of("acme").egressBps()).isBetween(8_799_000L, 8_800_000L);
    assertThat(Objects.requireNonNull(gate.play(ACME)).message()).contains("egressBps, 8000000");
    assertThat(gate.publish(ACME, "9")).isNull();
    sessions.remove("1", CloseReason.ENDED_BY_PEER);
    for (int second = 0; second < 5; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      usage.sample();
    }
    assertThat(gate.play(ACME)).isNull();
    for (int second = 0; second < 200; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      usage.sample();
    }
    assertThat(usage.of("acme").egressBps()).isZero();
  }

  @Test
  void whatIsNoSpaceIsRefused() {
    for (String name : new String[] {"", "a/b", "a*", "api", "a b", "..", "ä"}) {
      assertThat(Space.isName(name)).as(name).isFalse();
      assertThatThrownBy(() -> new Space(name, Space.Quotas.NONE, "", 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new Space("acme", Space.Quotas.NONE, "s3-1", 1).pattern()).hasToString("acme/*");
    assertThatThrownBy(() -> new Space("acme", Space.Quotas.NONE, "S 3", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Space.Quotas(-1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Space.Quotas(0, 0, 0, Space.Quotas.MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Space.Quotas(0, 0, 0, Space.Quotas.MAX).egressBps()).isEqualTo(Space.Quotas.MAX);
  }
}
