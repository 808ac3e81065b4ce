package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams whose frames come at uneven times, in every way that was seen: whatever they do, each
/// playlist keeps to the rules of RFC 8216 and RFC 8216bis.
class UnevenFramesFuzzTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20_260_102L);
  private static final int ROUNDS = Integer.getInteger("fuzz.iterations", 1);
  private static final int SECONDS = 30;

  private final Random random = new Random();
  private long nowNanos;

  @ParameterizedTest
  @ValueSource(doubles = {12.5, 15, 24_000 / 1_001.0, 24, 25, 30_000 / 1_001.0, 30, 50, 60})
  void everyRuleHoldsAtEveryRate(double rate) {
    for (int round = 0; round < ROUNDS; round++) {
      for (Unevenness unevenness : Unevenness.values()) {
        for (boolean sound : new boolean[] {true, false}) {
          run(rate, unevenness, sound, SEED + round);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {48_000.0 / 1_024, 44_100.0 / 1_024, 48_000.0 / 960, 24_000.0 / 2_048})
  void everyRuleHoldsForSoundAlone(double rate) {
    for (Unevenness unevenness : Unevenness.values()) {
      random.setSeed(SEED);
      List<Frame> sounds = new ArrayList<>();
      for (long at : times(rate, unevenness)) {
        sounds.add(TestFrames.sound(new MediaTime(at)));
      }
      check(sounds, unevenness + " sound at " + rate, TestFrames.AUDIO);
    }
  }

  /// Each part of even frames holds what it says, before and after the change.
  @ParameterizedTest
  @CsvSource({"25, 30", "30, 25", "25, 50", "60, 30", "25, 24", "30, 12.5"})
  void partsFollowAChangeOfTheFrameRate(double from, double to) {
    List<Frame> frames = new ArrayList<>();
    double at = 1e9;
    while (at < 21e9) {
      double rate = at < 10.999e9 ? from : to;
      long second = Math.round(Math.floor(at / 1e9 + 1e-6));
      boolean isKey = at - second * 1e9 < 1e9 / rate - 1_000 && second % 2 == 1;
      frames.add(TestFrames.picture(new MediaTime(Math.round(at)), isKey));
      at += 1e9 / rate;
    }
    MeasuringWriter writer = check(frames, from + " to " + to, TestFrames.VIDEO);

    double frame = 1 / Math.min(from, to);
    assertThat(writer.differences)
        .hasSizeGreaterThan(80)
        .allSatisfy(difference -> assertThat(difference).isLessThan(frame));
  }

  private void run(double rate, Unevenness unevenness, boolean sound, long seed) {
    random.setSeed(seed);
    List<Long> times = times(rate, unevenness);
    int interval = (int) Math.max(1, Math.round(rate * (0.5 + random.nextInt(6) / 2.0)));
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      boolean isKey = i % interval == 0 || random.nextInt(300) == 0;
      frames.add(TestFrames.picture(new MediaTime(times.get(i)), isKey));
    }
    String where = unevenness + " at " + rate + ", sound " + sound + ", seed " + seed;
    if (sound) {
      MediaTime end = frames.getLast().dts();
      frames.addAll(TestFrames.sounds(MediaTime.ofSeconds(1), end));
      frames.sort(Comparator.comparing(Frame::dts));
      check(frames, where, TestFrames.VIDEO, TestFrames.AUDIO);
    } else {
      check(frames, where, TestFrames.VIDEO);
    }
  }

  /// What is the matter with the time stamps; all but the first are cut to milliseconds.
  private enum Unevenness {
    EXACT,
    ROUNDED,
    /// GStreamer under load: each frame off by up to a quarter of a frame.
    JITTER,
    /// A file played in a loop: a longer frame at the end of each turn.
    SEAMS,
    /// A camera that sends as it sees fit: half to three times the usual duration.
    VARIABLE,
    /// Single pauses of up to two seconds.
    GAPS,
    /// Another frame rate after each ten seconds.
    CHANGES,
    /// Frames that waited in a queue and come with nearly the same time.
    BURSTS
  }

  private List<Long> times(double rate, Unevenness unevenness) {
    List<Long> times = new ArrayList<>();
    double frame = 1e9 / rate;
    double at = 1e9;
    for (int i = 0; at < SECONDS * 1e9; i++) {
      double jitter = unevenness == Unevenness.JITTER ? (random.nextDouble() - 0.5) * frame / 2 : 0;
      long nanos = Math.round(at + jitter);
      long stamp = unevenness == Unevenness.EXACT ? nanos : nanos / 1_000_000 * 1_000_000;
      if (times.isEmpty() || stamp > times.getLast()) {
        times.add(stamp);
      }
      boolean isTenSeconds = (int) (at / 1e10) != (int) ((at + frame) / 1e10);
      frame = unevenness == Unevenness.CHANGES && isTenSeconds ? 1e9 / otherRate() : frame;
      at += frame * factor(unevenness, i);
    }
    return times;
  }

  private double otherRate() {
    double[] rates = {5, 10, 12.5, 15, 23.976, 24, 25, 29.97, 30, 50, 60};
    return rates[random.nextInt(rates.length)];
  }

  private double factor(Unevenness unevenness, int frame) {
    return switch (unevenness) {
      case EXACT, ROUNDED, JITTER, CHANGES -> 1;
      case SEAMS -> frame % 77 == 76 ? 1.1 + random.nextDouble() : 1;
      case VARIABLE -> 0.5 + 2.5 * random.nextDouble();
      case GAPS -> random.nextInt(60) == 0 ? 1 + 40 * random.nextDouble() : 1;
      case BURSTS -> frame % 10 == 0 ? 8.2 : 0.2;
    };
  }

  private MeasuringWriter check(List<Frame> frames, String where, Track... tracks) {
    MeasuringWriter writer = new MeasuringWriter();
    HlsOptions options =
        new HlsOptions(HlsOptions.Container.FMP4, 2_000, 200, 7, DataSize.ofMegabytes(16));
    HlsPackager packager =
        new HlsPackager(
            options,
            new SegmentWindow(
                options,
                new SegmentNames("t", "m4s"),
                SegmentWindow.Continuation.START,
                new MemoryBudget(Long.MAX_VALUE),
                new ChunkPool()),
            new HlsPackager.Marks(new MarkBook(16), false),
            writer,
            new ProgramClock(() -> nowNanos, () -> Instant.EPOCH.plusNanos(nowNanos)),
            _ -> {},
            new WaitingRoom());
    packager.accept(TestFrames.tracks(tracks));
    PlaylistRules rules = new PlaylistRules(where, writer::seconds);
    for (int i = 0; i < frames.size(); i++) {
      nowNanos = frames.get(i).receivedNanos();
      packager.accept(frames.get(i));
      if (i == frames.size() * 2 / 3) {
        packager.accept(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
      }
      PlaylistSnapshot snapshot = packager.snapshot();
      if (snapshot != null) {
        rules.check(snapshot);
      }
    }
    assertThat(rules.segments()).as(where).isGreaterThan(3);
    assertThat(rules.parts()).as(where).isGreaterThan(30);
    return writer;
  }

  /// Notes what the frames of each segment last.
  private static final class MeasuringWriter implements MediaWriter {
    private final Fmp4Writer writer = new Fmp4Writer();
    private final List<Double> segments = new ArrayList<>();

    /// By how much the frames of each part miss what it says.
    private final List<Double> differences = new ArrayList<>();

    private boolean hasVideo;

    @Override
    public boolean carries(Codec codec) {
      return writer.carries(codec);
    }

    @Override
    public @Nullable Bytes tracks(TrackList tracks) {
      hasVideo = tracks.hasVideo();
      return writer.tracks(tracks);
    }

    @Override
    public Written write(PartDraft draft) {
      if (draft.opensSegment()) {
        segments.add(0.0);
      }
      List<Sample> led = hasVideo ? draft.video() : draft.audio();
      double seconds = led.isEmpty() ? 0 : seconds(led);
      segments.set(segments.size() - 1, segments.getLast() + seconds);
      differences.add(Math.abs(seconds - draft.duration().toSeconds()));
      return writer.write(draft);
    }

    double seconds(long segment) {
      return segments.get((int) segment);
    }

    private static double seconds(List<Sample> samples) {
      return samples.getLast().nextDts().minus(samples.getFirst().frame().dts()).toSeconds();
    }
  }
}
