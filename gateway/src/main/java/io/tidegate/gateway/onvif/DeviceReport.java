package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.List;

/// What a camera says of itself, or why it does not. Immutable.
///
/// @param url of the device service
/// @param clockAhead how far its clock is ahead of ours, null where it does not tell
/// @param service that told the profiles: `media2`, `media`, or nothing
/// @param steps in their order
/// @param code why it does not work, always the same for the same; empty when it does
/// @param cause in the camera's own words where it said some
/// @param next what to do about it
public record DeviceReport(
    String url,
    Maker maker,
    @Nullable Duration clockAhead,
    String service,
    List<Step> steps,
    List<MediaProfile> profiles,
    String code,
    String cause,
    String next) {
  public DeviceReport {
    steps = List.copyOf(steps);
    profiles = List.copyOf(profiles);
  }

  public boolean ok() {
    return code.isEmpty();
  }

  /// ONVIF Device §8.1.5; empty where it does not say.
  public record Maker(String manufacturer, String model, String firmware, String serial) {
    static final Maker UNKNOWN = new Maker("", "", "", "");
  }

  public enum Name {
    /// Its clock, which says that an ONVIF service answers.
    CLOCK,
    /// Which services it has.
    SERVICES,
    /// Who made it: the first that needs a password.
    DEVICE,
    PROFILES,
    /// Where each of them plays.
    ADDRESSES
  }

  public enum Outcome {
    OK,
    FAILED,
    SKIPPED
  }

  /// @param ms it took
  public record Step(Name name, Outcome outcome, long ms, String detail) {}
}
