package io.tidegate.srt.relay;

import java.util.List;

/// What a relay met. Relay thread only; [#view] may go anywhere.
final class RelayCounters {
  long packets;
  long junk;
  long refused;
  long expired;
  long notSent;
  long faults;

  RelayView view(List<PeerView> peers, long cpuNanos) {
    return new RelayView(peers, packets, junk, refused, expired, notSent, faults, cpuNanos);
  }
}
