package io.tidegate.srt.relay;

/// What a drill did, and what became of it. Immutable.
///
/// @param inbound from the network to libsrt
/// @param outbound from libsrt to the network
/// @param ended the drill is over and the last packets' time has passed
public record DrillReport(Direction inbound, Direction outbound, boolean ended) {
  /// Of a drill that came too late for its peer.
  static final DrillReport NONE =
      new DrillReport(new Direction(0, 0, 0, 0, 0, 0, 0), new Direction(0, 0, 0, 0, 0, 0, 0), true);

  /// One direction, in packets.
  ///
  /// @param packets that came, control packets too
  /// @param dropped lost by chance
  /// @param queueDropped lost before the bottleneck
  /// @param reordered put behind others
  /// @param recovered first copies of data dropped, of which another came within the latency
  /// @param late of which a copy came after it, first copies delayed longer too
  /// @param lost of which none came
  public record Direction(
      long packets,
      long dropped,
      long queueDropped,
      long reordered,
      long recovered,
      long late,
      long lost) {}
}
