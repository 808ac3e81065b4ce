package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// ISO/IEC 14496-3 §1.6.2.1 and its tables.
class AudioSpecificConfigTest {
  private static final int LC = 2;
  private static final int SBR = 5;
  private static final int PS = 29;

  /// Table 1.18.
  @ParameterizedTest
  @CsvSource({
    "0, 96000",
    "1, 88200",
    "2, 64000",
    "3, 48000",
    "4, 44100",
    "5, 32000",
    "6, 24000",
    "7, 22050",
    "8, 16000",
    "9, 12000",
    "10, 11025",
    "11, 8000",
    "12, 7350"
  })
  void readsEveryRateOfTheTable(int index, int rate) throws Exception {
    CodecParams.Aac aac = parse(config(LC, index, 2));
    assertThat(aac.sampleRate()).isEqualTo(rate);
    assertThat(aac.coreSampleRate()).isEqualTo(rate);
    assertThat(AudioSpecificConfig.write(LC, rate, 2)).isEqualTo(aac.config().slice(0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14})
  void refusesReservedRates(int index) {
    assertMalformed(config(LC, index, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7_349, 44_100, 192_000})
  void readsRatesOutsideTheTable(int rate) throws Exception {
    BitWriter in = new BitWriter().bits(LC, 5).bits(15, 4).bits(rate, 24).bits(2, 4).bits(0, 3);
    assertThat(parse(in).sampleRate()).isEqualTo(rate);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 192_001, 0xFFFFFF})
  void refusesRatesThatNothingHas(int rate) {
    assertMalformed(new BitWriter().bits(LC, 5).bits(15, 4).bits(rate, 24).bits(2, 4).bits(0, 3));
  }

  /// Table 1.19.
  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 2", "3, 3", "4, 4", "5, 5", "6, 6", "7, 8", "11, 7", "12, 8", "13, 24", "14, 8"
  })
  void readsEveryChannelConfiguration(int configuration, int channels) throws Exception {
    assertThat(parse(config(LC, 3, configuration)).channels()).isEqualTo(channels);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 15})
  void refusesReservedChannelConfigurations(int configuration) {
    assertMalformed(config(LC, 3, configuration));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "2, true",
    "3, true",
    "4, true",
    "6, false",
    "17, false",
    "22, false",
    "23, false",
    "39, false",
    "42, false"
  })
  void carriesOnlyAac(int objectType, boolean carried) throws Exception {
    BitWriter in = new BitWriter();
    if (objectType < 31) {
      in.bits(objectType, 5);
    } else {
      in.bits(31, 5).bits(objectType - 32, 6);
    }
    Bytes config = in.bits(3, 4).bits(2, 4).bits(0, 16).toBytes();
    if (carried) {
      assertThat(AudioSpecificConfig.parse(config).objectType()).isEqualTo(objectType);
    } else {
      assertThatThrownBy(() -> AudioSpecificConfig.parse(config))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining(Integer.toString(objectType));
    }
  }

  /// As fdk-aac and FFmpeg write them: hierarchical, and behind the config of the core.
  @ParameterizedTest
  @CsvSource({
    "1210, 2, 44100, 44100, 2, 1024",
    "2b920800, 5, 44100, 22050, 2, 2048",
    "131056e598, 5, 48000, 24000, 2, 2048",
    "eb8a0800, 29, 44100, 22050, 2, 2048",
    "130856e59d4880, 29, 48000, 24000, 2, 2048",
    "131056e500, 2, 24000, 24000, 2, 1024", // sbrPresentFlag 0
    "13100000000000, 2, 24000, 24000, 2, 1024", // zeros behind
    "131056, 2, 24000, 24000, 2, 1024", // cut inside the sync word
  })
  void readsWhatEncodersWrite(
      String config, int objectType, int rate, int coreRate, int channels, int samples)
      throws Exception {
    CodecParams.Aac aac = AudioSpecificConfig.parse(Bytes.ofHex(config));
    assertThat(aac.objectType()).isEqualTo(objectType);
    assertThat(aac.sampleRate()).isEqualTo(rate);
    assertThat(aac.coreSampleRate()).isEqualTo(coreRate);
    assertThat(aac.channels()).isEqualTo(channels);
    assertThat(aac.samplesPerFrame()).isEqualTo(samples);
    assertThat(aac.rfc6381()).isEqualTo("mp4a.40." + objectType);
  }

  /// frameLengthFlag: 960 samples of the core, as DAB and DRM have them.
  @Test
  void readsShortFrames() throws Exception {
    CodecParams.Aac lc = parse(config(LC, 3, 2).flag(true).bits(0, 2));
    assertThat(lc.samplesPerFrame()).isEqualTo(960);
    CodecParams.Aac he = parse(config(SBR, 6, 2).bits(3, 4).bits(LC, 5).flag(true).bits(0, 2));
    assertThat(he.samplesPerFrame()).isEqualTo(1920);
    assertThat(he.frameDuration().toMillis()).isEqualTo(40);
  }

  @Test
  void skipsTheDelayOfACoreCoder() throws Exception {
    BitWriter in = config(LC, 6, 2).flag(false).flag(true).bits(0x3FFF, 14).flag(false);
    CodecParams.Aac aac = parse(in.bits(0x2B7, 11).bits(SBR, 5).flag(true).bits(3, 4));
    assertThat(aac.objectType()).isEqualTo(SBR);
    assertThat(aac.sampleRate()).isEqualTo(48_000);
  }

  /// SBR doubles the rate of the core, or keeps it. An extension below it had frames of no samples.
  @ParameterizedTest
  @CsvSource({
    "24000, true",
    "48000, true",
    "47999, false",
    "96000, false",
    "23999, false",
    "1, false"
  })
  void refusesImpossibleExtensionRates(int rate, boolean allowed) throws Exception {
    for (int type : new int[] {SBR, PS}) {
      BitWriter explicit = config(type, 6, 1).bits(15, 4).bits(rate, 24).bits(LC, 5).bits(0, 3);
      assertAllowed(explicit, allowed, rate);
    }
    BitWriter behind = config(LC, 6, 1).bits(0, 3).bits(0x2B7, 11).bits(SBR, 5).flag(true);
    assertAllowed(behind.bits(15, 4).bits(rate, 24), allowed, rate);
  }

  /// program_config_element: one single element, four pairs, a low frequency element.
  @Test
  void countsTheChannelsOfAProgram() throws Exception {
    BitWriter in = program(2, 1, 2, 1);
    in.flag(false).bits(0, 4).flag(true).bits(0, 4); // front: C, L and R
    in.flag(true).bits(1, 4).flag(true).bits(2, 4).flag(true).bits(3, 4); // side, back
    CodecParams.Aac aac = parse(comment(in.bits(0, 4), 3));
    assertThat(aac.channels()).isEqualTo(1 + 2 + 2 + 2 + 2 + 1);
  }

  @Test
  void findsTheExtensionBehindAProgram() throws Exception {
    BitWriter in = comment(program(1, 0, 0, 0).flag(true).bits(0, 4), 7);
    CodecParams.Aac aac = parse(in.bits(0x2B7, 11).bits(SBR, 5).flag(true).bits(3, 4));
    assertThat(aac.channels()).isEqualTo(2);
    assertThat(aac.objectType()).isEqualTo(SBR);
  }

  @Test
  void refusesAProgramWithoutChannels() {
    assertMalformed(comment(program(0, 0, 0, 0), 0));
  }

  @Test
  void refusesConfigsLongerThanAnyProgram() throws Exception {
    Bytes longest = Bytes.concat(Bytes.ofHex("1190"), Bytes.wrap(new byte[318]));
    assertThat(AudioSpecificConfig.parse(longest).config()).isEqualTo(longest);
    Bytes longer = Bytes.concat(longest, Bytes.of(0));
    assertThatThrownBy(() -> AudioSpecificConfig.parse(longer))
        .isInstanceOf(MalformedException.class);
  }

  /// Up to channelConfiguration.
  private static BitWriter config(int objectType, int rateIndex, int channels) {
    return new BitWriter().bits(objectType, 5).bits(rateIndex, 4).bits(channels, 4);
  }

  /// LC of 24 kHz up to the elements of its program, with every mixdown there.
  private static BitWriter program(int front, int side, int back, int lfe) {
    BitWriter in = config(LC, 6, 0).bits(0, 3).bits(0, 4).bits(1, 2).bits(6, 4);
    in.bits(front, 4).bits(side, 4).bits(back, 4).bits(lfe, 2).bits(0, 3).bits(0, 4);
    return in.flag(true).bits(0, 4).flag(true).bits(0, 4).flag(true).bits(0, 3);
  }

  /// byte_alignment, comment_field_bytes and comment_field_data.
  private static BitWriter comment(BitWriter in, int length) {
    in.align().bits(length, 8);
    for (int i = 0; i < length; i++) {
      in.bits('x', 8);
    }
    return in;
  }

  private static void assertAllowed(BitWriter config, boolean allowed, int rate) throws Exception {
    if (allowed) {
      assertThat(parse(config).sampleRate()).isEqualTo(rate);
      assertThat(parse(config).samplesPerFrame()).isEqualTo(1024 * rate / 24_000);
    } else {
      assertMalformed(config);
    }
  }

  private static void assertMalformed(BitWriter config) {
    assertThatThrownBy(() -> parse(config)).isInstanceOf(MalformedException.class);
  }

  private static CodecParams.Aac parse(BitWriter config)
      throws MalformedException, UnsupportedException {
    return AudioSpecificConfig.parse(Bytes.concat(config.toBytes(), Bytes.of(0)));
  }
}
