package io.tidegate.srt.relay;

/// What passed for one peer since it came. Immutable snapshot.
///
/// @param packetsIn from the network
/// @param bytesIn of these, UDP payload
/// @param packetsOut to the network, the relay's own included
/// @param bytesOut of these, UDP payload
/// @param reportsReceived loss reports (NAK packets) from the peer
/// @param reportsSent loss reports to the peer, libsrt's and the policy's
/// @param reportsHeldBack libsrt's loss reports that did not go out
/// @param copiesSent data packets that the policy added
/// @param malformed handshakes that could not be read; they were forwarded all the same
/// @param notSent packets that the kernel did not take
/// @param faults exceptions that turned the peer into plain forwarding
public record TrafficView(
    long packetsIn,
    long bytesIn,
    long packetsOut,
    long bytesOut,
    long reportsReceived,
    long reportsSent,
    long reportsHeldBack,
    long copiesSent,
    long malformed,
    long notSent,
    long faults) {
  static final TrafficView NONE = new TrafficView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
