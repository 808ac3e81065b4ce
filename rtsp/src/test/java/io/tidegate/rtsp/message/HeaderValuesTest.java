package io.tidegate.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.MalformedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderValuesTest {
  @Test
  void readsTransportOfHikvisionWithABlankInTheSsrc() throws MalformedException {
    TransportHeader transport =
        TransportHeader.first("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc= d6d6627");

    assertThat(transport.isTcp()).isTrue();
    assertThat(transport.interleaved()).isEqualTo(new PortPair(0, 1));
    assertThat(transport.ssrc()).isEqualTo(0xd6d6627L);
  }

  @Test
  void readsTransportsInTheOrderOffered() throws MalformedException {
    List<TransportHeader> offered =
        TransportHeader.parseAll(
            "RTP/AVP/UDP;unicast;client_port=5000-5001;mode=\"RECORD\",RTP/AVP;multicast;port=7000,"
                + "RTP/SAVP/TCP;interleaved=2-3");

    assertThat(offered)
        .extracting(TransportHeader::profile)
        .containsExactly("RTP/AVP", "RTP/AVP", "RTP/SAVP/TCP");
    assertThat(offered.getFirst().record()).isTrue();
    assertThat(offered.getFirst().clientPorts()).isEqualTo(new PortPair(5000, 5001));
    assertThat(offered.get(1).multicast()).isTrue();
    assertThat(offered.get(1).multicastPorts()).isEqualTo(new PortPair(7000, 7001));
    assertThat(offered.get(2).isPlain()).isFalse();
  }

  @Test
  void refusesTransportsThatAreNone() {
    for (String wrong : List.of("", ",", "x/y", "RTP/AVP/TCP;interleaved=256-257")) {
      assertThatThrownBy(() -> TransportHeader.parseAll(wrong))
          .as(wrong)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void portsAreTakenUpToTheLastOne() {
    assertThat(PortPair.parse("65534-65535")).isEqualTo(new PortPair(65_534, 65_535));
    assertThat(PortPair.parse("65535-65536")).isNull();
    assertThat(PortPair.parse("65535")).isNull();
    assertThat(PortPair.parse("0-1")).isEqualTo(new PortPair(0, 1));
    assertThat(PortPair.parse("a-b")).isNull();
  }

  @Test
  void writesWhatAServerAnswers() {
    assertThat(
            TransportHeader.udp(new PortPair(5000, 5001), true)
                .withServerPorts(new PortPair(6000, 6001))
                .withSsrc(0xABCL))
        .hasToString(
            "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001;ssrc=00000ABC;mode=record");
    assertThat(TransportHeader.tcp(new PortPair(0, 1), false))
        .hasToString("RTP/AVP/TCP;unicast;interleaved=0-1");
  }

  @Test
  void readsSessionsAndTheirTimeOuts() throws MalformedException {
    assertThat(SessionHeader.parse("       708345999;timeout=30"))
        .isEqualTo(new SessionHeader("708345999", Duration.ofSeconds(30)));
    assertThat(SessionHeader.parse("a").timeout()).isEqualTo(SessionHeader.DEFAULT_TIMEOUT);
    assertThat(SessionHeader.parse("a;timeout=0").timeout())
        .isEqualTo(SessionHeader.DEFAULT_TIMEOUT);
    assertThat(SessionHeader.parse("a; Timeout=1s").timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> SessionHeader.parse(" ;timeout=60"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void readsWherePacketsBegin() {
    assertThat(
            RtpInfo.parse("url=trackID=1;seq=65535;rtptime=4294967295,url=b;seq=65536;rtptime=x,;")
                .entries())
        .containsExactly(
            new RtpInfo.Entry("trackID=1", 65_535, 4_294_967_295L),
            new RtpInfo.Entry("b", null, null));
  }
}
