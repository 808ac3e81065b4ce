package io.tidegate.rtsp.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
  private static final String CAMERA =
      """
      v=0
      o=- 4711 1 IN IP4 10.0.0.1
      s=Session streamed by "preview"
      c=IN IP4 239.1.2.3/127
      t=0 0
      a=control:rtsp://10.0.0.1/all/
      m=video 0 RTP/AVP 96
      a=rtpmap:96 H264/90000
      a=fmtp:96 packetization-mode=1; profile-level-id=640033;sprop-parameter-sets=Z2QAM6zoAoALWQ==,aO48MA==;
      a=rtcp-fb:* nack
      a=rtcp-fb:96 nack pli
      a=control:trackID=1
      m=audio 5004/2 RTP/AVP 97
      c=IN IP6 ff15::1
      a=rtpmap:97 MPEG4-GENERIC/16000
      a=fmtp:97 streamtype=5;SizeLength=13;config=1408; profile=1;
      a=sendonly
      """;

  @Test
  void readsWhatACameraSays() throws MalformedException {
    SessionDescription session = SessionDescription.parse(CAMERA);

    assertThat(session.sessionId()).isEqualTo("4711");
    assertThat(session.connection()).isEqualTo("239.1.2.3");
    assertThat(session.control()).isEqualTo("rtsp://10.0.0.1/all/");
    MediaDescription video = session.media().get(0);
    assertThat(video.kind()).isEqualTo("video");
    assertThat(video.control()).isEqualTo("trackID=1");
    assertThat(video.rtpMap()).isEqualTo(new RtpMap(96, "H264", 90_000, 1));
    assertThat(video.formatParameters(96).base64List("SPROP-parameter-sets"))
        .containsExactly(Bytes.ofHex("67640033ace802800b59"), Bytes.ofHex("68ee3c30"));
    assertThat(video.offersFeedback(96, "nack")).isTrue();
    assertThat(video.offersFeedback(96, "nack pli")).isTrue();
    assertThat(video.offersFeedback(96, "ccm fir")).isFalse();
    assertThat(session.connectionOf(video)).isEqualTo("239.1.2.3");
    MediaDescription audio = session.media().get(1);
    assertThat(audio.port()).isEqualTo(5004);
    assertThat(audio.rtpMap()).isEqualTo(new RtpMap(97, "MPEG4-GENERIC", 16_000, 1));
    assertThat(audio.formatParameters(97).number("sizelength", 0, 32)).isEqualTo(13);
    assertThat(audio.formatParameters(97).hex("config")).isEqualTo(Bytes.of(0x14, 0x08));
    assertThat(audio.isBackChannel()).isTrue();
    assertThat(session.connectionOf(audio)).isEqualTo("ff15::1");
  }

  @Test
  void writesWhatItReads() throws MalformedException {
    SessionDescription session = SessionDescription.parse(CAMERA);

    assertThat(SessionDescription.parse(session.write())).isEqualTo(session);
  }

  @Test
  void aLineBreakInAValueDoesNotMakeALine() throws MalformedException {
    SessionDescription session =
        new SessionDescription("1", "a\r\nm=video 0 RTP/AVP 96", "", List.of(), List.of());

    assertThat(SessionDescription.parse(session.write()).media()).isEmpty();
  }

  @Test
  void knowsStaticPayloadTypesWithoutRtpmap() throws MalformedException {
    SessionDescription session =
        SessionDescription.parse("m=audio 0 RTP/AVP 0\nm=audio 0 RTP/AVP 77\nm=audio 0 RTP/AVP");

    assertThat(session.media().get(0).rtpMap()).isEqualTo(new RtpMap(0, "PCMU", 8_000, 1));
    assertThat(session.media().get(1).rtpMap()).isNull();
    assertThat(session.media().get(2).rtpMap()).isNull();
  }

  @Test
  void aBrokenRtpmapLeavesTheStaticMeaning() throws MalformedException {
    SessionDescription session =
        SessionDescription.parse(
            "m=audio 0 RTP/AVP 8\na=rtpmap:8 PCMA\nm=audio 0 RTP/AVP 0\na=rtpmap:0 PCMU/8000/99\n");

    assertThat(session.media().get(0).rtpMap()).isEqualTo(new RtpMap(8, "PCMA", 8_000, 1));
    assertThat(session.media().get(1).rtpMap()).isEqualTo(new RtpMap(0, "PCMU", 8_000, 1));
  }

  @Test
  void bearsWithAnyLineEndAndWithLinesThatAreNone() throws MalformedException {
    SessionDescription session =
        SessionDescription.parse(
            "v=0\r\n\rnonsense\n  a=control:*  \nm=video 99999 RTP/AVP 96 x 200\r\n");

    assertThat(session.control()).isEqualTo("*");
    assertThat(session.media().get(0).port()).isZero();
    assertThat(session.media().get(0).payloadTypes()).containsExactly(96);
    assertThat(session.media().get(0).control()).isEmpty();
  }

  @Test
  void refusesWhatIsNoDescription() {
    for (String text : List.of("", "hello", "a=control:*", "m=video 0", "m=")) {
      assertThatThrownBy(() -> SessionDescription.parse(text))
          .as(text)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void limitsLengthAndNumberOfMedia() throws MalformedException {
    String media = "m=video 0 RTP/AVP 96\n";
    String filler = "v=0\na=x:";

    assertThat(SessionDescription.parse(media.repeat(SessionDescription.MAX_MEDIA)).media())
        .hasSize(SessionDescription.MAX_MEDIA);
    assertThatThrownBy(
            () -> SessionDescription.parse(media.repeat(SessionDescription.MAX_MEDIA + 1)))
        .isInstanceOf(MalformedException.class);
    int room = SessionDescription.MAX_CHARACTERS - filler.length();
    assertThat(SessionDescription.parse(filler + "x".repeat(room)).attributes()).hasSize(1);
    assertThatThrownBy(() -> SessionDescription.parse(filler + "x".repeat(room + 1)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> SessionDescription.parse("v=0\n".repeat(2_001)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void limitsNumbersOfParameters() throws MalformedException {
    FormatParameters parameters = FormatParameters.parse("a=32;b=33;c=-1;d=x;e=;f=9999999999");

    assertThat(parameters.number("a", 0, 32)).isEqualTo(32);
    assertThat(parameters.number("e", 7, 32)).isEqualTo(7);
    assertThat(parameters.number("z", 7, 32)).isEqualTo(7);
    for (String bad : List.of("b", "c", "d", "f")) {
      assertThatThrownBy(() -> parameters.number(bad, 0, 32))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void leavesOutParameterSetsThatAreNotBase64() {
    FormatParameters parameters = FormatParameters.parse("s=\"Z2QA,=,aO48MA\"");

    assertThat(parameters.base64List("s"))
        .containsExactly(Bytes.ofHex("676400"), Bytes.ofHex("68ee3c30"));
  }
}
