package io.tidegate.cluster.member;

import com.hazelcast.cluster.MembershipListener;

/// Turns Hazelcast's events into ours. Hazelcast's event thread.
final class MemberWatch implements MembershipListener {
  private final Membership membership;

  MemberWatch(Membership membership) {
    this.membership = membership;
  }

  @Override
  public void memberAdded(com.hazelcast.cluster.MembershipEvent event) {
    membership.tell(new MembershipEvent.Joined(membership.view(event.getMember())));
  }

  @Override
  public void memberRemoved(com.hazelcast.cluster.MembershipEvent event) {
    membership.tell(new MembershipEvent.Left(membership.view(event.getMember())));
  }
}
