package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two members in one process, without a tunnel.
class MembershipTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofHours(1);

  private static int port;
  private static Membership one;

  private static Membership start(int number) throws Exception {
    Map<Integer, InetAddress> addresses =
        Map.of(1, InetAddress.getByName("127.79.0.1"), 2, InetAddress.getByName("127.79.0.2"));
    return Membership.start(
        new MembershipOptions("secret", number, addresses, port, 1, Duration.ofSeconds(60)));
  }

  @BeforeAll
  static void setUp() throws Exception {
    port = Ports.free();
    one = start(1);
  }

  @AfterAll
  static void tearDown() {
    one.close();
  }

  @Test
  void epochsGrowWhoeverAsks() throws Exception {
    Membership two = start(2);
    try {
      Epochs here = new Epochs(one);
      Epochs there = new Epochs(two);
      long first = here.next("live/x");
      long second = there.next("live/x");
      long third = here.nextAfter("live/x", 1L << 50);

      assertThat(second).isGreaterThan(first);
      assertThat(third).isGreaterThan(1L << 50).isLessThan(there.next("live/x"));
      assertThat(Epochs.node(first)).isEqualTo(1);
      assertThat(Epochs.node(second)).isEqualTo(2);
    } finally {
      two.close();
    }
  }

  @Test
  void leasesEndWithTheirOwner() throws Exception {
    List<MembershipEvent> events = new CopyOnWriteArrayList<>();
    one.observe(events::add);
    Leases here = new Leases(one, "owner", LONG);
    Membership two = start(2);
    NodeView second = two.self();
    Leases there = new Leases(two, "owner", LONG);
    assertThat(there.put("live/x", 5, "a")).isTrue();
    assertThat(here.put("live/y", 6, "b")).isTrue();
    assertThat(here.find("live/x")).contains(new Lease(second.incarnation(), 5, "a"));

    two.kill();

    await().atMost(PATIENCE).until(() -> here.all().keySet().equals(Set.of("live/y")));
    NodeView left = new NodeView(2, second.incarnation(), false);
    assertThat(events).contains(new MembershipEvent.Joined(left), new MembershipEvent.Left(left));
    here.remove("live/y", 5);
    assertThat(here.find("live/y")).isPresent();
    here.remove("live/y", 6);
    assertThat(here.find("live/y")).isEmpty();
  }

  @Test
  void whoIsNotReachedTakesPartNoMoreThoughItStillAnswers() throws Exception {
    List<MembershipEvent> events = new CopyOnWriteArrayList<>();
    one.observe(events::add);
    Membership two = start(2);
    MembershipEvent left =
        new MembershipEvent.Left(new NodeView(2, two.self().incarnation(), false));
    try {
      one.lost(1); // itself
      one.lost(7); // nobody
      assertThat(events).doesNotContain(left);

      one.lost(2);

      await().atMost(PATIENCE).until(() -> events.contains(left));
    } finally {
      two.kill();
    }
  }

  @Test
  void aLeaseEndsWhenNobodyRenewsIt() {
    Leases leases = new Leases(one, "short", Duration.ofSeconds(1));
    assertThat(leases.put("live/x", 1, "a")).isTrue();

    await().atMost(PATIENCE).until(() -> leases.find("live/x").isEmpty());
  }

  @Test
  void theHigherEpochStands() throws Exception {
    Membership two = start(2);
    try {
      Leases here = new Leases(one, "epochs", LONG);
      Leases there = new Leases(two, "epochs", LONG);
      assertThat(here.put("live/x", 5, "a")).isTrue();
      assertThat(there.put("live/x", 4, "b")).isFalse();
      assertThat(here.put("live/x", 5, "again")).isTrue();
      assertThat(there.put("live/x", 6, "b")).isTrue();
      assertThat(here.put("live/x", 5, "a")).isFalse();
      assertThat(here.find("live/x").orElseThrow().value()).isEqualTo("b");
    } finally {
      two.close();
    }
  }

  @Test
  void whatANodeSaidAsAnotherIncarnationItMaySayAgain() {
    Leases leases = new Leases(one, "merged", LONG);
    IMap<String, Lease> map = one.map("lease-merged");
    map.set("live/x", new Lease("before the merge", 5, "a"));

    assertThat(leases.put("live/x", 5, "b")).isTrue();

    assertThat(leases.find("live/x")).contains(new Lease(one.self().incarnation(), 5, "b"));
  }

  @Test
  void epochsGrowThoughAllThatKnewThemAreGone() {
    Instant now = Instant.ofEpochSecond(1_000_000);
    long before = new Epochs(one, InstantSource.fixed(now)).next("live/z");
    one.map("epochs").clear();

    long after = new Epochs(one, InstantSource.fixed(now.plusSeconds(1))).next("live/z");

    assertThat(after).isGreaterThan(before);
    // still a whole number where numbers are doubles
    assertThat(new Epochs(one).next("live/z")).isLessThan(1L << 53);
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotLetIn() throws Exception {
    Membership stranger =
        Membership.start(
            new MembershipOptions(
                "guess",
                2,
                Map.of(
                    1, InetAddress.getByName("127.79.0.1"), 2, InetAddress.getByName("127.79.0.2")),
                port,
                1,
                Duration.ofSeconds(60)));
    try {
      assertThat(stranger.nodes()).containsExactly(stranger.self());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(one.nodes()).containsExactly(one.self()));
    } finally {
      stranger.close();
    }
  }

  @Test
  void aProgramOfThisMachineIsNotAnsweredByHazelcast() throws Exception {
    try (Socket program = new Socket("127.79.0.1", port)) {
      program.getOutputStream().write("HZC\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));

      assertThat(read(program)).isNegative();
    }
  }

  private static int read(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void nothingIsMadeOfBytesOfOthersButWhatIsListed() {
    IMap<Integer, Object> map = one.map("any");
    map.set(1, URI.create("file:/etc"));
    map.set(2, new Lease("owner", 1, "value"));

    assertThatThrownBy(() -> map.get(1)).isInstanceOf(HazelcastSerializationException.class);
    assertThat(map.get(2)).isEqualTo(new Lease("owner", 1, "value"));
  }
}
