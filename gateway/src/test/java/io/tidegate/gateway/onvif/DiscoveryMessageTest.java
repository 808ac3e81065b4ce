package io.tidegate.gateway.onvif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Nullable;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DiscoveryMessageTest {
  private static final InetAddress SENDER = InetAddress.ofLiteral("192.0.2.7");
  private static final String SCOPES =
      "onvif://www.onvif.org/Profile/Streaming\n  onvif://www.onvif.org/name/Yard%20%2B1"
          + " onvif://www.onvif.org/hardware/DS-2CD onvif://www.onvif.org/location/city/hall";

  private static byte[] answer(String urls) {
    return ("<?xml version='1.0'?>\n<e:Envelope xmlns:e='urn:e' xmlns:w='urn:w' xmlns:d='urn:d'>"
            + "<e:Header><w:RelatesTo>uuid:0815-ABCD</w:RelatesTo></e:Header><e:Body>"
            + "<d:ProbeMatches><d:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:1</w:Address>"
            + "</w:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
            + "<d:Scopes>"
            + SCOPES
            + "</d:Scopes><d:XAddrs>"
            + urls
            + "</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>")
        .getBytes(UTF_8);
  }

  private static @Nullable FoundCamera found(String urls) throws MalformedXmlException {
    return FoundCamera.of(DiscoveryMessage.parse(answer(urls)).matches().getFirst(), SENDER);
  }

  private static String url(String urls) throws MalformedXmlException {
    return Objects.requireNonNull(found(urls)).url();
  }

  @Test
  void asksAsTheStandardWritesIt() throws MalformedXmlException {
    UUID id = UUID.fromString("11111111-2222-3333-4444-555555555555");
    byte[] probe = DiscoveryMessage.probe(id, "dn:NetworkVideoTransmitter");
    XmlElement envelope = XmlParser.parse(probe);
    assertThat(envelope.text("Header", "Action"))
        .isEqualTo("http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe");
    assertThat(envelope.text("Header", "MessageID")).isEqualTo("urn:uuid:" + id);
    assertThat(envelope.text("Header", "To"))
        .isEqualTo("urn:schemas-xmlsoap-org:ws:2005:04:discovery");
    assertThat(envelope.text("Body", "Probe", "Types")).isEqualTo("dn:NetworkVideoTransmitter");
    assertThat(probe.length).isLessThan(1_400);
  }

  @Test
  void readsWhatACameraSaysOfItself() throws MalformedXmlException {
    DiscoveryMessage.Matches matches = DiscoveryMessage.parse(answer("http://192.0.2.7/onvif"));
    assertThat(matches.relatesTo()).isEqualTo("0815-abcd");
    assertThat(matches.matches().getFirst().types())
        .isEqualTo(List.of("NetworkVideoTransmitter", "Device"));
    assertThat(found("http://192.0.2.7/onvif/device_service"))
        .isEqualTo(
            new FoundCamera(
                "192.0.2.7",
                "http://192.0.2.7/onvif/device_service",
                "Yard +1",
                "DS-2CD",
                "city/hall",
                "urn:uuid:1"));
  }

  @Test
  void anAnswerLeadsToItsSenderAlone() throws MalformedXmlException {
    assertThat(url("http://169.254.169.254/latest http://192.0.2.7:8000/dev"))
        .isEqualTo("http://192.0.2.7:8000/dev");
    assertThat(url("http://10.0.0.5:81/dev?x=1")).isEqualTo("http://192.0.2.7:81/dev?x=1");
    assertThat(found("http://user@192.0.2.9/dev")).isNull();
    assertThat(found("file:///etc/passwd ftp://192.0.2.7/x gopher:x http:///")).isNull();
    assertThat(url("http://[2001:db8::1]/dev")).isEqualTo("http://192.0.2.7/dev");
    assertThat(found("http://192.0.2.7/" + "a".repeat(600))).isNull();
  }

  @Test
  void othersThanCamerasAreLeftAlone() {
    DiscoveryMessage.Match printer =
        new DiscoveryMessage.Match(
            "urn:uuid:2", List.of("PrintDeviceType"), List.of(), List.of("http://192.0.2.7/"));
    assertThat(FoundCamera.of(printer, SENDER)).isNull();
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    for (String text :
        List.of(
            "",
            "hello",
            "<a/>",
            "<Envelope><Body/></Envelope>",
            "<Envelope><Body><ProbeMatches>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><Envelope><Body><ProbeMatches>&a;</ProbeMatches></Body>"
                + "</Envelope>",
            "<!DOCTYPE Envelope><Envelope><Body><ProbeMatches/></Body></Envelope>",
            "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><Envelope><Body><ProbeMatches/></Body>"
                + "</Envelope>")) {
      assertThatThrownBy(() -> DiscoveryMessage.parse(text.getBytes(UTF_8)))
          .as(text)
          .isInstanceOf(MalformedXmlException.class);
    }
  }

  @Test
  void limitsAreKeptOnTheirEdges() throws MalformedXmlException {
    byte[] whole = answer("http://192.0.2.7/");
    String padding = " ".repeat(DiscoveryMessage.MAX_BYTES - whole.length);
    byte[] most = (new String(whole, UTF_8) + padding).getBytes(UTF_8);
    assertThat(DiscoveryMessage.parse(most).matches()).hasSize(1);
    byte[] more = (new String(whole, UTF_8) + padding + " ").getBytes(UTF_8);
    assertThatThrownBy(() -> DiscoveryMessage.parse(more))
        .isInstanceOf(MalformedXmlException.class);
    assertThat(XmlParser.parse(nested(XmlParser.MAX_DEPTH)).name()).isEqualTo("a");
    assertThatThrownBy(() -> XmlParser.parse(nested(XmlParser.MAX_DEPTH + 1)))
        .isInstanceOf(MalformedXmlException.class);
    assertThat(XmlParser.parse(wide(XmlParser.MAX_ELEMENTS - 1)).children())
        .hasSize(XmlParser.MAX_ELEMENTS - 1);
    assertThatThrownBy(() -> XmlParser.parse(wide(XmlParser.MAX_ELEMENTS)))
        .isInstanceOf(MalformedXmlException.class);
  }

  private static byte[] nested(int depth) {
    return ("<a>".repeat(depth) + "</a>".repeat(depth)).getBytes(UTF_8);
  }

  private static byte[] wide(int children) {
    return ("<a>" + "<b/>".repeat(children) + "</a>").getBytes(UTF_8);
  }
}
