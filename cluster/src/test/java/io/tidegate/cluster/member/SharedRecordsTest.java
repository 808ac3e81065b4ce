package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.state.Exchange;
import io.tidegate.cluster.state.NotAgreedException;
import io.tidegate.cluster.state.Stamp;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.media.testing.Ports;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Two members in one process, without a tunnel.
class SharedRecordsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StateId CAMERA = new StateId("route", "live/cam 1");

  private static Membership start(int port, int number) throws Exception {
    Map<Integer, InetAddress> addresses =
        Map.of(1, InetAddress.getByName("127.81.0.1"), 2, InetAddress.getByName("127.81.0.2"));
    return Membership.start(
        new MembershipOptions("secret", number, addresses, port, 1, Duration.ofSeconds(60)));
  }

  private static StateRecord record(StateId id, long seen, int node, String body) {
    long stamp = Stamp.next(seen, Instant.EPOCH, node);
    return new StateRecord(id, stamp, List.of(), false, "op" + node, body);
  }

  @Test
  void membersTellEachOtherAndTheSecondOfTwoEditsIsRefused() throws Exception {
    int port = Ports.free();
    List<StateRecord> arrived = new CopyOnWriteArrayList<>();
    List<Exchange.Regrouping> regrouped = new CopyOnWriteArrayList<>();
    try (Membership one = start(port, 1);
        SharedRecords here = new SharedRecords(one)) {
      assertThat(here.hasOthers()).isFalse();
      here.observe(arrived::add, regrouped::add);
      try (Membership two = start(port, 2);
          SharedRecords there = new SharedRecords(two)) {
        assertThat(there.hasOthers()).isTrue();
        StateRecord first = record(CAMERA, 0, 2, "first");
        there.write(Map.of(first, 0L));
        await().atMost(PATIENCE).until(() -> arrived.equals(List.of(first)));

        StateRecord second = record(CAMERA, first.stamp(), 1, "second");
        StateId other = new StateId("route", "live/cam2");
        StateRecord beside = record(other, first.stamp(), 1, "beside");
        assertThatThrownBy(() -> here.write(Map.of(second, 0L, beside, 0L)))
            .isInstanceOfSatisfying(
                NotAgreedException.class,
                not -> assertThat(not.reason()).isEqualTo(NotAgreedException.Reason.STALE))
            .hasMessageContaining("route live/cam 1 was changed by op2 at node 2");
        assertThat(here.digest()).isEqualTo(Map.of(CAMERA, first.stamp()));
        here.write(Map.of(second, first.stamp(), beside, 0L));
        assertThat(there.get(List.of(CAMERA, other))).containsExactlyInAnyOrder(second, beside);

        there.offer(List.of(first));
        assertThat(there.get(List.of(CAMERA))).containsExactly(second);
        there.forget(List.of(first, beside));
        assertThat(there.digest()).isEqualTo(Map.of(CAMERA, second.stamp()));
      }
      await()
          .atMost(PATIENCE)
          .until(() ->
              regrouped.equals(List.of(Exchange.Regrouping.CHANGED, Exchange.Regrouping.CHANGED)));
      assertThat(here.get(List.of(CAMERA))).hasSize(1);
    }
  }
}
