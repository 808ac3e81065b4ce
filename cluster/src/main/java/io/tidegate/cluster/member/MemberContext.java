package io.tidegate.cluster.member;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.nio.MemberSocketInterceptor;

/// Hazelcast with [MemberProof] at its sockets: by its settings alone, it takes no interceptor.
final class MemberContext extends DefaultNodeContext {
  private final MemberProof proof;

  MemberContext(MemberProof proof) {
    this.proof = proof;
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    return new DefaultNodeExtension(node) {
      @Override
      public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier any) {
        return proof;
      }
    };
  }
}
