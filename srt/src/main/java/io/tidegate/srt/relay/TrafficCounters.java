package io.tidegate.srt.relay;

/// What passed for one peer. Relay thread only; [#view()] may go anywhere.
final class TrafficCounters {
  long packetsIn;
  long bytesIn;
  long packetsOut;
  long bytesOut;
  long reportsReceived;
  long reportsSent;
  long reportsHeldBack;
  long copiesSent;
  long malformed;
  long notSent;
  long faults;

  TrafficView view() {
    return new TrafficView(
        packetsIn,
        bytesIn,
        packetsOut,
        bytesOut,
        reportsReceived,
        reportsSent,
        reportsHeldBack,
        copiesSent,
        malformed,
        notSent,
        faults);
  }
}
