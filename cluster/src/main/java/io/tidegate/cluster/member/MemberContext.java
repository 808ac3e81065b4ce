package io.tidegate.cluster.member;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.nio.MemberSocketInterceptor;
import com.hazelcast.spi.impl.executionservice.impl.ExecutionServiceImpl;
import io.tidegate.media.Nullable;
import java.util.concurrent.Future;

/// Hazelcast with [MemberProof] at its sockets: by its settings alone, it takes no interceptor. And
/// one that is told who is gone. Any thread.
final class MemberContext extends DefaultNodeContext {
  private static final String FUTURES = "CompletableFutureTask{}";

  private final MemberProof proof;
  private volatile @Nullable Node node;

  MemberContext(MemberProof proof) {
    this.proof = proof;
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    this.node = node;
    return new DefaultNodeExtension(node) {
      @Override
      public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier any) {
        return proof;
      }
    };
  }

  @Override
  public Joiner createJoiner(Node node) {
    if (node.getNodeEngine().getExecutionService() instanceof ExecutionServiceImpl service) {
      endPolling(service);
    }
    return new MemberSearch(node);
  }

  /// Ten times a second Hazelcast looks for futures of map stores and of its management, and there
  /// are neither; it is a third of what it costs while nothing happens. The first look comes after
  /// a second.
  private static void endPolling(ExecutionServiceImpl service) {
    for (Runnable task : service.getScheduledExecutorService().getQueue()) {
      if (task instanceof Future<?> future && task.toString().contains(FUTURES)) {
        future.cancel(false);
      }
    }
  }

  /// It is gone, whatever Hazelcast has heard of it: nobody waits for its answers any more. Who
  /// claims mastership would do so for five seconds.
  void lose(Member gone, String why) {
    Node running = node;
    if (running != null && gone instanceof MemberImpl member) {
      running.getClusterService().suspectMember(member, why, true);
      running.getNodeEngine().getOperationService().onEndpointLeft(member.getAddress());
    }
  }
}
