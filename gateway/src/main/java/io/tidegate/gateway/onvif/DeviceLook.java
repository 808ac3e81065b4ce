package io.tidegate.gateway.onvif;

import io.tidegate.gateway.onvif.DeviceReport.Maker;
import io.tidegate.gateway.onvif.DeviceReport.Name;
import io.tidegate.gateway.onvif.DeviceReport.Outcome;
import io.tidegate.gateway.onvif.DeviceReport.Step;
import io.tidegate.gateway.onvif.OnvifFailure.Code;
import io.tidegate.media.Nullable;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One camera is asked what it has: clock, services, who made it, profiles, and where they play.
/// Everything that it answers is read as being at its own address. [#run] waits; an interrupt ends
/// it.
final class DeviceLook {
  /// For all of it: a camera that answers each question just in time is given up.
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final int MAX_SHOWN = 64;

  private final URI url;
  private final SoapClient client;
  private final Clock clock;
  private final OnvifServices services;
  private final Map<Name, Step> steps = new EnumMap<>(Name.class);
  private final List<MediaProfile> profiles = new ArrayList<>();
  private final long begun = System.nanoTime();
  private long stepNanos = begun;
  private Maker maker = Maker.UNKNOWN;
  private String service = "";
  private @Nullable Duration clockAhead;

  DeviceLook(URI url, SoapClient client, Clock clock) {
    this.url = url;
    this.client = client;
    this.clock = clock;
    this.services = new OnvifServices(url, client);
  }

  DeviceReport run() throws InterruptedException {
    Name step = Name.CLOCK;
    try {
      clock();
      step = Name.SERVICES;
      services();
      step = Name.DEVICE;
      maker();
      step = Name.PROFILES;
      profiles();
      step = Name.ADDRESSES;
      addresses();
      return report("", "", "");
    } catch (OnvifFailure failure) {
      String cause = String.valueOf(failure.getMessage()) + clockWords(failure.code());
      done(step, Outcome.FAILED, cause);
      return report(failure.code().label(), cause, next(failure.code()));
    }
  }

  /// ONVIF Device §8.3: asked without a password, which goes by it.
  private void clock() throws OnvifFailure, InterruptedException {
    Instant before = clock.instant();
    XmlElement answer;
    try {
      answer = services.ask(OnvifServices.DEVICE, "GetSystemDateAndTime", "", false);
    } catch (OnvifFailure failure) {
      boolean isThere = failure.code() == Code.LOGIN || failure.code() == Code.FAULT;
      if (!isThere) {
        throw failure;
      }
      done(Name.CLOCK, Outcome.SKIPPED, String.valueOf(failure.getMessage()));
      return;
    }
    Instant its = time(answer.at("SystemDateAndTime", "UTCDateTime"));
    if (its == null) {
      done(Name.CLOCK, Outcome.SKIPPED, "it does not tell its time");
      return;
    }
    Instant ours = before.plus(Duration.between(before, clock.instant()).dividedBy(2));
    Duration ahead = Duration.between(ours, its);
    clockAhead = ahead;
    client.clockIsAhead(ahead);
    done(Name.CLOCK, Outcome.OK, isOff() ? "its clock differs by " + shown(ahead) : "");
  }

  private static @Nullable Instant time(@Nullable XmlElement utc) {
    if (utc == null) {
      return null;
    }
    Integer year = utc.number(9_999, "Date", "Year");
    Integer month = utc.number(12, "Date", "Month");
    Integer day = utc.number(31, "Date", "Day");
    Integer hour = utc.number(23, "Time", "Hour");
    Integer minute = utc.number(59, "Time", "Minute");
    Integer second = utc.number(61, "Time", "Second");
    if (year == null || month == null || day == null) {
      return null;
    }
    if (hour == null || minute == null || second == null) {
      return null;
    }
    try {
      return LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException none) {
      return null;
    }
  }

  private void services() throws OnvifFailure, InterruptedException {
    String found = services.find();
    done(Name.SERVICES, Outcome.OK, found);
  }

  private void maker() throws OnvifFailure, InterruptedException {
    XmlElement answer;
    try {
      answer = services.ask(OnvifServices.DEVICE, "GetDeviceInformation", "", true);
    } catch (OnvifFailure failure) {
      if (failure.code() != Code.FAULT && failure.code() != Code.FORBIDDEN) {
        throw failure;
      }
      // media may be allowed to whom this is not
      done(Name.DEVICE, Outcome.SKIPPED, String.valueOf(failure.getMessage()));
      return;
    }
    maker =
        new Maker(
            XmlText.shown(answer.text("Manufacturer"), MAX_SHOWN),
            XmlText.shown(answer.text("Model"), MAX_SHOWN),
            XmlText.shown(answer.text("FirmwareVersion"), MAX_SHOWN),
            XmlText.shown(answer.text("SerialNumber"), MAX_SHOWN));
    done(Name.DEVICE, Outcome.OK, (maker.manufacturer() + " " + maker.model()).strip());
  }

  private void profiles() throws OnvifFailure, InterruptedException {
    service = services.media();
    List<MediaProfile> found = services.profiles();
    profiles.addAll(found);
    if (found.stream().noneMatch(profile -> profile.video() != null)) {
      throw new OnvifFailure(Code.PROFILES, "it has no profile with a picture");
    }
    // which of the two told them is known now
    service = services.media();
    done(Name.PROFILES, Outcome.OK, Integer.toString(found.size()));
  }

  private void addresses() throws OnvifFailure, InterruptedException {
    OnvifFailure last = new OnvifFailure(Code.PROFILES, "no profile has an address of RTSP");
    int told = 0;
    for (int i = 0; i < profiles.size(); i++) {
      MediaProfile profile = profiles.get(i);
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        break;
      }
      try {
        String played = services.streamUrl(profile.token());
        profiles.set(i, profile.at(played));
        told += played.isEmpty() ? 0 : 1;
      } catch (OnvifFailure failure) {
        // one that plays nothing hides no other
        last = failure;
      }
    }
    if (told == 0) {
      throw last;
    }
    done(Name.ADDRESSES, Outcome.OK, told + "/" + profiles.size());
  }

  private boolean isOff() {
    Duration ahead = clockAhead;
    return ahead != null && ahead.abs().compareTo(SoapClient.TOLERANCE) > 0;
  }

  /// Beside a refusal it is told that the clock may be why.
  private String clockWords(Code code) {
    Duration ahead = clockAhead;
    boolean isAbout = code == Code.LOGIN || code == Code.CLOCK;
    return isAbout && ahead != null && isOff() ? "; its clock differs by " + shown(ahead) : "";
  }

  private String next(Code code) {
    return code == Code.LOGIN && isOff()
        ? code.next() + "; then " + Code.CLOCK.next()
        : code.next();
  }

  /// Rounded: `3 h`, `12 min`, `40 s`.
  static String shown(Duration difference) {
    long seconds = difference.abs().toSeconds();
    if (seconds >= 2 * 86_400) {
      return (seconds + 43_200) / 86_400 + " d";
    }
    if (seconds >= 2 * 3_600) {
      return (seconds + 1_800) / 3_600 + " h";
    }
    return seconds >= 120 ? (seconds + 30) / 60 + " min" : seconds + " s";
  }

  private void done(Name step, Outcome outcome, String detail) {
    long now = System.nanoTime();
    steps.put(step, new Step(step, outcome, (now - stepNanos) / 1_000_000, detail));
    stepNanos = now;
  }

  private DeviceReport report(String code, String cause, String next) {
    for (Name name : Name.values()) {
      steps.putIfAbsent(name, new Step(name, Outcome.SKIPPED, 0, ""));
    }
    return new DeviceReport(
        url.toString(),
        maker,
        clockAhead,
        service,
        List.copyOf(steps.values()),
        profiles,
        code,
        cause,
        next);
  }
}
