package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpegVideoSequenceTest {
  /// 64x48 at 25 Hz, 16:9, Main profile, interlaced. Made by FFmpeg's mpeg2video.
  private static final Bytes FFMPEG = Bytes.ofHex("000001b304003033ffffe018000001b5148200010000");

  /// The same of FFmpeg's mpeg1video.
  private static final Bytes FFMPEG_MPEG1 = Bytes.ofHex("000001b304003043ffffe018");

  @Test
  void readsWhatFfmpegWrites() throws Exception {
    CodecParams.MpegVideo params = MpegVideoSequence.parse(FFMPEG);
    assertThat(params.codec()).isEqualTo(Codec.MPEG2);
    assertThat(params.format().width()).isEqualTo(64);
    assertThat(params.format().height()).isEqualTo(48);
    assertThat(params.format().frameRate()).isEqualTo(new FrameRate(25, 1));
    assertThat(params.format().sarWidth()).isEqualTo(4);
    assertThat(params.format().sarHeight()).isEqualTo(3);
    assertThat(params.format().reorderDepth()).isEqualTo(1);
    assertThat(params.progressive()).isFalse();
    assertThat(params.chromaFormat()).isEqualTo(1);
    assertThat(params.rfc6381()).isEqualTo("mp4v.61");
    assertThat(params.headers()).isEqualTo(FFMPEG);
  }

  @Test
  void aHeaderWithoutExtensionIsMpeg1() throws Exception {
    CodecParams.MpegVideo params = MpegVideoSequence.parse(FFMPEG_MPEG1);
    assertThat(params.codec()).isEqualTo(Codec.MPEG1);
    assertThat(params.progressive()).isTrue();
    assertThat(params.rfc6381()).isEqualTo("mp4v.6A");
    assertThat(params.format().width()).isEqualTo(64);
    // pel_aspect_ratio 4: 0.7615
    assertThat(params.format().sarWidth() / (double) params.format().sarHeight())
        .isEqualTo(1 / 0.7615);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, 1",
    "1, 0, 0, 24000, 1001",
    "2, 0, 0, 24, 1",
    "3, 0, 0, 25, 1",
    "4, 0, 0, 30000, 1001",
    "5, 0, 0, 30, 1",
    "6, 0, 0, 50, 1",
    "7, 0, 0, 60000, 1001",
    "8, 0, 0, 60, 1",
    "9, 0, 0, 0, 1",
    "15, 0, 0, 0, 1",
    "3, 1, 0, 50, 1",
    "5, 0, 1, 15, 1",
    "8, 3, 0, 240, 1",
    "3, 0, 31, 25, 32"
  })
  void frameRate(int code, int extensionN, int extensionD, long numerator, long denominator)
      throws Exception {
    Bytes headers = new Headers().rate(code, extensionN, extensionD).bytes();
    assertThat(MpegVideoSequence.parse(headers).format().frameRate())
        .isEqualTo(new FrameRate(numerator, denominator));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4095, 4095", "4096, 4096", "16383, 16383", "1920, 1080"})
  void sidesHaveFourteenBits(int width, int height) throws Exception {
    CodecParams.MpegVideo params =
        MpegVideoSequence.parse(new Headers().size(width, height).bytes());
    assertThat(params.format().width()).isEqualTo(width);
    assertThat(params.format().height()).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource({"0, 576", "720, 0"})
  void refusesAPictureWithoutSamples(int width, int height) {
    assertThatThrownBy(() -> MpegVideoSequence.parse(new Headers().size(width, height).bytes()))
        .isInstanceOf(MalformedException.class);
  }

  /// aspect_ratio_information, the display rectangle (0 for none), the shape of a sample.
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, 1",
    "2, 0, 0, 16, 15",
    "3, 0, 0, 64, 45",
    "4, 0, 0, 221, 125",
    "0, 0, 0, 1, 1",
    "5, 0, 0, 1, 1",
    "15, 0, 0, 1, 1",
    "2, 540, 576, 64, 45", // the middle of a wide picture for narrow screens
    "3, 720, 576, 64, 45",
    "2, 300, 576, 16, 15", // makes no usual shape
    "3, 16383, 1, 64, 45"
  })
  void shapeOfSamples(int aspect, int displayWidth, int displayHeight, int width, int height)
      throws Exception {
    Headers headers = new Headers().aspect(aspect).display(displayWidth, displayHeight);
    CodecParams.MpegVideo params = MpegVideoSequence.parse(headers.bytes());
    assertThat(params.format().sarWidth()).isEqualTo(width);
    assertThat(params.format().sarHeight()).isEqualTo(height);
  }

  /// profile_and_level_indication to objectTypeIndication.
  @ParameterizedTest
  @CsvSource({
    "0x58, mp4v.60",
    "0x48, mp4v.61",
    "0x44, mp4v.61",
    "0x3A, mp4v.62",
    "0x26, mp4v.63",
    "0x14, mp4v.64",
    "0x85, mp4v.65",
    "0x82, mp4v.65",
    "0x00, mp4v.61"
  })
  void profile(String profileAndLevel, String name) throws Exception {
    Bytes headers = new Headers().profile(Integer.decode(profileAndLevel)).bytes();
    assertThat(MpegVideoSequence.parse(headers).rfc6381()).isEqualTo(name);
  }

  @Test
  void lowDelayHasNoReordering() throws Exception {
    assertThat(MpegVideoSequence.parse(new Headers().lowDelay().bytes()).format().reorderDepth())
        .isZero();
  }

  @Test
  void readsBehindBothMatrices() throws Exception {
    CodecParams.MpegVideo params =
        MpegVideoSequence.parse(new Headers().matrices().size(4096, 2304).bytes());
    assertThat(params.format().width()).isEqualTo(4096);
  }

  @Test
  void refusesAHeaderThatIsCut() throws Exception {
    Bytes whole = new Headers().matrices().bytes();
    int header = 4 + 8 + 128; // the second start code begins behind it
    for (int length = 0; length < header; length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> MpegVideoSequence.parse(cut)).isInstanceOf(MalformedException.class);
    }
    for (int length = header + 5; length < header + 10; length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> MpegVideoSequence.parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThat(MpegVideoSequence.parse(whole.slice(0, header)).version()).isEqualTo(1);
    assertThat(MpegVideoSequence.parse(whole).version()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1024, true", "1025, false"})
  void limitsWhatStandsBehindTheHeader(int length, boolean read) throws Exception {
    byte[] bytes = new byte[length];
    System.arraycopy(FFMPEG.toByteArray(), 0, bytes, 0, FFMPEG.length());
    if (read) {
      assertThat(MpegVideoSequence.parse(Bytes.wrap(bytes)).format().width()).isEqualTo(64);
    } else {
      assertThatThrownBy(() -> MpegVideoSequence.parse(Bytes.wrap(bytes)))
          .isInstanceOfSatisfying(
              MalformedException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.LIMIT));
    }
  }

  /// Writes a sequence header, sequence extension and, where asked, display extension.
  private static final class Headers {
    private int width = 720;
    private int height = 576;
    private int aspect = 2;
    private int rate = 3;
    private int extensionN;
    private int extensionD;
    private int profile = 0x48;
    private boolean lowDelay;
    private boolean matrices;
    private int displayWidth;
    private int displayHeight;

    Headers size(int newWidth, int newHeight) {
      width = newWidth;
      height = newHeight;
      return this;
    }

    Headers aspect(int information) {
      aspect = information;
      return this;
    }

    Headers rate(int code, int n, int d) {
      rate = code;
      extensionN = n;
      extensionD = d;
      return this;
    }

    Headers profile(int profileAndLevel) {
      profile = profileAndLevel;
      return this;
    }

    Headers lowDelay() {
      lowDelay = true;
      return this;
    }

    Headers matrices() {
      matrices = true;
      return this;
    }

    Headers display(int newWidth, int newHeight) {
      displayWidth = newWidth;
      displayHeight = newHeight;
      return this;
    }

    Bytes bytes() {
      BitWriter out = new BitWriter();
      out.bits(0x1B3, 32).bits(width & 0xFFF, 12).bits(height & 0xFFF, 12);
      out.bits(aspect, 4).bits(rate, 4).bits(0x3FFFF, 18).flag(true).bits(112, 10).flag(false);
      for (int matrix = 0; matrix < 2; matrix++) {
        out.flag(matrices);
        for (int i = 0; matrices && i < 64; i++) {
          out.bits(16, 8);
        }
      }
      out.bits(0x1B5, 32).bits(1, 4).bits(profile, 8).flag(false).bits(1, 2);
      out.bits(width >> 12, 2).bits(height >> 12, 2).bits(0, 12).flag(true).bits(0, 8);
      out.flag(lowDelay).bits(extensionN, 2).bits(extensionD, 5);
      if (displayWidth > 0) {
        out.bits(0x1B5, 32).bits(2, 4).bits(1, 3).flag(true).bits(0x010101, 24);
        out.bits(displayWidth, 14).flag(true).bits(displayHeight, 14).align();
      }
      return out.toBytes();
    }
  }
}
