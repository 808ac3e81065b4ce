package io.tidegate.cluster.member;

import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;

/// Looks for members by the list of addresses, but not for others while all of the list are there:
/// Hazelcast would read the list anew every three seconds. Threads of Hazelcast.
final class MemberSearch extends TcpIpJoiner {
  MemberSearch(Node node) {
    super(node);
  }

  @Override
  public void searchForOtherClusters() {
    if (node.getClusterService().getSize() < getMembers().size()) {
      super.searchForOtherClusters();
    }
  }
}
