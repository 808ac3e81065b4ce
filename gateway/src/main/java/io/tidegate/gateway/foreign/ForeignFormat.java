package io.tidegate.gateway.foreign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whose configuration a file is.
public enum ForeignFormat {
  /// `mediamtx.yml`, and `rtsp-simple-server.yml` as it was called before.
  MEDIAMTX,
  /// `go2rtc.yaml`, and the section `go2rtc` of Frigate's configuration.
  GO2RTC;

  /// What a caller may say; `auto` looks at the file.
  public static final List<String> WORDS = List.of("auto", "mediamtx", "go2rtc");

  /// One of [#WORDS].
  public String label() {
    return this == MEDIAMTX ? "mediamtx" : "go2rtc";
  }

  /// Empty for `auto` and for what is none of [#WORDS].
  public static Optional<ForeignFormat> of(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }
}
