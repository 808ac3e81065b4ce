package io.tidegate.gateway.route;

import io.tidegate.media.hub.DialOptions;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.Range;

/// How a source or the target of a push is called. Immutable.
///
/// @param connectMs until the peer lets us in
/// @param networkInterface name or address of ours to call from, empty for the system's choice
/// @param dscp mark of the packets that go out
@Sound
public record DialSpec(
    @Range(min = FrameTimes.MIN_MS, max = FrameTimes.MAX_MS, message = FrameTimes.EXPECTED)
        int connectMs,
    @Valid FrameTimes frames,
    String networkInterface,
    @Range(min = 0, max = DialOptions.MAX_DSCP, message = FrameTimes.EXPECTED) int dscp)
    implements Checked {
  /// As it is when nothing is said.
  public static final DialSpec DEFAULT =
      new DialSpec(FrameTimes.DEFAULT_MS, FrameTimes.DEFAULT, "", 0);

  /// Linux takes 15 letters for a name; an IPv6 address with a scope needs more.
  private static final String INTERFACE = "[A-Za-z0-9][A-Za-z0-9._:%@-]{0,63}|::1?";

  /// Of a spec without faults.
  public DialOptions options() {
    return new DialOptions(
        Duration.ofMillis(connectMs),
        Duration.ofMillis(frames.firstFrameMs()),
        Duration.ofMillis(frames.noFrameMs()),
        networkInterface,
        dscp);
  }

  @Override
  public List<Fault> faults() {
    return networkInterface.isEmpty() || networkInterface.matches(INTERFACE)
        ? List.of()
        : List.of(
            new Fault("interface", "a network interface such as eth1, or an address of ours"));
  }
}
