package io.tidegate.hls;

import static io.tidegate.hls.Ladder.snapshot;
import static io.tidegate.hls.TestFrames.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.SegmentNames.Address;
import io.tidegate.media.DataSize;
import org.junit.jupiter.api.Test;

/// The last Partial Segment of a playlist, as other playlists tell of it. RFC 8216bis §4.4.5.4.
class PlaylistSnapshotTest {
  private final Packagers packager = new Packagers(4);

  @Test
  void theFirstSegmentHasNoParts() {
    assertThat(packager.usual(1_000, 3_100).snapshot().newest()).isEqualTo(new Address(0, -1));
  }

  @Test
  void theNewestIsAPartOfTheOpenSegment() {
    assertThat(packager.usual(1_000, 5_700).snapshot().newest()).isEqualTo(new Address(2, 0));
    packager.frames(usual(5_700, 6_200));
    assertThat(packager.playlist()).contains("t-2.1.m4s\",INDEPENDENT=YES\n#EXT-X-PRELOAD");
    assertThat(packager.snapshot().newest()).isEqualTo(new Address(2, 1));
  }

  @Test
  void beforeTheFirstPartOfASegmentItIsTheLastOfTheOneBefore() {
    packager.usual(1_000, 5_200);
    assertThat(packager.playlist()).contains("t-1.4.m4s\"\n#EXTINF").contains("URI=\"t-2.0.m4s");
    assertThat(packager.snapshot().newest()).isEqualTo(new Address(1, 4));
  }

  @Test
  void segmentsOfWhichNothingCameHaveNoParts() {
    Ladder ladder =
        new Ladder(
            new HlsOptions(HlsOptions.Container.FMP4, 2_000, 480, 7, DataSize.ofMegabytes(16)));
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(ladder.source(), usual(1_000, 25_100), 0);
    ladder.send(rendition, usual(1_000, 7_000), 100);
    ladder.at(7_500, rendition::pause);
    ladder.run();
    PlaylistSnapshot snapshot = snapshot(rendition);
    assertThat(snapshot.lastNumber()).isGreaterThan(7);
    assertThat(snapshot.newest())
        .as("parts are further from the end than they are listed")
        .isEqualTo(new Address(snapshot.lastNumber(), -1));
  }

  @Test
  void aPlaylistWithoutPartsHasSegments() {
    Ladder ladder =
        new Ladder(new HlsOptions(HlsOptions.Container.FMP4, 2_000, 0, 4, DataSize.ofMegabytes(8)));
    ladder.send(ladder.source(), usual(1_000, 5_700), 0);
    ladder.run();
    assertThat(snapshot(ladder.source()).newest()).isEqualTo(new Address(1, -1));
  }
}
