package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.hazelcast.core.Hazelcast;
import io.tidegate.cluster.ClusterNode;
import io.tidegate.gateway.cluster.ClusterPlane.State;
import io.tidegate.media.testing.Ports;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A real node of Hazelcast, with parts that only take down what they are told.
class ClusterPlaneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private ClusterPlane plane;

  private final class Part implements ClusterPart {
    private final String name;
    private final boolean mayBreak;

    Part(String name, boolean mayBreak) {
      this.name = name;
      this.mayBreak = mayBreak;
    }

    @Override
    public void joined(ClusterNode node) {
      told.add(name + " joined");
      if (mayBreak && broken) {
        throw new IllegalStateException("the disk is full");
      }
    }

    @Override
    public void left() {
      told.add(name + " left");
    }
  }

  @BeforeEach
  void setUp() throws Exception {
    ((Logger) LoggerFactory.getLogger("com.hazelcast"))
        .setLevel(Level.ERROR); // as the gateway does
    plane = plane();
  }

  private ClusterPlane plane() throws Exception {
    ClusterSettings settings =
        new ClusterSettings("127.0.0.1", Ports.free(), "", "one", Set.of(), 100, false, "");
    ClusterPlane made = new ClusterPlane(settings, folder, Clock.systemUTC());
    made.start(List.of(new Part("first", false), new Part("second", true)));
    return made;
  }

  @AfterEach
  void tearDown() {
    plane.close();
  }

  private ClusterNode found() throws Exception {
    return plane.found("").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void aNodeWithoutOneOfItsPartsIsNoMember() throws Exception {
    broken = true;

    assertThatThrownBy(this::found).hasMessageContaining("the disk is full");

    assertThat(told).containsExactly("first joined", "second joined", "second left", "first left");
    assertThat(plane.status().state()).isEqualTo(State.ALONE);
    broken = false;
    assertThat(found().isClosed()).isFalse();
    assertThat(plane.status().state()).isEqualTo(State.MEMBER);
  }

  @Test
  void aMemberWhosePartsDoNotComeUpSaysSo() throws Exception {
    ClusterNode node = found();
    plane.close();
    assertThat(node.isClosed()).isTrue();
    broken = true;

    plane = plane();

    await().atMost(PATIENCE).until(() -> plane.status().state() == State.FAILED);
    assertThat(plane.problem()).contains("is not in its cluster").contains("the disk is full");
    broken = false; // it tries again by itself
    await().atMost(PATIENCE).until(() -> plane.status().state() == State.MEMBER);
  }

  /// As it does where a merge does not come to an end.
  @Test
  void aMemberWhoseHazelcastEndsItselfComesBack() throws Exception {
    ClusterNode node = found();
    told.clear();

    Hazelcast.getAllHazelcastInstances().forEach(one -> one.getLifecycleService().terminate());

    await().atMost(PATIENCE).until(() -> plane.status().state() == State.FAILED);
    assertThat(plane.problem()).contains("is not in its cluster").contains("has ended itself");
    assertThat(node.isClosed()).isTrue();
    assertThat(told).containsExactly("second left", "first left");
    await().atMost(PATIENCE).until(() -> plane.status().state() == State.MEMBER);
    assertThat(plane.node()).isPresent().get().isNotSameAs(node);
    assertThat(told).endsWith("first joined", "second joined");
  }

  @Test
  void whoeverCannotLeaveStaysWhole() throws Exception {
    ClusterNode node = found();
    node.membership().close(); // nobody can be told any more
    told.clear();

    assertThatThrownBy(() -> plane.leave().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(RuntimeException.class);

    assertThat(told).containsExactly("second left", "first left", "first joined", "second joined");
    assertThat(plane.status().state()).isEqualTo(State.MEMBER);
  }
}
