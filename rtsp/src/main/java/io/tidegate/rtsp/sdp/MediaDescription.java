package io.tidegate.rtsp.sdp;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One `m=` section of a session description. RFC 8866 §5.14. Immutable.
///
/// @param kind `video`, `audio`, `application`…, in lower case
/// @param port 0 where RTSP settles it
/// @param protocol such as `RTP/AVP`, in upper case
/// @param payloadTypes the RTP payload types in order, 0 to 127
/// @param connection the address of a `c=` line of this section, without its `/ttl`; empty without
/// @param attributes the section's `a=` lines in order
public record MediaDescription(
    String kind,
    int port,
    String protocol,
    List<Integer> payloadTypes,
    String connection,
    List<Attribute> attributes) {
  public MediaDescription {
    payloadTypes = List.copyOf(payloadTypes);
    attributes = List.copyOf(attributes);
  }

  /// The value of the first attribute of this name; empty when there is none.
  public Optional<String> attribute(String name) {
    return attributes.stream().filter(a -> a.is(name)).map(Attribute::value).findFirst();
  }

  /// The value of `a=control`, absolute or relative (RFC 2326 §C.1.1); empty when it is missing.
  public String control() {
    return attribute("control").orElse("");
  }

  /// The first payload type whose coding is known, with its coding; null without any.
  ///
  /// Cameras that name several send the first.
  public @Nullable RtpMap rtpMap() {
    for (int payloadType : payloadTypes) {
      RtpMap map = rtpMap(payloadType);
      if (map != null) {
        return map;
      }
    }
    return null;
  }

  /// The coding of one payload type, from its `a=rtpmap` or the static table; null when unknown.
  public @Nullable RtpMap rtpMap(int payloadType) {
    for (Attribute attribute : attributes) {
      String value = attribute.is("rtpmap") ? attribute.value().strip() : "";
      if (!value.isEmpty() && Numbers.parse(value) == payloadType) {
        RtpMap parsed = parseRtpMap(payloadType, afterBlank(value));
        if (parsed != null) {
          return parsed;
        }
      }
    }
    return RtpMap.ofStatic(payloadType);
  }

  /// The `a=fmtp` of a payload type; no parameters when it is missing.
  public FormatParameters formatParameters(int payloadType) {
    for (Attribute attribute : attributes) {
      if (attribute.is("fmtp") && Numbers.parse(attribute.value().strip()) == payloadType) {
        return FormatParameters.parse(afterBlank(attribute.value().strip()));
      }
    }
    return FormatParameters.NONE;
  }

  /// Whether `a=rtcp-fb` offers a kind of feedback, such as `nack`, `nack pli` or `ccm fir`, for
  /// this payload type or for all. RFC 4585 §4.2.
  public boolean offersFeedback(int payloadType, String feedback) {
    for (Attribute attribute : attributes) {
      if (attribute.is("rtcp-fb")) {
        String value = attribute.value().strip();
        boolean applies = value.startsWith("*") || Numbers.parse(value) == payloadType;
        if (applies && afterBlank(value).equalsIgnoreCase(feedback)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The same without the parameter sets in its `fmtp`: `sprop-parameter-sets`, `sprop-sps` …
  public MediaDescription withoutSprop() {
    List<Attribute> kept =
        attributes.stream()
            .map(attribute ->
                attribute.is("fmtp")
                    ? new Attribute(
                        attribute.name(),
                        attribute
                            .value()
                            .replaceAll(
                                "(?i)\\bsprop-(parameter-sets|vps|sps|pps)\\s*=[^;]*;?", ""))
                    : attribute)
            .toList();
    return new MediaDescription(kind, port, protocol, payloadTypes, connection, kept);
  }

  /// True for a section that the server wants to receive, such as the back channel of ONVIF cameras
  /// (`a=sendonly`, seen from the client). ONVIF Streaming §5.3.
  public boolean isBackChannel() {
    return attribute("sendonly").isPresent();
  }

  /// `name/clock[/channels]`; null when it makes no sense, so that a static type keeps its meaning.
  private static @Nullable RtpMap parseRtpMap(int payloadType, String text) {
    String[] parts = text.split("/", -1);
    String encoding = parts[0].strip().toUpperCase(Locale.ROOT);
    int clockRate = parts.length > 1 ? Numbers.parse(parts[1].strip()) : -1;
    int channels = parts.length > 2 ? Numbers.parse(parts[2].strip()) : 1;
    boolean sane = clockRate > 0 && clockRate <= RtpMap.MAX_CLOCK_RATE && !encoding.isEmpty();
    if (!sane || payloadType < 0 || payloadType > 127) {
      return null;
    }
    boolean saysChannels = channels > 0 && channels <= RtpMap.MAX_CHANNELS;
    return new RtpMap(payloadType, encoding, clockRate, saysChannels ? channels : 1);
  }

  private static String afterBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return text.substring(i).strip();
      }
    }
    return "";
  }
}
