package io.tidegate.media.ts;

import io.tidegate.media.Reason;
import java.util.List;
import java.util.Map;

/// Counters of a [TsDemuxer] since its start. Immutable, any thread.
///
/// @param packets transport packets seen, null packets included
/// @param skippedBytes bytes that belonged to no packet
/// @param syncLosses how often a sync byte was missing
/// @param transportErrors packets with the transport_error_indicator, left out
/// @param scrambledPackets packets of carried streams that are encrypted, left out
/// @param duplicatePackets packets sent twice, left out once
/// @param continuityGaps places where packets of PSI or carried streams were lost
/// @param damagedUnits PES packets given up because a part of them was lost
/// @param dataAfterStuffing PES packets that went on after a packet with stuffing
/// @param reasons everything else that was wrong, by reason
/// @param notCarried elementary streams left out, by name and PID
public record TsDemuxerStats(
    long packets,
    long skippedBytes,
    long syncLosses,
    long transportErrors,
    long scrambledPackets,
    long duplicatePackets,
    long continuityGaps,
    long damagedUnits,
    long dataAfterStuffing,
    Map<Reason, Long> reasons,
    List<String> notCarried) {
  public TsDemuxerStats {
    reasons = Map.copyOf(reasons);
    notCarried = List.copyOf(notCarried);
  }
}
