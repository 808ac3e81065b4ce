package io.tidegate.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.AudioAdapter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// The adapter thread is a queue that the test empties, the encoder a fake that keeps what it gets.
class AacConversionTest {
  private static final CodecParams.G711 MU_LAW = new CodecParams.G711(false, 8_000, 1);
  private static final int SILENCE = 0xFF;
  private static final int LOUD = 0x80;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final AdapterStats stats = new AdapterStats();
  private final FakeEncoder encoder = new FakeEncoder();
  private final Heard heard = new Heard();
  private final AacConversion conversion = conversion(MU_LAW);

  @Test
  void encodesFramesOf1024SamplesAtTheirTimes() {
    for (int i = 0; i < 50; i++) {
      conversion.accept(frame(1_000 + 20 * i, SILENCE, 160));
    }
    run();
    assertThat(encoder.samples).hasSize(46 * 1024); // of 48 000
    assertThat(heard.times.getFirst().toSeconds()).isBetween(0.99, 1.0);
    assertThat(heard.times).hasSize(45); // the encoder's run-in is left out
    for (int i = 1; i < heard.times.size(); i++) {
      MediaTime step = heard.times.get(i).minus(heard.times.get(i - 1));
      assertThat(step.toTicks(48_000)).isEqualTo(1_024);
    }
    assertThat(heard.receivedNanos.getLast()).isEqualTo(1_980_000_000L);
  }

  @Test
  void aClickIsEncodedWhereItsTimeIs() {
    for (int i = 0; i < 50; i++) {
      conversion.accept(frame(1_000 + 20 * i, i == 25 ? LOUD : SILENCE, 160));
    }
    run();
    int loud = firstLoud();
    MediaTime firstSample = heard.times.getFirst();
    double clickAt = firstSample.toSeconds() + loud / 48_000.0;
    assertThat(clickAt).isBetween(1.499, 1.501);
  }

  @Test
  void aGapIsFilledWithSilenceSoThatTheClickStaysInPlace() {
    for (int i = 0; i < 50; i++) {
      if (i < 10 || i > 20) {
        conversion.accept(frame(1_000 + 20 * i, i == 25 ? LOUD : SILENCE, 160));
      }
    }
    run();
    double clickAt = heard.times.getFirst().toSeconds() + firstLoud() / 48_000.0;
    assertThat(clickAt).isBetween(1.499, 1.501);
    assertThat(heard.times).hasSize(45);
  }

  @Test
  void boundsWhatWaitsForItsThread() {
    conversion.accept(frame(0, SILENCE, AacConversion.MAX_WAITING_BYTES));
    assertThat(stats.droppedFrames()).isZero();
    conversion.accept(frame(20, SILENCE, 1));
    assertThat(stats.droppedFrames()).isEqualTo(1);
    run();
    conversion.accept(frame(40, SILENCE, AacConversion.MAX_WAITING_BYTES + 1));
    assertThat(stats.droppedFrames()).isEqualTo(2);
    conversion.accept(frame(60, SILENCE, 1));
    assertThat(stats.droppedFrames()).isEqualTo(2);
    run();
    for (int i = 0; i <= AacConversion.MAX_WAITING_FRAMES; i++) {
      conversion.accept(frame(80, SILENCE, 1));
    }
    assertThat(stats.droppedFrames()).isEqualTo(3);
    run();
    conversion.accept(frame(100, SILENCE, 1));
    conversion.accept(frame(10_080, SILENCE, 1));
    conversion.accept(frame(10_081, SILENCE, 1));
    assertThat(stats.droppedFrames()).isEqualTo(4);
  }

  @Test
  void anEncoderThatFailsIsToldOnceAndClosed() {
    encoder.failsAfter = 3;
    for (int i = 0; i < 50; i++) {
      conversion.accept(frame(20 * i, SILENCE, 160));
    }
    run();
    assertThat(heard.failures).containsExactly("it broke");
    assertThat(encoder.closed).isEqualTo(1);
    assertThat(stats.failures()).isEqualTo(1);
    conversion.close();
    run();
    assertThat(encoder.closed).isEqualTo(1);
    assertThat(stats.running()).isZero();
  }

  @Test
  void aBugEndsTheConversionAlone() {
    encoder.bug = true;
    for (int i = 0; i < 10; i++) {
      conversion.accept(frame(20 * i, SILENCE, 160));
    }
    run();
    assertThat(heard.failures).containsExactly("a bug in the conversion");
  }

  @Test
  void closesItsEncoderOnItsThreadAndSaysNothingMore() {
    for (int i = 0; i < 10; i++) {
      conversion.accept(frame(20 * i, SILENCE, 160));
    }
    run();
    int had = heard.times.size();
    conversion.accept(frame(200, SILENCE, 8_000));
    conversion.close();
    conversion.close();
    assertThat(encoder.closed).isZero();
    run();
    assertThat(encoder.closed).isEqualTo(1);
    assertThat(heard.times).hasSize(had);
  }

  @Test
  void stereoKeepsItsChannelsApart() {
    AacConversion stereo = conversion(new CodecParams.Pcm(48_000, 2));
    byte[] left = new byte[4 * 2_048];
    for (int i = 0; i < left.length; i += 4) {
      left[i] = 0x40;
    }
    stereo.accept(new Frame(2, MediaTime.ZERO, MediaTime.ZERO, true, Bytes.wrap(left), 0));
    run();
    assertThat(encoder.samples).hasSize(2_048).containsOnly(0.5f);
    assertThat(encoder.second).hasSize(2_048).containsOnly(0f);
  }

  private int firstLoud() {
    for (int i = 0; i < encoder.samples.size(); i++) {
      if (Math.abs(encoder.samples.get(i)) > 0.5) {
        return i;
      }
    }
    throw new AssertionError("nothing is loud");
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private AacConversion conversion(CodecParams.Audio original) {
    return new AacConversion(original, heard, _ -> encoder, tasks::add, stats);
  }

  private static Frame frame(int atMs, int code, int length) {
    byte[] payload = new byte[length];
    java.util.Arrays.fill(payload, (byte) code);
    MediaTime at = MediaTime.ofMillis(atMs);
    return new Frame(2, at, at, true, Bytes.wrap(payload), atMs * 1_000_000L);
  }

  private static final class Heard implements AudioAdapter.Output {
    final List<MediaTime> times = new ArrayList<>();
    final List<Long> receivedNanos = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    @Override
    public void sound(MediaTime at, Bytes payload, long received) {
      times.add(at);
      receivedNanos.add(received);
    }

    @Override
    public void failed(String reason) {
      failures.add(reason);
    }
  }

  /// Like FFmpeg's: a run-in of 1024 samples.
  private static final class FakeEncoder implements AacEncoder {
    final List<Float> samples = new ArrayList<>();
    final List<Float> second = new ArrayList<>();
    int failsAfter = Integer.MAX_VALUE;
    boolean bug;
    int closed;
    private int blocks;

    @Override
    public void encode(float[][] channels, Packets out) throws EncoderException {
      if (bug) {
        throw new IllegalStateException("planted");
      }
      if (blocks >= failsAfter) {
        throw new EncoderException("it broke");
      }
      for (int i = 0; i < AacFormat.FRAME_SAMPLES; i++) {
        samples.add(channels[0][i]);
        if (channels.length > 1) {
          second.add(channels[1][i]);
        }
      }
      out.packet((blocks - 1L) * AacFormat.FRAME_SAMPLES, Bytes.of(blocks & 0xFF));
      blocks++;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
