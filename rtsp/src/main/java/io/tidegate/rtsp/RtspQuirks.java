package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a camera needs that the standard does not say; what is not set is as usual. Immutable.
///
/// @param transport what `auto` tries first: `TCP` or `UDP`; null as usual
/// @param keepAlive the request that keeps its sessions alive; null for what it offers
/// @param control the URL of PLAY, keep-alives and TEARDOWN; null for what its description says
/// @param ignoresSprop parameter sets of the description are wrong: those of the stream count
/// @param arrivalTimes timestamps make no sense: the time of arrival counts
public record RtspQuirks(
    @Nullable RtspTransport transport,
    @Nullable String keepAlive,
    @Nullable Control control,
    boolean ignoresSprop,
    boolean arrivalTimes) {
  /// Nothing out of the ordinary.
  public static final RtspQuirks NONE = new RtspQuirks(null, null, null, false, false);

  private static final Set<String> METHODS =
      Set.of(Method.GET_PARAMETER, Method.OPTIONS, Method.SET_PARAMETER);

  private static final String IGNORE_SPROP = "ignore-sprop";
  private static final String ARRIVAL_TIMES = "arrival-times";

  /// Where requests for the whole session go.
  public enum Control {
    /// To the URL that was described.
    REQUEST_URL,
    /// To each track by itself: there is no aggregate.
    TRACKS;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public RtspQuirks {
    boolean sane =
        (transport == null || transport == RtspTransport.TCP || transport == RtspTransport.UDP)
            && (keepAlive == null || METHODS.contains(keepAlive));
    if (!sane) {
      throw new IllegalArgumentException("not quirks: " + transport + ", " + keepAlive);
    }
  }

  RtspQuirks withTransport(RtspTransport first) {
    return new RtspQuirks(first, keepAlive, control, ignoresSprop, arrivalTimes);
  }

  RtspQuirks withKeepAlive(String method) {
    return new RtspQuirks(transport, method, control, ignoresSprop, arrivalTimes);
  }

  RtspQuirks withControl(Control url) {
    return new RtspQuirks(transport, keepAlive, url, ignoresSprop, arrivalTimes);
  }

  /// These where they say something, else those.
  RtspQuirks orElse(RtspQuirks those) {
    return new RtspQuirks(
        transport == null ? those.transport : transport,
        keepAlive == null ? those.keepAlive : keepAlive,
        control == null ? those.control : control,
        ignoresSprop || those.ignoresSprop,
        arrivalTimes || those.arrivalTimes);
  }

  /// `transport=udp`, `keep-alive=OPTIONS`, `control=tracks`, `control=request-url`,
  /// `ignore-sprop`, `arrival-times`, separated by commas or blanks.
  ///
  /// @throws IllegalArgumentException for anything else; the message names it
  public static RtspQuirks parse(String text) {
    RtspQuirks read = NONE;
    for (String word : text.strip().split("[,\\s]+", -1)) {
      read = word.isEmpty() ? read : read.with(word);
    }
    return read;
  }

  private RtspQuirks with(String word) {
    return switch (word) {
      case "transport=tcp" -> withTransport(RtspTransport.TCP);
      case "transport=udp" -> withTransport(RtspTransport.UDP);
      case "keep-alive=GET_PARAMETER", "keep-alive=OPTIONS", "keep-alive=SET_PARAMETER" ->
          withKeepAlive(word.substring(word.indexOf('=') + 1));
      case "control=tracks" -> withControl(Control.TRACKS);
      case "control=request-url" -> withControl(Control.REQUEST_URL);
      case IGNORE_SPROP -> new RtspQuirks(transport, keepAlive, control, true, arrivalTimes);
      case ARRIVAL_TIMES -> new RtspQuirks(transport, keepAlive, control, ignoresSprop, true);
      default -> throw new IllegalArgumentException("no quirk: " + word);
    };
  }

  /// As [#parse] reads them, in that order.
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (transport != null) {
      words.add("transport=" + transport.label());
    }
    if (keepAlive != null) {
      words.add("keep-alive=" + keepAlive);
    }
    if (control != null) {
      words.add("control=" + control.label());
    }
    if (ignoresSprop) {
      words.add(IGNORE_SPROP);
    }
    if (arrivalTimes) {
      words.add(ARRIVAL_TIMES);
    }
    return words;
  }

  @Override
  public String toString() {
    return String.join(" ", words());
  }
}
