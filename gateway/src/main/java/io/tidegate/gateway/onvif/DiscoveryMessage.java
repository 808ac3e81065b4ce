package io.tidegate.gateway.onvif;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// The two messages of WS-Discovery 1.0 (April 2005) that a client needs: its Probe (§5.2) and the
/// ProbeMatches of whoever is there (§5.3). Stateless.
final class DiscoveryMessage {
  /// A datagram; ProbeMatches are to fit into one packet of 1,500 and do not always.
  static final int MAX_BYTES = 16 << 10;

  /// A camera answers for itself, a recorder for all of its channels.
  static final int MAX_MATCHES = 64;

  /// ONVIF Core §7.3.1. Some cameras answer only to the one, some only to the other.
  static final List<String> TYPES = List.of("dn:NetworkVideoTransmitter", "tds:Device");

  private DiscoveryMessage() {}

  /// @param type one of [#TYPES]
  static byte[] probe(UUID id, String type) {
    String text =
        """
        <?xml version="1.0" encoding="UTF-8"?>\
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"\
         xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"\
         xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"\
         xmlns:dn="http://www.onvif.org/ver10/network/wsdl"\
         xmlns:tds="http://www.onvif.org/ver10/device/wsdl">\
        <s:Header>\
        <a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>\
        <a:MessageID>urn:uuid:%s</a:MessageID>\
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
        <a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>\
        </s:Header>\
        <s:Body><d:Probe><d:Types>%s</d:Types></d:Probe></s:Body>\
        </s:Envelope>\
        """
            .formatted(id, type);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What somebody answers.
  ///
  /// @param relatesTo the probe that it answers, without prefix and in small letters; empty for
  ///   none
  record Matches(String relatesTo, List<Match> matches) {}

  /// One device.
  ///
  /// @param endpoint its name for ever, as it says
  /// @param types without prefixes
  /// @param urls of its device service, as it says: anything may stand there
  record Match(String endpoint, List<String> types, List<String> scopes, List<String> urls) {}

  static Matches parse(byte[] datagram) throws MalformedXmlException {
    if (datagram.length > MAX_BYTES) {
      throw new MalformedXmlException("more than " + MAX_BYTES + " bytes");
    }
    XmlElement envelope = XmlParser.parse(datagram);
    XmlElement matches = envelope.at("Body", "ProbeMatches");
    if (!envelope.name().equals("Envelope") || matches == null) {
      throw new MalformedXmlException("this is no ProbeMatches");
    }
    String relatesTo = envelope.text("Header", "RelatesTo").toLowerCase(Locale.ROOT);
    List<Match> found =
        matches.all("ProbeMatch").stream().limit(MAX_MATCHES).map(DiscoveryMessage::match).toList();
    // uuid:…, urn:uuid:… and the bare id are all seen
    return new Matches(relatesTo.substring(relatesTo.lastIndexOf(':') + 1), found);
  }

  private static Match match(XmlElement match) {
    List<String> types =
        words(match.text("Types")).stream()
            .map(type -> type.substring(type.indexOf(':') + 1))
            .toList();
    return new Match(
        match.text("EndpointReference", "Address"),
        types,
        words(match.text("Scopes")),
        words(match.text("XAddrs")));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
