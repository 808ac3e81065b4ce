package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent.TracksChanged;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AacReceptionTest {
  private static final String MAP = "m=audio 0 RTP/AVP 96\na=rtpmap:96 MPEG4-GENERIC/48000/2\n";
  private static final String HBR =
      MAP
          + "a=fmtp:96 streamtype=5;mode=AAC-hbr;config=1190;SizeLength=13;IndexLength=3;"
          + "IndexDeltaLength=3\n";

  private final Reception hbr = Reception.overTcp(HBR);

  @Test
  void severalFramesOfAPacketFollowEachOther() {
    hbr.rtp(1, 48_000, true, "0020 0010 0018 aabb ccddee");

    assertThat(hbr.events.get(0)).isInstanceOf(TracksChanged.class);
    assertThat(hbr.frames()).hasSize(2);
    assertThat(hbr.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
    assertThat(hbr.frames().get(1).payload()).isEqualTo(Bytes.of(0xCC, 0xDD, 0xEE));
    assertThat(hbr.frames().get(1).pts().minus(hbr.frames().get(0).pts()))
        .isEqualTo(MediaTime.ofTicks(1_024, 48_000));
  }

  @Test
  void aFrameOverSeveralPacketsIsJoined() {
    hbr.rtp(1, 0, false, "0010 0028 0102");
    hbr.rtp(2, 0, true, "0010 0028 030405");

    assertThat(hbr.frames()).hasSize(1);
    assertThat(hbr.frames().get(0).payload()).isEqualTo(Bytes.of(1, 2, 3, 4, 5));
  }

  @Test
  void aFrameThatLostAPartIsNotHandedOn() {
    hbr.rtp(1, 0, false, "0010 0028 0102");
    hbr.rtp(3, 1_024, true, "0010 0010 aabb");
    hbr.rtp(4, 2_048, false, "0010 0028 0102");
    hbr.rtp(5, 3_072, true, "0010 0010 aabb");

    assertThat(hbr.frames()).hasSize(2);
    assertThat(hbr.view().damaged()).isEqualTo(2);
    assertThat(hbr.view().reasons()).containsEntry(Reason.GAP, 2L);
  }

  @Test
  void headersLongerThanThePacketAreCounted() {
    hbr.rtp(1, 0, true, "0020 0010");
    hbr.rtp(2, 1_024, true, "00");
    hbr.rtp(3, 2_048, true, "0000");
    hbr.rtp(4, 3_072, true, "0010 0010 aabb");

    assertThat(hbr.frames()).hasSize(1);
    assertThat(hbr.view().reasons())
        .containsEntry(Reason.BAD_LENGTH, 1L)
        .containsEntry(Reason.TRUNCATED, 1L)
        .containsEntry(Reason.BAD_VALUE, 1L);
  }

  @Test
  void interleavedFramesAreRefused() {
    hbr.rtp(1, 0, true, "0020 0010 0011 aabb ccdd");

    assertThat(hbr.view().reasons()).containsEntry(Reason.UNSUPPORTED, 1L);
  }

  @Test
  void lowBitRateModeHasHeadersOfOneByte() {
    Reception lbr =
        Reception.overTcp(
            MAP
                + "a=fmtp:96"
                + " mode=AAC-lbr;config=1190;sizeLength=6;indexLength=2;indexDeltaLength=2\n");
    lbr.rtp(1, 0, true, "0010 08 04 aabb cc");

    assertThat(lbr.frames()).hasSize(2);
    assertThat(lbr.frames().get(1).payload()).isEqualTo(Bytes.of(0xCC));
  }

  @Test
  void auxiliaryDataAndTimesInHeadersAreReadOver() {
    Reception full =
        Reception.overTcp(
            MAP
                + "a=fmtp:96 mode=AAC-hbr;config=1190;sizelength=13;indexlength=3;"
                + "indexdeltalength=3;ctsdeltalength=6;dtsdeltalength=6;"
                + "randomaccessindication=1;auxiliarydatasizelength=8\n");
    // 13+3 size and index, flag and 6 bits, flag, random access: 25 bits; 8 bits of auxiliary data
    full.rtp(1, 0, true, "0019 00108080 08ff aabb");

    assertThat(full.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
  }

  @Test
  void camerasThatLeaveTheAdtsHeaderOnAreUnderstood() {
    hbr.rtp(1, 0, true, "0010 0048 fff14c80013ffc aabb");

    assertThat(hbr.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
  }

  @Test
  void camerasWithoutConfigAreTakenAtTheirRtpmap() {
    Reception bare = Reception.overTcp(MAP);
    bare.rtp(1, 0, true, "0010 0010 aabb");

    TracksChanged tracks = (TracksChanged) bare.events.get(0);
    CodecParams.Aac params = (CodecParams.Aac) tracks.tracks().audio().orElseThrow().params();
    assertThat(params.config()).isEqualTo(Bytes.of(0x11, 0x90));
  }

  @Test
  void refusalsNameTheReason() {
    assertThat(refusal("a=fmtp:96 mode=CELP-cbr;config=1190\n"))
        .contains("mpeg4-generic mode celp-cbr is not carried");
    assertThat(refusal("a=fmtp:96 config=zz\n")).contains("fmtp: config is not hexadecimal");
    assertThat(refusal("a=fmtp:96 config=1190;sizelength=25\n"))
        .contains("fmtp: sizelength is not 0 to 24");
    assertThat(refusal("a=fmtp:96 config=1190;sizelength=24\n")).isEmpty();
  }

  private static Optional<String> refusal(String fmtp) {
    return RtpReception.refusal(Reception.media(MAP + fmtp).get(0));
  }
}
