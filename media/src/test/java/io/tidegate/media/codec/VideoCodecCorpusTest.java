package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.testing.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Elementary streams of other encoders, with the facts that other readers find in them.
class VideoCodecCorpusTest {
  @Test
  void h264StreamIs768By320Of308Pictures() {
    AvcAssembler assembler = new AvcAssembler();
    // one slice a picture; what is no slice begins the next unit
    List<AccessUnitAssembler.Result.Unit> units =
        units(assembler, file("es/avatar.h264"), nal -> H264NalType.isVcl(H264NalType.of(nal)));
    assertThat(units).hasSize(308);
    assertFacts(units, "avc1.64");
    assertThat(assembler.counters().total()).isZero();
  }

  @Test
  void h265StreamIs768By320Of308Pictures() {
    HevcAssembler assembler = new HevcAssembler();
    List<AccessUnitAssembler.Result.Unit> units =
        units(assembler, file("es/avatar.h265"), nal -> H265NalType.isVcl(H265NalType.of(nal)));
    assertThat(units).hasSize(308);
    assertFacts(units, "hvc1.1.6.L");
    assertThat(assembler.counters().total()).isZero();
  }

  @Test
  void malformedSeiIsCarriedAndTheConfigurationRead() throws Exception {
    Bytes init = file("mp4/malformed-sei-init.mp4");
    int type = init.text(StandardCharsets.ISO_8859_1).indexOf("avcC");
    Bytes avcC = init.slice(type + 4, (int) init.u32(type - 4) - 8);
    AvcDecoderConfiguration.Parsed parsed = AvcDecoderConfiguration.parse(avcC);
    AvcAssembler assembler = new AvcAssembler();
    assembler.configure(parsed.params());
    Bytes media = file("mp4/malformed-sei.m4s");
    Bytes mdat = media.slice(media.text(StandardCharsets.ISO_8859_1).indexOf("mdat") + 4);
    // the samples lie one after the other: lengths lead through all NAL units up to the audio
    int pictures = 0;
    for (int at = 0; at + 4 < mdat.length(); ) {
      long length = mdat.u32(at);
      if (length < 1 || length > mdat.length() - at - 4) {
        break;
      }
      Bytes nal = mdat.slice(at + 4, (int) length);
      if (assembler.accept(List.of(nal)) instanceof AccessUnitAssembler.Result.Unit) {
        pictures++;
      }
      at += 4 + (int) length;
    }
    assertThat(pictures).isPositive();
    assertThat(assembler.counters().total()).isZero();
  }

  private interface IsPicture {
    boolean test(Bytes nal);
  }

  private static List<AccessUnitAssembler.Result.Unit> units(
      AccessUnitAssembler assembler, Bytes stream, IsPicture isPicture) {
    List<AccessUnitAssembler.Result.Unit> units = new ArrayList<>();
    List<Bytes> unit = new ArrayList<>();
    for (Bytes nal : nals(stream)) {
      unit.add(nal);
      if (isPicture.test(nal)) {
        if (assembler.accept(unit) instanceof AccessUnitAssembler.Result.Unit whole) {
          units.add(whole);
        }
        unit.clear();
      }
    }
    return units;
  }

  /// [AnnexB] takes one access unit at a time, so the file is cut before.
  private static List<Bytes> nals(Bytes stream) {
    List<Bytes> nals = new ArrayList<>();
    int from = 0;
    for (int at = 1; at + 4 <= stream.length(); at++) {
      if (stream.u24(at) == 1) {
        nals.addAll(AnnexB.split(stream.slice(from, at - from)));
        from = at;
      }
    }
    nals.addAll(AnnexB.split(stream.slice(from)));
    return nals;
  }

  private static void assertFacts(List<AccessUnitAssembler.Result.Unit> units, String codecs) {
    assertThat(units.getFirst().keyFrame()).isTrue();
    CodecParams.Video params = Objects.requireNonNull(units.getFirst().changed());
    assertThat(params.format().width()).isEqualTo(768);
    assertThat(params.format().height()).isEqualTo(320);
    assertThat(params.rfc6381()).startsWith(codecs);
    assertThat(units.stream().skip(1).map(AccessUnitAssembler.Result.Unit::changed))
        .allMatch(changed -> changed == null);
    assertThat(units.stream().map(unit -> unit.payload().length()).max(Comparator.naturalOrder()))
        .hasValueSatisfying(largest -> assertThat(largest).isGreaterThan(1_000));
  }

  private static Bytes file(String name) {
    var file = Corpus.file(name);
    assumeTrue(file.isPresent(), "no corpus");
    return Corpus.read(file.get());
  }
}
