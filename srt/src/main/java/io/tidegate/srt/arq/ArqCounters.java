package io.tidegate.srt.arq;

import java.util.EnumMap;
import java.util.Map;

/// What an engine has counted. Relay thread only.
final class ArqCounters {
  long dataPackets;
  long lostPackets;
  long recoveredPackets;
  long unrecoveredPackets;
  long duplicatePackets;
  long untrackedPackets;
  long reportPackets;
  long reports;
  long heldBackReports;
  private final Map<Decision.Reason, Long> reasons = new EnumMap<>(Decision.Reason.class);

  void decided(Decision.Reason reason) {
    reasons.merge(reason, 1L, Long::sum);
  }

  LinkView view(String policy, LinkPlan plan, Link link) {
    return new LinkView(
        policy,
        plan,
        link,
        dataPackets,
        lostPackets,
        recoveredPackets,
        unrecoveredPackets,
        duplicatePackets,
        untrackedPackets,
        reportPackets,
        reports,
        heldBackReports,
        reasons);
  }
}
