package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.member.Bulletins;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.alarm.Finding;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the nodes every two seconds and whenever one comes or goes, tells them how this one is,
/// and takes down what happens to them. Reading on any thread.
public final class ClusterWatch implements ClusterPart {
  private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final String TOPIC = "facts";

  private final FactsMeter meter;
  private final BiConsumer<Subject, Move> journal;
  private final Clock clock;
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private volatile List<NodeStanding> nodes = List.of();
  private @Nullable Thread thread;

  /// @param journal takes down what happens
  public ClusterWatch(FactsMeter meter, BiConsumer<Subject, Move> journal, Clock clock) {
    this.meter = meter;
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public void joined(ClusterNode node) {
    node.membership().observe(_ -> lookNow());
    node.tunnel().observeLost(_ -> lookNow());
    Thread looking = Thread.ofVirtual().name("cluster-watch").unstarted(() -> watch(node));
    thread = looking;
    looking.start();
  }

  @Override
  public void left() {
    Thread looking = thread;
    if (looking != null) {
      looking.interrupt();
      thread = null;
    }
    nodes = List.of();
  }

  private void lookNow() {
    boolean ignored = wake.offer(true);
  }

  private void watch(ClusterNode node) {
    NodeTracks tracks = new NodeTracks(node, journal, clock);
    try (Bulletins bulletins = new Bulletins(node.membership(), TOPIC, clock)) {
      while (!Thread.interrupted() && !node.isClosed()) {
        try {
          bulletins.tell(meter.take().json().encode());
          List<NodeStanding> now = tracks.look(bulletins);
          if (!Thread.currentThread().isInterrupted()) {
            nodes = now;
          }
        } catch (RuntimeException failed) {
          if (!node.isClosed()) {
            log.warn("the nodes cannot be looked at: {}", failed.toString());
          }
        }
        @Nullable Boolean ignored = wake.poll(EVERY.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      // it leaves
    } catch (RuntimeException closed) {
      log.debug("the facts of nodes end", closed);
    }
  }

  /// All that this node knows, by number; none while it is in no cluster.
  public List<NodeStanding> nodes() {
    return nodes;
  }

  /// Those that are away without having said why: while there are any, the cluster may be split.
  public List<NodeStanding> away() {
    return nodes.stream().filter(node -> node.state() == NodeStanding.State.AWAY).toList();
  }

  /// What to tell about it; null while nobody is away.
  public @Nullable String banner() {
    List<NodeStanding> away = away();
    if (away.isEmpty()) {
      return null;
    }
    return "the cluster is split, or nodes have died: "
        + away.stream()
            .map(node -> node.name() + " (node " + node.number() + ")")
            .collect(Collectors.joining(", "))
        + " cannot be reached; what runs on either side goes on";
  }

  /// For the alarms.
  public List<Finding> findings() {
    String words = banner();
    return words == null
        ? List.of()
        : List.of(new Finding(AlarmKind.CLUSTER_SPLIT, "cluster", words));
  }
}
