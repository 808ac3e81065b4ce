package io.tidegate.media.hub;

import java.time.Duration;
import java.util.List;

/// The sources of one stream, the best first, and when one gives way to another. Immutable.
///
/// @param stable so long a better source has to work before it takes the stream back
public record SourcePlan(List<Source> sources, Duration stable) {
  public static final Duration DEFAULT_STABLE = Duration.ofSeconds(5);

  /// One source: whoever publishes.
  public static final SourcePlan SINGLE =
      new SourcePlan(List.of(Source.of("publisher")), DEFAULT_STABLE);

  public SourcePlan {
    sources = List.copyOf(sources);
    if (sources.isEmpty() || stable.isNegative()) {
      throw new IllegalArgumentException("no sources, or stable before they begin");
    }
  }

  /// True when somebody has to be asked to play: there is a choice, or the only source is a
  /// constant one.
  public boolean competes() {
    return sources.size() > 1 || sources.getFirst().constant();
  }

  /// One of them.
  ///
  /// @param type as the configuration writes it
  /// @param constant it plays whenever it is asked to, from its beginning (a slate)
  /// @param firstFrame it has failed when nothing came so long after it connected
  /// @param noFrame it has failed when nothing came for so long
  public record Source(String type, boolean constant, Duration firstFrame, Duration noFrame) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public Source {
      if (!firstFrame.isPositive() || !noFrame.isPositive()) {
        throw new IllegalArgumentException("a source needs time: " + firstFrame + ", " + noFrame);
      }
    }

    /// With the usual time-outs.
    public static Source of(String type) {
      return new Source(type, false, DEFAULT_TIMEOUT, DEFAULT_TIMEOUT);
    }

    /// What is wrong with one that is connected and late.
    ///
    /// @param hasFrames it did send some
    String late(boolean hasFrames) {
      return hasFrames
          ? "no frame for " + noFrame.toMillis() + " ms"
          : "no first frame in " + firstFrame.toMillis() + " ms";
    }

    /// One that plays whenever it is asked to.
    public Source asConstant() {
      return new Source(type, true, firstFrame, noFrame);
    }
  }
}
