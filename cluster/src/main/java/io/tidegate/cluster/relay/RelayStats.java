package io.tidegate.cluster.relay;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What streams between nodes count. Any thread.
public final class RelayStats {
  final LongAdder pulls = new LongAdder();
  final LongAdder pulledBytes = new LongAdder();
  final LongAdder brokenPulls = new LongAdder();
  final LongAdder servedBytes = new LongAdder();
  final LongAdder droppedFrames = new LongAdder();
  final LongAdder overloads = new LongAdder();
  final LongAdder refusals = new LongAdder();

  /// Payload of frames that waits for all nodes together, in bytes.
  final AtomicLong waitingBytes = new AtomicLong();

  final AtomicInteger pulling = new AtomicInteger();
  final AtomicInteger serving = new AtomicInteger();

  /// At one moment.
  ///
  /// @param pulling streams that this node has from others now
  /// @param serving streams that others have from this node now, each node counted
  /// @param pulls connections made to pull
  /// @param brokenPulls of these, which ended otherwise than the stream or its viewers did
  /// @param pulledBytes payload that came from others
  /// @param servedBytes payload that went to others
  /// @param droppedFrames not sent as the other node was too slow
  /// @param overloads connections ended as the other node was far too slow
  /// @param refusals others were not served
  public record View(
      int pulling,
      int serving,
      long pulls,
      long brokenPulls,
      long pulledBytes,
      long servedBytes,
      long droppedFrames,
      long overloads,
      long refusals) {}

  public View view() {
    return new View(
        pulling.get(),
        serving.get(),
        pulls.sum(),
        brokenPulls.sum(),
        pulledBytes.sum(),
        servedBytes.sum(),
        droppedFrames.sum(),
        overloads.sum(),
        refusals.sum());
  }
}
