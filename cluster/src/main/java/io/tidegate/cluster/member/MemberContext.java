package io.tidegate.cluster.member;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.nio.MemberSocketInterceptor;
import io.tidegate.media.Nullable;

/// Hazelcast with [MemberProof] at its sockets: by its settings alone, it takes no interceptor. And
/// one that is told who is gone. Any thread.
final class MemberContext extends DefaultNodeContext {
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
