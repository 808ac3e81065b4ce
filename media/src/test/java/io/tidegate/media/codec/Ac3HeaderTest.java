package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ETSI TS 102 366 (ATSC A/52) §4.3 and §E.1.2, with the boxes of annex F.
class Ac3HeaderTest {
  /// Table 4.13: frmsizecod, and words of 16 bits at 32, 44.1 and 48 kHz.
  @ParameterizedTest
  @CsvSource({
    "0, 96, 69, 64",
    "1, 96, 70, 64",
    "2, 120, 87, 80",
    "3, 120, 88, 80",
    "4, 144, 104, 96",
    "5, 144, 105, 96",
    "6, 168, 121, 112",
    "7, 168, 122, 112",
    "8, 192, 139, 128",
    "9, 192, 140, 128",
    "10, 240, 174, 160",
    "11, 240, 175, 160",
    "12, 288, 208, 192",
    "13, 288, 209, 192",
    "14, 336, 243, 224",
    "15, 336, 244, 224",
    "16, 384, 278, 256",
    "17, 384, 279, 256",
    "18, 480, 348, 320",
    "19, 480, 349, 320",
    "20, 576, 417, 384",
    "21, 576, 418, 384",
    "22, 672, 487, 448",
    "23, 672, 488, 448",
    "24, 768, 557, 512",
    "25, 768, 558, 512",
    "26, 960, 696, 640",
    "27, 960, 697, 640",
    "28, 1152, 835, 768",
    "29, 1152, 836, 768",
    "30, 1344, 975, 896",
    "31, 1344, 976, 896",
    "32, 1536, 1114, 1024",
    "33, 1536, 1115, 1024",
    "34, 1728, 1253, 1152",
    "35, 1728, 1254, 1152",
    "36, 1920, 1393, 1280",
    "37, 1920, 1394, 1280"
  })
  void readsEveryFrameSize(int code, int at32, int at44, int at48) throws Exception {
    assertFrame(0, code, 48_000, at48);
    assertFrame(1, code, 44_100, at44);
    assertFrame(2, code, 32_000, at32);
  }

  private static void assertFrame(int rateCode, int sizeCode, int rate, int words)
      throws Exception {
    Ac3Header header = Ac3Header.parse(plain(rateCode, sizeCode, 8, 2, 0), 0);
    assertThat(header.frameLength()).isEqualTo(2 * words);
    assertThat(header.params().sampleRate()).isEqualTo(rate);
    assertThat(header.params().samplesPerFrame()).isEqualTo(1536);
    // bit_rate_code of dac3 is frmsizecod without its lowest bit
    assertThat(header.params().config().u16(1) >> 5 & 31).isEqualTo(sizeCode / 2);
  }

  /// Table 4.3; each mode has other fields before lfeon.
  @ParameterizedTest
  @CsvSource({"0, 2", "1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "6, 4", "7, 5"})
  void readsEveryAudioCodingMode(int acmod, int channels) throws Exception {
    for (int lfe = 0; lfe < 2; lfe++) {
      CodecParams.Ac3 plain = Ac3Header.parse(plain(0, 30, 8, acmod, lfe), 0).params();
      assertThat(plain.channels()).isEqualTo(channels + lfe);
      assertThat(plain.config().u8(1) >> 3 & 7).isEqualTo(acmod);
      assertThat(plain.config().u8(1) >> 2 & 1).isEqualTo(lfe);
      CodecParams.Ac3 enhanced = Ac3Header.parse(enhanced(0, 3, acmod, lfe, 768), 0).params();
      assertThat(enhanced.channels()).isEqualTo(channels + lfe);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 48000, 256",
    "0, 1, 48000, 512",
    "0, 2, 48000, 768",
    "0, 3, 48000, 1536",
    "1, 0, 44100, 256",
    "1, 3, 44100, 1536",
    "2, 3, 32000, 1536",
    "3, 0, 24000, 1536",
    "3, 1, 22050, 1536",
    "3, 2, 16000, 1536"
  })
  void readsEveryRateAndBlockCountOfEac3(int rateCode, int second, int rate, int samples)
      throws Exception {
    Ac3Header header = Ac3Header.parse(enhanced(rateCode, second, 2, 0, 400), 0);
    assertThat(header.params().sampleRate()).isEqualTo(rate);
    assertThat(header.params().samplesPerFrame()).isEqualTo(samples);
    assertThat(header.frameLength()).isEqualTo(400);
    int kilobits = 400 * 8 * (rate / 50) / samples * 50 / 1000;
    assertThat(header.params().config().u16(0) >> 3).isCloseTo(kilobits, within(2));
    assertThat(header.params().config().u8(2) >> 6).isEqualTo(rateCode);
  }

  @ParameterizedTest
  @CsvSource({"2", "4096"})
  void readsTheBoundsOfFrameSize(int length) throws Exception {
    assertThat(Ac3Header.parse(enhanced(0, 3, 2, 0, length), 0).frameLength()).isEqualTo(length);
  }

  /// 448 kbit/s of 5.1, as in DVD and broadcasts.
  @Test
  void writesDac3AsOthersDo() throws Exception {
    Bytes box = Ac3Header.parse(plain(0, 30, 8, 7, 1), 0).params().config();
    assertThat(box).isEqualTo(Bytes.ofHex("103de0"));
  }

  @ParameterizedTest
  @CsvSource({
    "0b770000d0404000, BAD_VALUE", // fscod 3
    "0b77000026404000, BAD_VALUE", // frmsizecod 38
    "0b77000000484000, UNSUPPORTED", // bsid 9
    "0b77000000504000, UNSUPPORTED", // bsid 10
    "0b77000000884000, BAD_VALUE", // bsid 17
    "0b7700fff0800000, BAD_VALUE", // fscod2 3
    "0b77c0ff30800000, BAD_VALUE", // strmtyp 3
    "0b78000000404000, LOST_SYNC",
    "0b770000004040, TRUNCATED",
  })
  void refusesReservedValues(String header, Reason reason) {
    assertThatThrownBy(() -> Ac3Header.parse(Bytes.ofHex(header), 0))
        .isInstanceOfSatisfying(
            MalformedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static Bytes plain(int rateCode, int sizeCode, int bsid, int acmod, int lfe) {
    BitWriter out = new BitWriter().bits(0x0B77, 16).bits(0, 16).bits(rateCode, 2);
    out.bits(sizeCode, 6).bits(bsid, 5).bits(0, 3).bits(acmod, 3);
    if ((acmod & 1) != 0 && acmod != 1) {
      out.bits(3, 2); // cmixlev
    }
    if ((acmod & 4) != 0) {
      out.bits(3, 2); // surmixlev
    }
    if (acmod == 2) {
      out.bits(3, 2); // dsurmod
    }
    return out.bits(lfe, 1).toBytes(8);
  }

  /// @param second numblkscod, or fscod2 where the rate is half
  private static Bytes enhanced(int rateCode, int second, int acmod, int lfe, int length) {
    BitWriter out = new BitWriter().bits(0x0B77, 16).bits(0, 5).bits(length / 2 - 1, 11);
    return out.bits(rateCode, 2).bits(second, 2).bits(acmod, 3).bits(lfe, 1).bits(16, 5).toBytes(8);
  }
}
