package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where the packets of a `PLAY` begin. RFC 2326 §12.33. Immutable.
public record RtpInfo(List<Entry> entries) {
  public RtpInfo {
    entries = List.copyOf(entries);
  }

  /// One track.
  ///
  /// @param url its control URL, absolute or relative
  /// @param sequence of its first packet, null when not said
  /// @param rtpTime of that packet, null when not said
  public record Entry(String url, @Nullable Integer sequence, @Nullable Long rtpTime) {
    @Override
    public String toString() {
      return "url="
          + url
          + (sequence == null ? "" : ";seq=" + sequence)
          + (rtpTime == null ? "" : ";rtptime=" + rtpTime);
    }
  }

  /// Never fails: an entry or a value that makes no sense is left out.
  public static RtpInfo parse(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String part : Parameters.split(text, ',')) {
      Parameters parameters = Parameters.parse(part, ';');
      String url = parameters.get("url");
      if (url != null && !url.isEmpty()) {
        entries.add(new Entry(url, sequence(parameters), rtpTime(parameters.get("rtptime"))));
      }
    }
    return new RtpInfo(entries);
  }

  private static @Nullable Integer sequence(Parameters parameters) {
    int number = Parameters.number(parameters.get("seq"));
    return number < 0 || number > 0xFFFF ? null : Integer.valueOf(number);
  }

  /// 32 bits: ten digits.
  private static @Nullable Long rtpTime(@Nullable String text) {
    boolean isNumber =
        text != null
            && !text.isEmpty()
            && text.length() <= 10
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      return null;
    }
    long value = Long.parseLong(text);
    return value > 0xFFFF_FFFFL ? null : Long.valueOf(value);
  }

  /// As it stands in the header.
  @Override
  public String toString() {
    return entries.stream().map(Entry::toString).collect(Collectors.joining(","));
  }
}
