package io.tidegate.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was recorded across midnight is decoded by ffmpeg without a word.
class MidnightIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Container.class)
  void isDecodedWithoutAWord(Container container) throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(
            folder, Instant.parse("2026-11-22T23:59:30Z"), RecordedSlate.in(container))) {
      slate.begin();
      slate.play(Duration.ofSeconds(60));
      slate.end();
      List<StoredSegment> all = slate.segments();
      assertThat(all.getFirst().name().day()).isNotEqualTo(all.getLast().name().day());
      Path playlist = folder.resolve("recordings/live/cam/index.m3u8");
      Files.writeString(playlist, VodPlaylist.media(all, "", VodPlaylist.Kind.VOD));
      String said =
          Tool.run(
              60,
              "ffmpeg",
              "-nostdin",
              "-v",
              "warning",
              "-allowed_extensions",
              "ALL",
              "-i",
              playlist.toString(),
              "-f",
              "null",
              "-");
      assertThat(said).isEmpty();
      String seconds =
          Tool.run(
              60,
              "ffprobe",
              "-v",
              "error",
              "-allowed_extensions",
              "ALL",
              "-show_entries",
              "format=duration",
              "-of",
              "csv=p=0",
              playlist.toString());
      assertThat(Double.parseDouble(seconds.strip())).isBetween(55.0, 62.0);
    }
  }
}
