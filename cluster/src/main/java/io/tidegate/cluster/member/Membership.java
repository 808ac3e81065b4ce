package io.tidegate.cluster.member;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import com.hazelcast.topic.ITopic;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node as a member of the cluster. Any thread; starting and stopping block.
public final class Membership implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  private final MembershipOptions options;
  private final Config config;
  private final HazelcastInstance hazelcast;
  private final MemberContext context;
  private final List<Consumer<MembershipEvent>> listeners = new CopyOnWriteArrayList<>();

  /// To end.
  private volatile boolean isAsked;

  private Membership(
      MembershipOptions options,
      Config config,
      HazelcastInstance hazelcast,
      MemberContext context) {
    this.options = options;
    this.config = config;
    this.hazelcast = hazelcast;
    this.context = context;
  }

  /// Finds those who are there, or begins alone; takes two seconds at the first node.
  public static Membership start(MembershipOptions options) {
    Config config = HazelcastConfig.of(options);
    MemberContext context =
        new MemberContext(new MemberProof(options.secret(), options.own(), MemberProof.LIMIT));
    HazelcastInstance hazelcast =
        HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(), context);
    Membership membership = new Membership(options, config, hazelcast, context);
    hazelcast.getCluster().addMembershipListener(new MemberWatch(membership));
    hazelcast.getLifecycleService().addLifecycleListener(membership::lifecycle);
    log.info("node {}: member of {}", options.number(), membership.nodes());
    return membership;
  }

  private void lifecycle(LifecycleEvent event) {
    switch (event.getState()) {
      case MERGING -> tell(new MembershipEvent.Merging());
      case MERGED -> tell(new MembershipEvent.Merged(self()));
      case SHUTDOWN -> {
        if (!isAsked) {
          tell(new MembershipEvent.Ended());
        }
      }
      case MERGE_FAILED -> log.warn("node {}: the merge failed", options.number());
      case STARTING,
          STARTED,
          SHUTTING_DOWN,
          CLIENT_CONNECTED,
          CLIENT_DISCONNECTED,
          CLIENT_CHANGED_CLUSTER -> {}
    }
  }

  void tell(MembershipEvent event) {
    log.info("node {}: {}", options.number(), event);
    for (Consumer<MembershipEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException wrong) { // the next one has to know it all the same
        log.error("node {}: {} is not taken", options.number(), event, wrong);
      }
    }
  }

  NodeView view(Member member) {
    String number = member.getAttribute("number");
    return new NodeView(
        number == null ? 0 : Integer.parseInt(number),
        member.getUuid().toString(),
        member.localMember());
  }

  /// Told on Hazelcast's event thread, which must not wait.
  public void observe(Consumer<MembershipEvent> listener) {
    listeners.add(listener);
  }

  /// Those who take part, the one that is there for longest first.
  public List<NodeView> nodes() {
    return hazelcast.getCluster().getMembers().stream().map(this::view).toList();
  }

  /// This node.
  public NodeView self() {
    return view(hazelcast.getCluster().getLocalMember());
  }

  /// Where nodes are looked for after a split, from now on.
  public void know(Map<Integer, InetAddress> addresses) {
    config
        .getNetworkConfig()
        .getJoin() // another list: Hazelcast may be reading that one
        .setTcpIpConfig(HazelcastConfig.members(options.members(Map.copyOf(addresses))));
  }

  /// This node is not reached any more: it takes part no longer, whatever it still says. It is
  /// found again by itself. May wait for a moment.
  public void lost(int number) {
    try {
      hazelcast.getCluster().getMembers().stream()
          .filter(member -> !member.localMember() && view(member).number() == number)
          .forEach(member -> context.lose(member, "the tunnel does not reach it"));
    } catch (HazelcastInstanceNotActiveException closed) {
      log.debug("node {}: it has left before node {}", options.number(), number);
    }
  }

  /// A map that all nodes have together, for packages of this module alone.
  ///
  /// @throws com.hazelcast.core.HazelcastInstanceNotActiveException after [#close]
  public <K, V> IMap<K, V> map(String name) {
    return hazelcast.getMap(name);
  }

  <E> ITopic<E> topic(String name) {
    return hazelcast.getTopic(name);
  }

  /// Who keeps what; waits for answers of the others. Empty when they do not come, and after
  /// [#close].
  public Optional<PartitionsView> partitions() {
    try {
      return Optional.of(look());
    } catch (HazelcastException | HazelcastInstanceNotActiveException none) {
      log.debug("node {}: no look at the partitions", options.number(), none);
      return Optional.empty();
    }
  }

  private PartitionsView look() {
    PartitionService service = hazelcast.getPartitionService();
    Map<Integer, Integer> byNode = new HashMap<>();
    int orphans = 0;
    int count = 0;
    for (Partition partition : service.getPartitions()) {
      count++;
      Member owner = partition.getOwner();
      if (owner == null) {
        orphans++;
      } else {
        byNode.merge(view(owner).number(), 1, Integer::sum);
      }
    }
    return new PartitionsView(count, byNode, orphans, service.isClusterSafe());
  }

  /// This node's number.
  public int number() {
    return options.number();
  }

  /// Hands what it keeps to the others and leaves.
  @Override
  public void close() {
    isAsked = true;
    hazelcast.shutdown();
  }

  /// Leaves at once: nobody else is told.
  void kill() {
    isAsked = true;
    hazelcast.getLifecycleService().terminate();
  }

  @Override
  public String toString() {
    return "Membership[" + options + "]";
  }
}
