package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class H264ReceptionTest {
  private static final String SPS = SyntheticStreams.AVC_SPS_360.toHex();
  private static final String PPS = SyntheticStreams.AVC_PPS_360.toHex();
  private static final String BARE = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n";

  /// The parameter sets of [SyntheticStreams#avc360()].
  private static final String WITH_SETS =
      BARE
          + "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
          + base64(SyntheticStreams.AVC_SPS_360)
          + ","
          + base64(SyntheticStreams.AVC_PPS_360)
          + "\n";

  private static final String STAP_A =
      "18" + length(SPS) + SPS + length(PPS) + PPS + "0003" + "65b801";

  private final Reception sets = Reception.overTcp(WITH_SETS);

  @Test
  void aSingleNalUnitWithAMarkerIsAFrame() {
    sets.rtp(1, 3_000, true, "65b80102");

    assertThat(sets.events.get(0)).isInstanceOf(TracksChanged.class);
    Frame frame = sets.frames().get(0);
    assertThat(frame.keyFrame()).isTrue();
    assertThat(frame.payload()).isEqualTo(Bytes.ofHex("0000000465b80102"));
  }

  @Test
  void anAggregateOfParameterSetsAndPictureIsAKeyFrameOfANewTrack() {
    Reception bare = Reception.overTcp(BARE);
    bare.rtp(1, 3_000, true, STAP_A);

    TracksChanged tracks = (TracksChanged) bare.events.get(0);
    CodecParams.Avc params = (CodecParams.Avc) tracks.tracks().video().orElseThrow().params();
    assertThat(params).isEqualTo(SyntheticStreams.avc360());
    assertThat(bare.frames().get(0).payload()).isEqualTo(Bytes.ofHex("0000000365b801"));
  }

  @Test
  void fragmentsAreJoined() {
    sets.rtp(65_534, 3_000, false, "7c85b801");
    sets.rtp(65_535, 3_000, false, "7c0502");
    sets.rtp(0, 3_000, true, "7c4503");

    assertThat(sets.frames().get(0).payload()).isEqualTo(Bytes.ofHex("0000000565b8010203"));
    assertThat(sets.view().lost()).isZero();
  }

  @Test
  void anotherTimestampEndsAPictureWithoutMarker() {
    sets.rtp(1, 0xFFFF_FFFFL, false, "65b801");
    sets.rtp(2, 2_999, false, "419801");
    assertThat(sets.frames()).hasSize(1);

    sets.reception.end();

    assertThat(sets.frames()).hasSize(2);
    MediaTime distance = sets.frames().get(1).pts().minus(sets.frames().get(0).pts());
    assertThat(distance.toTicks(90_000)).isEqualTo(3_000);
  }

  @Test
  void theLastPictureOfASenderThatMarksIsNotWholeWithoutItsMarker() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(2, 3_000, false, "419801");
    sets.reception.end();

    assertThat(sets.frames()).hasSize(1);
    assertThat(sets.view().damaged()).isEqualTo(1);
  }

  @Test
  void aPictureThatLostAFragmentIsNotHandedOn() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(2, 3_000, false, "7c81b801");
    sets.rtp(4, 3_000, true, "7c4103");
    sets.rtp(5, 6_000, true, "419801");

    assertThat(sets.frames()).hasSize(2);
    assertThat(sets.view().damaged()).isEqualTo(1);
    assertThat(sets.view().lost()).isEqualTo(1);
    assertThat(sets.view().reasons()).containsEntry(Reason.GAP, 1L);
  }

  @Test
  void aPictureThatLostItsStartIsNotHandedOn() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(3, 3_000, true, "414801"); // a second slice
    sets.rtp(4, 6_000, true, "419801");

    assertThat(sets.frames()).hasSize(2);
    assertThat(sets.view().damaged()).isEqualTo(1);
  }

  @Test
  void aPictureThatLostItsEndIsNotHandedOn() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(2, 3_000, false, "419801");
    sets.rtp(4, 6_000, true, "419802");

    assertThat(sets.frames()).hasSize(2);
    assertThat(sets.frames().get(1).payload()).isEqualTo(Bytes.ofHex("00000003419802"));
    assertThat(sets.view().damaged()).isEqualTo(1);
  }

  @Test
  void aWholePictureLostDamagesNoOther() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(3, 6_000, true, "419801");

    assertThat(sets.frames()).hasSize(2);
    assertThat(sets.view().damaged()).isZero();
    assertThat(sets.view().lost()).isEqualTo(1);
  }

  @Test
  void parameterSetsMarkedAloneWaitForTheirPicture() {
    Reception bare = Reception.overTcp(BARE);
    bare.rtp(1, 3_000, true, SPS);
    bare.rtp(2, 3_000, true, PPS);
    bare.rtp(3, 3_000, true, "65b801");

    assertThat(bare.frames()).hasSize(1);
    assertThat(bare.view().reasons()).isEmpty();
  }

  @Test
  void camerasThatMarkEverySliceAreFound() {
    sets.rtp(1, 0, true, "65b801");
    sets.rtp(2, 0, true, "654801"); // the second slice: the marker before it was wrong
    sets.rtp(3, 3_000, true, "419801");
    sets.rtp(4, 3_000, true, "414801");
    sets.rtp(5, 6_000, true, "419801");

    assertThat(sets.frames()).hasSize(2);
    assertThat(sets.frames().get(1).payload())
        .isEqualTo(Bytes.ofHex("0000000341980100000003414801"));
    assertThat(sets.view().damaged()).isEqualTo(1);
  }

  @Test
  void camerasThatSendAnnexBAreUnderstood() {
    Reception bare = Reception.overTcp(BARE);
    bare.rtp(1, 0, true, "00000001" + SPS + "00000001" + PPS + "000001" + "65b801");

    assertThat(bare.frames().get(0).payload()).isEqualTo(Bytes.ofHex("0000000365b801"));
  }

  @Test
  void camerasThatHideAnnexBInFragmentsAndNalUnitsAreUnderstood() {
    Reception bare = Reception.overTcp(BARE);
    bare.rtp(1, 0, true, SPS + "00000001" + PPS + "00000001" + "65b801");

    assertThat(bare.frames().get(0).payload()).isEqualTo(Bytes.ofHex("0000000365b801"));
  }

  @Test
  void nalUnitsOfOneToFourBytesAreNoTrouble() {
    for (String nal : new String[] {"06", "0600", "060001", "06000001"}) {
      sets.rtp(nal.length(), 0, true, "18" + length(nal) + nal);
    }
    sets.rtp(12, 3_000, true, "65b801");

    assertThat(sets.frames()).hasSize(1);
  }

  @Test
  void interleavedPacketsAreCountedAndRefused() {
    sets.rtp(1, 0, true, "19000065b801");
    sets.rtp(2, 3_000, true, "65b801");

    assertThat(sets.frames()).hasSize(1);
    assertThat(sets.view().reasons()).containsEntry(Reason.UNSUPPORTED, 1L);
    assertThat(
            RtpReception.refusal(Reception.media(BARE + "a=fmtp:96 packetization-mode=2\n").get(0)))
        .contains("H.264 in interleaved mode is not carried");
  }

  @Test
  void pictureOrderGivesDecodingTimes() {
    Reception reordered =
        Reception.overTcp(
            BARE
                + "a=fmtp:96 sprop-parameter-sets="
                + base64(SyntheticStreams.AVC_SPS)
                + ","
                + base64(SyntheticStreams.AVC_PPS)
                + "\n");
    long[] shown = {2, 5, 3, 4, 8, 6, 7, 11, 9, 10};
    for (int i = 0; i < shown.length; i++) {
      reordered.rtp(i, 3_600 * shown[i], true, i == 0 ? "65b801" : "419801");
    }

    assertThat(reordered.frames()).hasSize(shown.length);
    for (int i = 0; i + 1 < shown.length; i++) {
      MediaTime step = reordered.frames().get(i + 1).dts().minus(reordered.frames().get(i).dts());
      assertThat(step).isEqualTo(MediaTime.ofMillis(40));
    }
    Frame last = reordered.frames().getLast();
    assertThat(last.pts().minus(reordered.frames().getFirst().pts()))
        .isEqualTo(MediaTime.ofMillis(320));
  }

  @Test
  void aPictureOverTheLimitIsDroppedAndTheNextIsNot() {
    Bytes part = Bytes.wrap(new byte[64_000]);
    sets.rtp(0, 0, false, "7c85b801");
    int sequence = 1;
    for (int sent = 0; sent <= NalCollector.MAX_UNIT_BYTES; sent += part.length()) {
      Bytes payload = Bytes.concat(Bytes.of(0x7C, 0x05), part);
      sets.rtp(new RtpPacket(false, 96, sequence++, 0, 1, payload), 0);
    }
    sets.rtp(sequence++, 0, true, "7c4501");
    sets.rtp(sequence, 3_000, true, "65b801");

    assertThat(sets.frames()).hasSize(1);
    assertThat(sets.view().reasons()).containsEntry(Reason.LIMIT, 1L);
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String length(String hex) {
    return "%04x".formatted(hex.length() / 2);
  }
}
