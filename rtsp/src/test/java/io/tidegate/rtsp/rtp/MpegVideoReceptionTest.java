package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.codec.MpegPictures;
import io.tidegate.media.codec.MpegVideoPicture;
import io.tidegate.media.testing.SeededFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class MpegVideoReceptionTest {
  /// A static payload type: no rtpmap is needed.
  private static final String MAP = "m=video 0 RTP/AVP 32\n";

  private static final Bytes KEY =
      Bytes.concat(
          MpegPictures.SEQUENCE,
          MpegPictures.GROUP,
          MpegPictures.frame(0, MpegVideoPicture.Type.INTRA));
  private static final Bytes HEADER = Bytes.of(0, 0, 0, 0);

  /// T is set: four bytes more.
  private static final Bytes EXTENDED = Bytes.of(4, 0, 0, 0, 0, 0, 0, 0);

  private final Reception in = Reception.overTcp(MAP);

  @Test
  void fragmentsBecomeAPictureAndNameTheTrack() {
    send(1, 0, false, HEADER, KEY.slice(0, 40));
    send(2, 0, true, EXTENDED, KEY.slice(40));
    assertThat(in.frames()).singleElement().extracting(Frame::payload).isEqualTo(KEY);
    assertThat(in.frames().get(0).keyFrame()).isTrue();
    CodecParams.Video params =
        (CodecParams.Video)
            ((TracksChanged) in.events.get(0)).tracks().video().orElseThrow().params();
    assertThat(params.format().width()).isEqualTo(64);
    assertThat(in.view().reasons()).isEmpty();
  }

  @Test
  void anotherTimestampEndsAPictureWithoutMarker() {
    send(1, 0, false, HEADER, KEY);
    send(2, 3_600, false, HEADER, MpegPictures.frame(1, MpegVideoPicture.Type.PREDICTED));
    assertThat(in.frames()).hasSize(1);
    send(3, 7_200, true, HEADER, MpegPictures.frame(2, MpegVideoPicture.Type.PREDICTED));
    assertThat(in.frames()).hasSize(3);
  }

  @Test
  void bPicturesAreDecodedAfterThePictureThatIsShownLater() {
    long[] shown = {1, 4, 2, 3, 7, 5, 6};
    for (int i = 0; i < shown.length; i++) {
      MpegVideoPicture.Type type =
          i == 1 || i == 4 ? MpegVideoPicture.Type.PREDICTED : MpegVideoPicture.Type.BIDIRECTIONAL;
      Bytes coded = i == 0 ? KEY : MpegPictures.frame((int) shown[i], type);
      send(i, shown[i] * 3_600, true, HEADER, coded);
    }
    List<Frame> frames = in.frames();
    assertThat(frames).hasSize(7);
    for (int i = 1; i < frames.size(); i++) {
      long step = frames.get(i).pts().minus(frames.get(0).pts()).toTicks(90_000);
      assertThat(step).isEqualTo((shown[i] - 1) * 3_600);
    }
  }

  @Test
  void fieldsWithMarkersOfTheirOwnAreOneFrameAtTheTimeOfTheFirst() {
    Bytes first =
        Bytes.concat(
            MpegPictures.SEQUENCE,
            MpegPictures.field(
                0, MpegVideoPicture.Type.INTRA, MpegVideoPicture.Structure.TOP_FIELD));
    Bytes second =
        MpegPictures.field(
            0, MpegVideoPicture.Type.PREDICTED, MpegVideoPicture.Structure.BOTTOM_FIELD);
    send(1, 0, true, HEADER, first);
    send(2, 1_800, true, HEADER, second);
    send(3, 3_600, true, HEADER, MpegPictures.frame(1, MpegVideoPicture.Type.PREDICTED));
    assertThat(in.frames()).hasSize(2);
    assertThat(in.frames().get(0).payload()).isEqualTo(Bytes.concat(first, second));
    long step = in.frames().get(1).pts().minus(in.frames().get(0).pts()).toTicks(90_000);
    assertThat(step).isEqualTo(3_600);
  }

  @Test
  void aPictureThatLostAPartIsNotHandedOn() {
    send(1, 0, true, HEADER, KEY);
    send(
        2,
        3_600,
        false,
        HEADER,
        MpegPictures.frame(1, MpegVideoPicture.Type.PREDICTED).slice(0, 20));
    send(4, 3_600, true, HEADER, Bytes.of(1, 2, 3, 4));
    send(5, 7_200, true, HEADER, MpegPictures.frame(2, MpegVideoPicture.Type.PREDICTED));
    assertThat(in.frames()).hasSize(2);
    assertThat(in.view().damaged()).isEqualTo(1);
  }

  @Test
  void packetsWithoutPayloadAreCounted() {
    send(1, 0, true, Bytes.of(0, 0, 0), Bytes.EMPTY);
    send(2, 0, true, HEADER, Bytes.EMPTY);
    send(3, 0, true, EXTENDED, Bytes.EMPTY);
    assertThat(in.frames()).isEmpty();
    assertThat(in.view().reasons()).hasSize(1);
  }

  @Test
  void anyBytesAreAPictureOrCounted() {
    Bytes good =
        Bytes.concat(
            HEADER,
            KEY,
            MpegPictures.field(
                1, MpegVideoPicture.Type.PREDICTED, MpegVideoPicture.Structure.FRAME));
    SeededFuzz.run(
        1,
        2_000,
        random -> {
          Reception fuzzed = Reception.overTcp(MAP);
          for (int i = 0; i < 6; i++) {
            Bytes payload = SeededFuzz.mutate(good, random);
            fuzzed.rtp(new RtpPacket(i % 2 == 1, 32, i, i / 2 * 3_000L, 1, payload), 0);
          }
          fuzzed.reception.end();
        });
  }

  private void send(int sequence, long timestamp, boolean marker, Bytes header, Bytes content) {
    Bytes payload = Bytes.concat(header, content);
    in.rtp(new RtpPacket(marker, 32, sequence, timestamp, 1, payload), 0);
  }
}
