package io.tidegate.media.hub;

import static io.tidegate.media.ScanType.BOTTOM_FIELD_FIRST;
import static io.tidegate.media.ScanType.PROGRESSIVE;
import static io.tidegate.media.ScanType.TOP_FIELD_FIRST;
import static io.tidegate.media.ScanType.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.MpegPictures;
import io.tidegate.media.codec.MpegVideoPicture;
import io.tidegate.media.codec.MpegVideoSequence;
import io.tidegate.media.testing.SyntheticStreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScanMeterTest {
  private static final int TRACK = 7;

  private static final Bytes TOP = interlaced(true);
  private static final Bytes BOTTOM = interlaced(false);
  private static final Bytes FILM =
      MpegPictures.picture(
          0, MpegVideoPicture.Type.INTRA, MpegVideoPicture.Structure.FRAME, true, true);

  private final ScanMeter meter = new ScanMeter();

  @BeforeEach
  void announce() throws MalformedException {
    meter.tracks(mpeg());
  }

  @Test
  void theFirstKeyFrameTells() {
    assertThat(meter.scan()).isEqualTo(UNKNOWN);
    meter.frame(frame(TOP, false));
    assertThat(meter.scan()).isEqualTo(UNKNOWN);
    meter.frame(frame(TOP, true));
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
  }

  @Test
  void oneKeyFrameThatSaysOtherwiseChangesNothingAndTwoDo() {
    key(TOP);
    key(FILM);
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
    key(TOP);
    key(FILM);
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
    key(BOTTOM);
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
    key(FILM);
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
    key(FILM);
    assertThat(meter.scan()).isEqualTo(PROGRESSIVE);
    key(BOTTOM);
    key(BOTTOM);
    assertThat(meter.scan()).isEqualTo(BOTTOM_FIELD_FIRST);
  }

  @Test
  void whatCannotBeReadChangesNothing() {
    key(TOP);
    key(Bytes.of(1, 2, 3));
    key(Bytes.of(1, 2, 3));
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
  }

  @Test
  void otherPicturesAreJudgedAnewAndTheSameAreNot() throws MalformedException {
    key(TOP);
    meter.tracks(mpeg());
    assertThat(meter.scan()).isEqualTo(TOP_FIELD_FIRST);
    meter.tracks(SyntheticStreams.tracks());
    assertThat(meter.scan()).isEqualTo(UNKNOWN);
  }

  private void key(Bytes payload) {
    meter.frame(frame(payload, true));
  }

  private static TrackList mpeg() throws MalformedException {
    return TrackList.of(new Track(TRACK, MpegVideoSequence.parse(MpegPictures.SEQUENCE)));
  }

  private static Frame frame(Bytes payload, boolean key) {
    return new Frame(TRACK, MediaTime.ZERO, MediaTime.ZERO, key, payload, 0);
  }

  private static Bytes interlaced(boolean top) {
    return MpegPictures.picture(
        0, MpegVideoPicture.Type.INTRA, MpegVideoPicture.Structure.FRAME, top, false);
  }
}
