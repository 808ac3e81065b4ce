package io.tidegate.srt.arq;

import java.util.Map;

/// One direction of a peer's link as the policy sees it. Immutable snapshot; counters run from the
/// start of the session.
///
/// @param policy name of the policy
/// @param plan what holds now
/// @param link estimates, with units in their names
/// @param dataPackets packets of data, repeats included
/// @param lostPackets packets that were missing when a later one came
/// @param recoveredPackets of these, came in time
/// @param unrecoveredPackets of these, did not
/// @param duplicatePackets came although nobody was waiting
/// @param untrackedPackets missing in gaps too long to be worth reports
/// @param reportPackets reports written by the policy
/// @param reports sequence numbers in them; as the sender: copies added
/// @param heldBackReports libsrt's own reports that were held back
/// @param reasons decisions by reason
public record LinkView(
    String policy,
    LinkPlan plan,
    Link link,
    long dataPackets,
    long lostPackets,
    long recoveredPackets,
    long unrecoveredPackets,
    long duplicatePackets,
    long untrackedPackets,
    long reportPackets,
    long reports,
    long heldBackReports,
    Map<Decision.Reason, Long> reasons) {
  public LinkView {
    reasons = Map.copyOf(reasons);
  }
}
