package io.tidegate.transcode;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.OpusHead;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.AudioAdapter.Offer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// With the real encoder, judged by FFmpeg's decoder.
class FfmpegAudioAdapterTest {
  private static final CodecParams.G711 A_LAW = new CodecParams.G711(true, 8_000, 1);
  private static final int SILENT_A_LAW = 0xD5;
  private static final int LOUD_A_LAW = 0xAA;

  private final FfmpegAudioAdapter adapter =
      new FfmpegAudioAdapter(Path.of(System.getProperty("java.io.tmpdir"), "tidegate-native"));

  @AfterEach
  void close() {
    adapter.close();
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 48000",
    "11025, 44100",
    "12000, 48000",
    "16000, 48000",
    "22050, 44100",
    "24000, 48000",
    "32000, 32000",
    "44100, 44100",
    "48000, 48000"
  })
  void offersARateThatPlayersKnow(int original, int becomes) throws Exception {
    Offer offer = adapter.offer(new CodecParams.Pcm(original, 2));
    CodecParams.Aac made = (CodecParams.Aac) ((Offer.Makes) offer).params();
    assertThat(made.sampleRate()).isEqualTo(becomes);
    assertThat(made.rfc6381()).isEqualTo("mp4a.40.2");
    assertThat(AudioSpecificConfig.parse(made.config())).isEqualTo(made);
  }

  static List<CodecParams.Audio> refused() {
    return List.of(
        OpusHead.of(2),
        new CodecParams.MpegAudio(2, 48_000, 2),
        new CodecParams.G722(2),
        new CodecParams.Pcm(10_000, 1),
        new CodecParams.Pcm(48_000, 6),
        new CodecParams.Pcm(0, 1),
        new CodecParams.Pcm(48_000, 0));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesByNameWhatItCannotConvert(CodecParams.Audio original) {
    Offer offer = adapter.offer(original);
    assertThat(((Offer.Refuses) offer).reason())
        .contains(original.codec().title(), "is not converted to AAC");
  }

  @Test
  void aClickComesBackWhereItWas() throws Exception {
    Heard heard = new Heard();
    AudioAdapter.Conversion conversion = adapter.start(A_LAW, heard);
    for (int i = 0; i < 100; i++) {
      conversion.accept(frame(1_000 + 20 * i, i == 50 ? LOUD_A_LAW : SILENT_A_LAW));
    }
    await().until(() -> heard.sounds.size() >= 90 || !heard.failures.isEmpty());
    conversion.close();
    assertThat(heard.failures).isEmpty();
    List<Sound> sounds = List.copyOf(heard.sounds);
    double at = firstLoudSeconds(sounds);
    assertThat(at).isBetween(1.995, 2.005);
    assertThat(sounds.getFirst().at().toSeconds()).isBetween(0.99, 1.001);
  }

  @Test
  void manyConversionsShareFewThreads() {
    List<Heard> all = new ArrayList<>();
    List<AudioAdapter.Conversion> conversions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Heard heard = new Heard();
      all.add(heard);
      AudioAdapter.Conversion conversion = adapter.start(A_LAW, heard);
      conversions.add(conversion);
      for (int k = 0; k < 10; k++) {
        conversion.accept(frame(20 * k, SILENT_A_LAW));
      }
    }
    await().until(() -> all.stream().allMatch(heard -> heard.sounds.size() >= 7));
    assertThat(all.stream().flatMap(heard -> heard.sounds.stream()).map(Sound::thread).distinct())
        .hasSizeBetween(1, 2)
        .allMatch(name -> name.startsWith("audio-adapter-"));
    assertThat(adapter.stats().running()).isEqualTo(8);
    conversions.forEach(AudioAdapter.Conversion::close);
    assertThat(adapter.stats().running()).isZero();
  }

  @Test
  void withoutTheLibraryTheReasonIsToldAndEveryLaterOfferRefused() {
    try (FfmpegAudioAdapter without =
        new FfmpegAudioAdapter(
            1,
            _ -> {
              throw new AacEncoder.EncoderException(
                  "FFmpeg cannot be loaded: no such file",
                  new UnsatisfiedLinkError("no such file"));
            })) {
      assertThat(without.offer(A_LAW)).isInstanceOf(Offer.Makes.class);
      Heard heard = new Heard();
      AudioAdapter.Conversion conversion = without.start(A_LAW, heard);
      conversion.accept(frame(0, SILENT_A_LAW));
      await().until(() -> !heard.failures.isEmpty());
      assertThat(heard.failures).containsExactly("FFmpeg cannot be loaded: no such file");
      assertThat(without.offer(A_LAW))
          .isEqualTo(new Offer.Refuses("FFmpeg cannot be loaded: no such file"));
      conversion.close();
    }
  }

  @Test
  void afterItsEndConversionsDoNothing() {
    Heard heard = new Heard();
    adapter.close();
    AudioAdapter.Conversion conversion = adapter.start(A_LAW, heard);
    conversion.accept(frame(0, SILENT_A_LAW));
    conversion.close();
    assertThat(heard.failures).isEmpty();
  }

  private static double firstLoudSeconds(List<Sound> sounds) throws Exception {
    try (TestDecoder decoder = new TestDecoder(48_000, 1)) {
      for (Sound sound : sounds) {
        float[] samples = decoder.decode(sound.payload());
        for (int i = 0; i < samples.length; i++) {
          if (Math.abs(samples[i]) > 0.4) {
            return sound.at().toSeconds() + i / 48_000.0;
          }
        }
      }
    }
    throw new AssertionError("nothing is loud");
  }

  private static Frame frame(int atMs, int code) {
    byte[] payload = new byte[160];
    java.util.Arrays.fill(payload, (byte) code);
    if (code == LOUD_A_LAW) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] = (byte) (i / 4 % 2 == 0 ? code : code ^ 0x80); // 1 kHz
      }
    }
    MediaTime at = MediaTime.ofMillis(atMs);
    return new Frame(2, at, at, true, Bytes.wrap(payload), 0);
  }

  private record Sound(MediaTime at, Bytes payload, String thread) {}

  private static final class Heard implements AudioAdapter.Output {
    final ConcurrentLinkedQueue<Sound> sounds = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void sound(MediaTime at, Bytes payload, long receivedNanos) {
      sounds.add(new Sound(at, payload, Thread.currentThread().getName()));
    }

    @Override
    public void failed(String reason) {
      failures.add(reason);
    }
  }
}
