package io.tidegate.media.hub;

import java.util.Locale;

/// How long frames are under way in this process, by how far they have come: each [Stage] counts
/// from [io.tidegate.media.Frame#receivedNanos], so the stages include those before them. Any
/// thread; by clocks that are read anyway, or once a frame or flush, never for each viewer.
public final class StageLatency {
  /// How far a frame has come.
  public enum Stage {
    /// A publisher's frame is whole and handed to its stream.
    INGRESS,
    /// All sinks of the stream have taken it: it is muxed and packaged.
    HUB,
    /// The viewers of one feed on one event loop have been given it; what a slow viewer's queue
    /// holds back is not counted. Sound that waits for its picture, and what a batch collects,
    /// counts from its first frame on.
    OUTPUT;

    /// The label in metrics: `ingress`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LatencyHistogram ingress = histogram();
  private final LatencyHistogram hub = histogram();
  private final LatencyHistogram output = histogram();

  /// From what a frame takes that nothing stands in the way of, to stalls of a loop.
  private static LatencyHistogram histogram() {
    return new LatencyHistogram(
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000);
  }

  /// What `stage` counts.
  public LatencyHistogram of(Stage stage) {
    return switch (stage) {
      case INGRESS -> ingress;
      case HUB -> hub;
      case OUTPUT -> output;
    };
  }
}
