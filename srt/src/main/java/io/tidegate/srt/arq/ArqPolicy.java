package io.tidegate.srt.arq;

/// Decides about lost packets of one peer: pure, without socket, clock or thread of its own. Adding
/// a policy is adding one class.
///
/// The engines ([ReceiverArq], [SenderArq]) notice losses, keep time and measure the link; they ask
/// here and carry out the answer. Confined to the relay's thread.
public interface ArqPolicy {
  /// The name that routes and views use.
  String name();

  /// Asked when `miss` is noticed, and whenever the time that the last decision named has come.
  Decision onMissing(Miss miss, Link link);

  /// Asked every 100 ms.
  LinkPlan onTick(Link link);

  /// What to offer to a peer whose earlier sessions are known.
  HandshakePlan onHandshake(PeerHistory history);

  /// As the sender: how many copies to add to the one that libsrt sends when the peer reports
  /// `miss`; the deadline is the time at which a copy must leave to be of use.
  int onReported(Miss miss, Link link);
}
