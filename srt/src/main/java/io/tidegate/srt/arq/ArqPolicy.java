package io.tidegate.srt.arq;

/// Decides about lost packets of one peer: pure, without socket, clock or thread of its own. Adding
/// a policy is adding one class and naming it in [ArqPolicies].
///
/// The engines ([ReceiverArq], [SenderArq]) notice losses, keep time and measure the link; they ask
/// here and carry out the answer. One instance per peer and direction; relay thread only.
public interface ArqPolicy {
  /// The name that routes and views use.
  String name();

  /// As the receiver: asked when `miss` is noticed, and whenever the time has come that the last
  /// decision named.
  Decision onMissing(Miss miss, Link link);

  /// As the sender: asked once a round when the peer reports `miss`, which libsrt answers with one
  /// copy of its own. A `REPORT` adds that many copies, the first after the spacing. The deadline
  /// is the time at which a copy must leave to be of use.
  Decision onReported(Miss miss, Link link);

  /// Asked every [#TICK_MS].
  LinkPlan onTick(Link link);

  /// What to offer to a peer whose earlier sessions are known.
  HandshakePlan onHandshake(PeerHistory history);

  /// Time between two ticks, in milliseconds.
  int TICK_MS = 100;
}
