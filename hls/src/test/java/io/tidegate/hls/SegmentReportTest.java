package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both manifests, read back and compared.
class SegmentReportTest {
  private static final Discontinuity RETURN = new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER);

  @Test
  void bothManifestsSayTheSame() {
    Packagers stream = new Packagers(5).usual(1_000, 21_100);
    SegmentReport report = SegmentReport.of(stream.snapshot());
    assertThat(report.dash()).isTrue();
    assertThat(report.differences()).isEmpty();
    assertThat(report.segments()).hasSize(5);
    List<ManifestEntry> hls = MediaPlaylistReader.read(stream.playlist());
    Map<TrackKind, List<ManifestEntry>> dash = MpdReader.read(stream.mpd());
    assertThat(dash.get(TrackKind.VIDEO)).isEqualTo(hls);
    assertThat(dash.get(TrackKind.AUDIO)).hasSize(5);
    for (int i = 0; i < 5; i++) {
      SegmentReport.Line line = report.segments().get(i);
      assertThat(hls.get(i))
          .isEqualTo(new ManifestEntry(line.number(), line.start(), line.duration()));
      assertThat(line.bandwidth()).isEqualTo(line.bytes() * 4);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void streamsOfEveryKindAreToldTheSame(long seed) {
    Random random = new Random(seed);
    Packagers stream = new Packagers(3 + random.nextInt(5));
    long at = 1_000;
    for (int run = 0; run < 4; run++) {
      long end = at + 4_000 + random.nextInt(9_000);
      stream.tracks(TestFrames.VIDEO, TestFrames.AUDIO).frames(uneven(random, at, end));
      assertThat(SegmentReport.of(stream.snapshot()).differences())
          .as("seed %s, run %s:%n%s%n%s", seed, run, stream.playlist(), stream.mpd())
          .isEmpty();
      at = end + random.nextInt(5_000);
      stream.event(RETURN);
      MpdTest.assertAgree(stream);
    }
  }

  /// Pictures of a random rhythm, shown later than decoded, at times in milliseconds, and sound.
  private static List<Frame> uneven(Random random, long fromMs, long toMs) {
    int stepMs = 20 + random.nextInt(40);
    int keyInterval = 1 + random.nextInt(100);
    int reorder = random.nextInt(3);
    List<Frame> pictures = new ArrayList<>();
    int i = 0;
    for (long at = fromMs; at < toMs; at += stepMs + random.nextInt(3) - 1) {
      Frame plain = TestFrames.picture(MediaTime.ofMillis(at), i++ % keyInterval == 0);
      MediaTime shown = MediaTime.ofMillis(at + (long) reorder * stepMs);
      pictures.add(
          new Frame(
              plain.trackId(),
              plain.dts(),
              shown,
              plain.keyFrame(),
              plain.payload(),
              plain.receivedNanos()));
    }
    return TestFrames.interleaved(
        pictures, TestFrames.sounds(MediaTime.ofMillis(fromMs), MediaTime.ofMillis(toMs)));
  }

  @Test
  void everyKindOfDifferenceIsTold() {
    Packagers stream = new Packagers(3).usual(1_000, 7_100);
    String playlist = stream.playlist();
    String mpd = stream.mpd();
    assertThat(SegmentReport.differences(playlist.replaceFirst("2\\.00000", "2.06000"), mpd))
        .containsExactly("segment 0: 2060 ms in HLS, 2000 in DASH");
    assertThat(SegmentReport.differences(playlist.replaceFirst("2\\.00000", "2.04000"), mpd))
        .isEmpty();
    assertThat(SegmentReport.differences(playlist, mpd.replace(" r=\"2\"", " r=\"3\"")))
        .containsExactly("segment 3: in the MPD alone");
    assertThat(SegmentReport.differences(playlist, mpd.replace(" r=\"2\"", " r=\"1\"")))
        .as("the sound has it")
        .isEmpty();
    assertThat(
            SegmentReport.differences(playlist.replaceFirst("#EXTINF", "#EXT-X-GAP\n#EXTINF"), mpd))
        .containsExactly("segment 0: in the MPD alone");
    assertThat(SegmentReport.differences(playlist.replace("SEQUENCE:0", "SEQUENCE:1"), mpd))
        .contains("segment 3: in the playlist alone", "segment 0: in the MPD alone");
    assertThat(
            SegmentReport.differences(playlist, mpd.replace("<S t=\"90000\"", "<S t=\"990000\"")))
        .anyMatch(one -> one.startsWith("segment 0: begins at 2026-01-01T00:00:01Z in HLS, at "));
  }
}
