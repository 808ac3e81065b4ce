package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent.TracksChanged;
import org.junit.jupiter.api.Test;

class AudioReceptionTest {
  private static final String MP3 = "fffb9000" + "55".repeat(413);

  @Test
  void staticTypesNeedNoRtpmap() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 0\n");
    in.rtp(new RtpPacket(true, 0, 1, 0, 1, Bytes.of(1, 2)), 0);
    in.rtp(new RtpPacket(true, 13, 2, 0, 1, Bytes.of(1)), 0); // comfort noise

    assertThat(params(in)).isEqualTo(new CodecParams.G711(false, 8_000, 1));
    assertThat(in.frames()).hasSize(1);
    assertThat(in.view().reasons()).containsEntry(Reason.UNSUPPORTED, 1L);
  }

  @Test
  void aPartOfASampleIsCutOff() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 96\na=rtpmap:96 L16/16000/2\n");
    in.rtp(1, 0, false, "0102030405");
    in.rtp(2, 1, false, "010203");

    assertThat(in.frames()).extracting(Frame::payload).containsExactly(Bytes.of(1, 2, 3, 4));
    assertThat(in.view().reasons()).containsEntry(Reason.BAD_LENGTH, 2L);
    assertThat(params(in)).isEqualTo(new CodecParams.Pcm(16_000, 2));
  }

  @Test
  void anOpusPacketThatIsNoneIsNotHandedOn() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 96\na=rtpmap:96 opus/48000/2\n");
    in.rtp(1, 0, false, "");
    in.rtp(2, 960, false, "ff00");
    in.rtp(3, 1_920, false, "fc00");

    assertThat(in.frames()).hasSize(1);
    assertThat(in.view().damaged()).isEqualTo(2);
  }

  @Test
  void severalMp3FramesOfAPacketFollowEachOther() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 96\na=rtpmap:96 MPA/90000\n");
    in.rtp(1, 0, true, "00000000" + MP3 + MP3);

    assertThat(in.frames()).hasSize(2);
    long step = in.frames().get(1).pts().minus(in.frames().get(0).pts()).toTicks(90_000);
    assertThat(step).isEqualTo(1_152L * 90_000 / 44_100);
  }

  @Test
  void anMp3FrameThatLostAPartIsNotHandedOn() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 96\na=rtpmap:96 MPA/90000\n");
    in.rtp(1, 0, false, "00000000" + MP3.substring(0, 400));
    in.rtp(3, 0, false, "00000190" + MP3.substring(800));
    in.rtp(4, 2_351, false, "00000000" + MP3);
    in.rtp(5, 4_702, false, "00000000" + MP3.substring(0, 400));
    in.rtp(6, 4_702, false, "000000c9" + MP3.substring(400)); // not where the first part ends

    assertThat(in.frames()).hasSize(1);
    assertThat(in.view().damaged()).isEqualTo(2);
  }

  @Test
  void codingsThatAreNotCarriedAreRefusedByName() {
    assertThat(refusal("m=audio 0 RTP/AVP 18\n")).isEqualTo("G729 is not carried");
    assertThat(refusal("m=audio 0 RTP/AVP 96\na=rtpmap:96 ILBC/8000\n"))
        .isEqualTo("ILBC is not carried");
    assertThat(refusal("m=application 0 RTP/AVP 96\na=rtpmap:96 SMPTE336M/90000\n"))
        .isEqualTo("application (SMPTE336M) is not carried");
    assertThat(refusal("m=video 0 RTP/AVP 96\n"))
        .isEqualTo("video of an unnamed coding is not carried");
    assertThat(refusal("m=video 0 TCP/RTP/AVP 33\n"))
        .isEqualTo("transport TCP/RTP/AVP is not carried");
    assertThat(refusal("m=video 0 RTP/AVP 33\n")).isEqualTo("MP2T is not carried");
  }

  @Test
  void aRefusedMediumStaysInTheViewWithItsReason() {
    Reception in = Reception.overTcp("m=audio 0 RTP/AVP 18\nm=audio 0 RTP/AVP 0\n");
    in.reception.rtp(0, Bytes.of(1, 2, 3), 0);
    in.reception.rtcp(0, Bytes.of(1, 2, 3), 0);
    RtpPacket packet = new RtpPacket(true, 0, 1, 0, 1, Bytes.of(1, 2));
    in.reception.rtp(1, packet.write(), 0);

    assertThat(in.view().refused()).isEqualTo("G729 is not carried");
    assertThat(in.view().coding()).isEqualTo("G729");
    assertThat(in.frames().get(0).trackId()).isEqualTo(2);
  }

  private static CodecParams params(Reception in) {
    return ((TracksChanged) in.events.get(0)).tracks().asList().get(0).params();
  }

  private static String refusal(String description) {
    return RtpReception.refusal(Reception.media(description).get(0)).orElseThrow();
  }
}
