package io.tidegate.rtsp.message;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How one track travels, one of those in a `Transport` header. RFC 2326 §12.39. Immutable.
///
/// @param profile `RTP/AVP`, `RTP/AVP/TCP`, `RTP/SAVP` …, in capitals, `RTP/AVP/UDP` as `RTP/AVP`
/// @param multicast else unicast
/// @param interleaved channels on this connection
/// @param clientPorts of the player or publisher
/// @param serverPorts of the server
/// @param multicastPorts of a group
/// @param source where the media come from, empty when not said
/// @param destination where they go to, empty when not said
/// @param ssrc null when not said
/// @param record `mode=record` (RFC 2326) or `receive` (old live555)
/// @param ttl how far multicast goes, 0 when not said
public record TransportHeader(
    String profile,
    boolean multicast,
    @Nullable PortPair interleaved,
    @Nullable PortPair clientPorts,
    @Nullable PortPair serverPorts,
    @Nullable PortPair multicastPorts,
    String source,
    String destination,
    @Nullable Long ssrc,
    boolean record,
    int ttl) {
  private static final String UDP_PROFILE = "RTP/AVP";
  private static final String TCP_PROFILE = "RTP/AVP/TCP";

  /// Interleaved in the connection.
  public static TransportHeader tcp(PortPair channels, boolean record) {
    return new TransportHeader(
        TCP_PROFILE, false, channels, null, null, null, "", "", null, record, 0);
  }

  /// In datagrams from and to the client's `ports`.
  public static TransportHeader udp(PortPair ports, boolean record) {
    return new TransportHeader(
        UDP_PROFILE, false, null, ports, null, null, "", "", null, record, 0);
  }

  /// In datagrams to a group that the server chooses.
  public static TransportHeader anyGroup() {
    return new TransportHeader(UDP_PROFILE, true, null, null, null, null, "", "", null, false, 0);
  }

  /// In datagrams to the `ports` of a group.
  public static TransportHeader multicast(String group, PortPair ports, int ttl) {
    return new TransportHeader(
        UDP_PROFILE, true, null, null, null, ports, "", group, null, false, ttl);
  }

  /// What a server answers: its own ports added.
  public TransportHeader withServerPorts(PortPair ports) {
    return new TransportHeader(
        profile,
        multicast,
        interleaved,
        clientPorts,
        ports,
        null,
        source,
        destination,
        ssrc,
        record,
        ttl);
  }

  /// What a server answers: the source of the packets added.
  public TransportHeader withSsrc(long value) {
    return new TransportHeader(
        profile,
        multicast,
        interleaved,
        clientPorts,
        serverPorts,
        multicastPorts,
        source,
        destination,
        value,
        record,
        ttl);
  }

  public boolean isTcp() {
    return profile.endsWith("/TCP");
  }

  /// Plain RTP, which is all that Tidegate speaks: neither encrypted nor with feedback profiles
  /// that we did not offer.
  public boolean isPlain() {
    return profile.equals(UDP_PROFILE) || profile.equals(TCP_PROFILE);
  }

  /// All transports that are offered, in order of preference.
  public static List<TransportHeader> parseAll(String text) throws MalformedException {
    List<TransportHeader> offered = new ArrayList<>();
    for (String part : Parameters.split(text, ',')) {
      if (!part.isEmpty()) {
        offered.add(parse(part));
      }
    }
    if (offered.isEmpty()) {
      throw new MalformedException(Reason.BAD_VALUE, "an empty Transport");
    }
    return offered;
  }

  /// The first transport in `text`; answers have one.
  public static TransportHeader first(String text) throws MalformedException {
    return parseAll(text).getFirst();
  }

  private static TransportHeader parse(String text) throws MalformedException {
    int end = text.indexOf(';');
    String profile = (end < 0 ? text : text.substring(0, end)).strip().toUpperCase(Locale.ROOT);
    if (!profile.startsWith("RTP/")) {
      throw new MalformedException(Reason.BAD_VALUE, "a transport that is not RTP");
    }
    Parameters parameters = Parameters.parse(end < 0 ? "" : text.substring(end + 1), ';');
    String mode = parameters.get("mode", "").toLowerCase(Locale.ROOT);
    return new TransportHeader(
        profile.endsWith("/UDP") ? profile.substring(0, profile.length() - 4) : profile,
        parameters.has("multicast"),
        channels(parameters),
        PortPair.parse(parameters.get("client_port")),
        PortPair.parse(parameters.get("server_port")),
        PortPair.parse(parameters.get("port")),
        parameters.get("source", ""),
        parameters.get("destination", ""),
        ssrc(parameters.get("ssrc")),
        mode.equals("record") || mode.equals("receive"),
        Math.max(0, Parameters.number(parameters.get("ttl"))));
  }

  private static @Nullable PortPair channels(Parameters parameters) throws MalformedException {
    PortPair channels = PortPair.parse(parameters.get("interleaved"));
    if (channels != null && (channels.rtp() > 255 || channels.rtcp() > 255)) {
      throw new MalformedException(Reason.BAD_VALUE, "interleaved=" + channels);
    }
    return channels;
  }

  /// Eight digits of base 16; Hikvision writes a blank for a leading zero. What is none is not
  /// said.
  private static @Nullable Long ssrc(@Nullable String text) {
    String digits = text == null ? "" : text.strip();
    boolean isHex =
        !digits.isEmpty()
            && digits.length() <= 8
            && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    return isHex ? Long.valueOf(digits, 16) : null;
  }

  /// As it stands in the header.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(profile).append(multicast ? ";multicast" : ";unicast");
    append(text, "destination", destination.isEmpty() ? null : destination);
    append(text, "source", source.isEmpty() ? null : source);
    append(text, "interleaved", interleaved);
    append(text, "client_port", clientPorts);
    append(text, "server_port", serverPorts);
    append(text, "port", multicastPorts);
    append(text, "ttl", ttl == 0 ? null : ttl);
    append(text, "ssrc", ssrc == null ? null : String.format(Locale.ROOT, "%08X", ssrc));
    append(text, "mode", record ? "record" : null);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(';').append(name).append('=').append(value);
    }
  }
}
