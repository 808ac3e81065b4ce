package io.tidegate.gateway.load;

/// What is too much for this node. Immutable.
///
/// @param enabled else nothing is done about it
/// @param cpuPercent of all cores that this process may take
/// @param lagMs by which event loops may be late
/// @param tasks that may wait on event loops
/// @param viewersPerSecond new viewers that a node without pressure takes
public record BrownoutRules(
    boolean enabled, int cpuPercent, int lagMs, int tasks, int viewersPerSecond) {
  /// Nothing is done.
  public static final BrownoutRules OFF = new BrownoutRules(false, 90, 500, 20_000, 1_000);

  public BrownoutRules {
    if (cpuPercent < 1 || lagMs < 1 || tasks < 1 || viewersPerSecond < 1) {
      throw new IllegalArgumentException("rules of the brown-out are positive");
    }
  }
}
