package io.tidegate.gateway.load;

import io.tidegate.gateway.access.Network;
import java.util.List;

/// What this node, each route and each address may have at once. Immutable; 0 is no limit anywhere.
///
/// @param viewers of this node, over all protocols
/// @param publishers of this node that came by themselves
/// @param egressMbps megabits a second to viewers and pushes: who comes later is refused
/// @param viewersPerRoute where the route does not say
/// @param address of each address, but of those that are exempt
/// @param exempt addresses that are not counted: a proxy before this node speaks for many
public record LoadLimits(
    int viewers,
    int publishers,
    int egressMbps,
    int viewersPerRoute,
    PerAddress address,
    List<Network> exempt) {
  /// @param viewers sessions that play
  /// @param publishers sessions that publish
  /// @param egressMbps megabits a second to it, without the segments of HLS
  /// @param connections TCP connections of HTTP, RTMP and RTSP together
  /// @param apiPerSecond requests of the API, of which four seconds' worth may come at once
  public record PerAddress(
      int viewers, int publishers, int egressMbps, int connections, int apiPerSecond) {}

  /// Without any.
  public static final LoadLimits NONE =
      new LoadLimits(0, 0, 0, 0, new PerAddress(0, 0, 0, 0, 0), List.of());

  public LoadLimits {
    exempt = List.copyOf(exempt);
  }
}
