package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.rtsp.rtp.OutputSamples.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever packets come, nothing is thrown and the event contract holds.
class ReceptionFuzzTest {
  static List<Sample> samples() {
    return OutputSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void mutatedLostAndSwappedPackets(Sample sample) {
    RtpTransmission out = RoundTripTest.transmission(sample, 600);
    String description = out.describe().write();
    List<Bytes> packets = new ArrayList<>();
    sample.frames().forEach(frame -> packets.addAll(out.frame(frame, 0).packets()));
    SeededFuzz.run(
        1,
        150,
        random -> {
          Reception in =
              random.nextBoolean()
                  ? Reception.overTcp(description)
                  : Reception.overUdp(description);
          long now = 0;
          for (int i = 0; i < packets.size(); i++) {
            Bytes packet = packets.get(random.nextInt(4) == 0 ? random.nextInt(packets.size()) : i);
            boolean broken = random.nextInt(4) == 0;
            in.reception.rtp(0, broken ? SeededFuzz.mutate(packet, random) : packet, now);
            now += random.nextInt(50_000_000);
            in.reception.poll(now);
          }
          in.reception.end();
          assertThat(in.frames().size()).isLessThan(10_000);
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void mutatedPayloadsBehindGoodHeaders(Sample sample) {
    RtpTransmission out = RoundTripTest.transmission(sample, 600);
    String description = out.describe().write();
    List<RtpPacket> packets = new ArrayList<>();
    for (Frame frame : sample.frames()) {
      for (Bytes packet : out.frame(frame, 0).packets()) {
        packets.add(parsed(packet));
      }
    }
    SeededFuzz.run(
        1_000,
        150,
        random -> {
          Reception in = Reception.overTcp(description);
          for (RtpPacket packet : packets) {
            in.rtp(random.nextInt(3) == 0 ? mutated(packet, random) : packet, 0);
          }
          in.reception.end();
          assertThat(in.view().refused()).isNull();
        });
  }

  /// Lists of payloads that crashed or hung another implementation, by the folder they came from.
  @Test
  void payloadsThatBrokeOthers() {
    for (Path file : Corpus.files("fuzz")) {
      String name = file.getFileName().toString();
      if (name.contains("gortsplib--format")) {
        for (Sample sample : OutputSamples.all()) {
          feed(sample, Corpus.fuzzInputs(file));
        }
      }
    }
  }

  private static void feed(Sample sample, List<Bytes> inputs) {
    RtpTransmission out = RoundTripTest.transmission(sample, 600);
    Reception in = Reception.overTcp(out.describe().write());
    int type = out.describe().media().getFirst().payloadTypes().getFirst();
    int sequence = 0;
    for (Bytes input : inputs) {
      for (int marker = 0; marker < 2; marker++) {
        long timestamp = 3_000L * (sequence / 3);
        in.rtp(new RtpPacket(marker == 1, type, sequence++, timestamp, 1, input), 0);
      }
      in.reception.rtp(0, input, 0);
      in.reception.rtcp(0, input, 0);
    }
    in.reception.end();
  }

  private static RtpPacket mutated(RtpPacket packet, Random random) {
    return new RtpPacket(
        random.nextInt(8) == 0 ? !packet.marker() : packet.marker(),
        packet.payloadType(),
        packet.sequenceNumber(),
        packet.timestamp(),
        packet.ssrc(),
        SeededFuzz.mutate(packet.payload(), random));
  }

  private static RtpPacket parsed(Bytes packet) {
    try {
      return RtpPacket.parse(packet);
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
