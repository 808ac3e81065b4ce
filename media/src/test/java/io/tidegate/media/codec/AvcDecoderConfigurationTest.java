package io.tidegate.media.codec;

import static io.tidegate.media.testing.SyntheticStreams.AVC_PPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvcDecoderConfigurationTest {
  private static final String HIGH =
      "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000468ef8fcb";
  private static final String TAIL = "fdf8f800";

  @Test
  void writesHighProfileWithTail() {
    assertThat(AvcDecoderConfiguration.write(SyntheticStreams.avc()).toHex())
        .isEqualTo(HIGH + TAIL);
  }

  @Test
  void writesMainProfileWithoutTail() {
    CodecParams.Avc params = SyntheticStreams.avc360();
    assertThat(AvcDecoderConfiguration.write(params).toHex())
        .endsWith(SyntheticStreams.AVC_PPS_360.toHex());
  }

  @Test
  void readsWithTailWithoutAndWithBrokenOne() throws Exception {
    for (String tail : List.of("", "fd", TAIL, "00000001", "fdf8f801ffff")) {
      AvcDecoderConfiguration.Parsed parsed =
          AvcDecoderConfiguration.parse(Bytes.ofHex(HIGH + tail));
      assertThat(parsed.params()).isEqualTo(SyntheticStreams.avc());
      assertThat(parsed.nalLengthSize()).isEqualTo(4);
    }
  }

  @Test
  void readsEveryLengthSize() throws Exception {
    for (int size = 1; size <= 4; size++) {
      byte[] record = Bytes.ofHex(HIGH).toByteArray();
      record[4] = (byte) (0xFC | (size - 1));
      assertThat(AvcDecoderConfiguration.parse(Bytes.wrap(record)).nalLengthSize()).isEqualTo(size);
    }
  }

  @Test
  void refusesEveryRecordThatIsCutOff() {
    Bytes whole = Bytes.ofHex(HIGH);
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> AvcDecoderConfiguration.parse(cut))
          .isInstanceOf(MalformedException.class);
    }
  }

  /// numOfSequenceParameterSets has five bits.
  @Test
  void carriesMostParameterSets() throws Exception {
    List<Bytes> sps = new ArrayList<>();
    for (int id = 0; id < 31; id++) {
      sps.add(AvcSets.sps(id, 20, 12));
    }
    CodecParams.Avc most = AvcParameterSets.parse(sps, List.of(AVC_PPS));
    assertThat(AvcDecoderConfiguration.parse(AvcDecoderConfiguration.write(most)).params())
        .isEqualTo(most);
  }

  @Test
  void onlyRefusesWhatIsDamaged() {
    SeededFuzz.run(
        51,
        5_000,
        random -> configureOrRefuse(SeededFuzz.mutate(Bytes.ofHex(HIGH + TAIL), random)));
  }

  @Test
  void survivesWhatCrashedOthers() {
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().contains("h264")) {
        Corpus.fuzzInputs(file).forEach(AvcDecoderConfigurationTest::configureOrRefuse);
      }
    }
  }

  private static void configureOrRefuse(Bytes avcC) {
    try {
      new AvcAssembler().configure(AvcDecoderConfiguration.parse(avcC).params());
    } catch (MalformedException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }
}
