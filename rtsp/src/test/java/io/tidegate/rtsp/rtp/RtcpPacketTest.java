package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpPacketTest {
  private static final ReportBlock BLOCK =
      new ReportBlock(0xFFFF_FFFFL, 255, -1, 0x1_FFFFL, 17, 0xABCD_EF01L, 65_536);

  private static final List<RtcpPacket> ALL =
      List.of(
          new RtcpPacket.SenderReport(
              1, new NtpTime(0xE000_0000_8000_0000L), 2, 3, 4, List.of(BLOCK)),
          new RtcpPacket.ReceiverReport(5, List.of(BLOCK, BLOCK)),
          new RtcpPacket.Sdes(5, "tidegate"),
          new RtcpPacket.GenericNack(5, 1, List.of(65_535, 0, 15, 16)),
          new RtcpPacket.PictureLoss(5, 1),
          new RtcpPacket.FullIntraRequest(5, 1, 255),
          new RtcpPacket.Bye(List.of(5L, 6L)));

  private final ReasonCounters counters = new ReasonCounters();

  @Test
  void readsWhatItWrites() {
    assertThat(RtcpPacket.parse(RtcpPacket.write(ALL), counters)).isEqualTo(ALL);
    assertThat(counters.total()).isZero();
  }

  @Test
  void nackMasksWrapAndReachSixteen() {
    Bytes compound =
        RtcpPacket.write(List.of(new RtcpPacket.GenericNack(1, 2, List.of(65_530, 10, 11))));

    // 10 is 16 behind 65530, 11 is 17 behind it and begins a pair of its own
    assertThat(compound).isEqualTo(Bytes.ofHex("81cd0004 00000001 00000002 fffa8000 000b0000"));
  }

  @Test
  void skipsTypesItDoesNotKnow() {
    Bytes compound =
        Bytes.concat(
            Bytes.ofHex("80cc0001 00000000"),
            RtcpPacket.write(List.of(new RtcpPacket.Bye(List.of(9L)))));

    assertThat(RtcpPacket.parse(compound, counters))
        .containsExactly(new RtcpPacket.Unknown(204), new RtcpPacket.Bye(List.of(9L)));
  }

  @Test
  void countsWhatIsNotWhole() {
    assertThat(RtcpPacket.parse(Bytes.ofHex("80c9"), counters)).isEmpty();
    assertThat(counters.get(Reason.TRUNCATED)).isEqualTo(1);
    assertThat(RtcpPacket.parse(Bytes.ofHex("80c90002 00000000"), counters)).isEmpty();
    assertThat(counters.get(Reason.BAD_LENGTH)).isEqualTo(1);
    assertThat(RtcpPacket.parse(Bytes.ofHex("81c90001 00000000"), counters)).isEmpty();
    assertThat(counters.get(Reason.TRUNCATED)).isEqualTo(2);
    assertThat(RtcpPacket.parse(Bytes.ofHex("00c90001 00000000"), counters)).isEmpty();
    assertThat(counters.get(Reason.BAD_VALUE)).isEqualTo(1);
  }

  @Test
  void wallClockTimesSurviveTheRoundTripAndTheEraOf2036() {
    for (String text : List.of("2026-03-01T12:00:00.123456789Z", "2036-02-07T06:28:16Z")) {
      Instant instant = Instant.parse(text);
      assertThat(NtpTime.of(instant).instant()).isEqualTo(instant);
    }
    assertThat(NtpTime.of(Instant.parse("2036-02-07T06:28:16Z")).bits()).isZero();
    assertThat(new NtpTime(0x8000_0000_0000_0000L).instant())
        .isEqualTo(Instant.parse("1968-01-20T03:14:08Z"));
  }

  @Test
  void anyBytesAreReadOrCounted() {
    Bytes good = RtcpPacket.write(ALL);
    SeededFuzz.run(1, 3_000, random -> RtcpPacket.parse(SeededFuzz.mutate(good, random), counters));
    SeededFuzz.run(
        1,
        1_000,
        random -> RtcpPacket.parse(SeededFuzz.bytes(random, random.nextInt(200)), counters));
    assertThat(counters.total()).isPositive();
  }

  @Test
  void inputsThatBrokeOthers() {
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().contains("gortsplib--format")) {
        Corpus.fuzzInputs(file).forEach(input -> RtcpPacket.parse(input, counters));
      }
    }
  }
}
