package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.testing.SeededFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatmReceptionTest {
  private static final String MAP = "m=audio 0 RTP/AVP 96\na=rtpmap:96 MP4A-LATM/48000/2\n";

  /// AAC-LC, 48 kHz, stereo: as GStreamer's rtpmp4apay writes it.
  private static final String TOLD = MAP + "a=fmtp:96 cpresent=0;config=400023203fc0\n";

  private final Reception in = Reception.overTcp(TOLD);

  @Test
  void theConfigIsRead() {
    in.rtp(1, 0, true, "02 aabb");

    CodecParams.Aac params = params(in);
    assertThat(params.config()).isEqualTo(Bytes.of(0x11, 0x90));
    assertThat(params.sampleRate()).isEqualTo(48_000);
    assertThat(params.channels()).isEqualTo(2);
    assertThat(in.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
  }

  /// Of voaacenc and of FFmpeg's encoder: it ends where its AudioSpecificConfig does.
  @Test
  void theConfigOfRtpmp4apayIsRead() {
    for (String config : List.of("40002320", "40002320adca00")) {
      Reception sink = Reception.overTcp(TOLD.replace("400023203fc0", config));
      sink.rtp(1, 0, true, "02 aabb");

      assertThat(params(sink).sampleRate()).isEqualTo(48_000);
      assertThat(params(sink).channels()).isEqualTo(2);
      assertThat(sink.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
    }
  }

  @Test
  void aConfigInBandShiftsTheFrameByBits() {
    Reception inBand = Reception.overTcp(MAP);
    // useSameStreamMux 0, then the config of above in 46 bits less two, then length 2 and the frame
    inBand.rtp(
        1,
        0,
        true,
        bits(
            "0"
                + "0100000000000000001000110010000000"
                + "11111111"
                + "00"
                + "00000010"
                + "10101010"
                + "10111011"));
    inBand.rtp(2, 1_024, true, bits("1" + "00000001" + "11001100"));

    assertThat(params(inBand).config()).isEqualTo(Bytes.of(0x11, 0x90));
    assertThat(inBand.frames()).hasSize(2);
    assertThat(inBand.frames().get(0).payload()).isEqualTo(Bytes.of(0xAA, 0xBB));
    assertThat(inBand.frames().get(1).payload()).isEqualTo(Bytes.of(0xCC));
  }

  @Test
  void anElementOverSeveralPacketsIsJoined() {
    in.rtp(1, 0, false, "ff01" + "11".repeat(100));
    in.rtp(2, 0, true, "11".repeat(156));

    assertThat(in.frames().get(0).payload().length()).isEqualTo(256);
  }

  @Test
  void whatLostAPartIsNotHandedOn() {
    in.rtp(1, 0, false, "04 0102");
    in.rtp(3, 1_024, true, "02 aabb"); // it may be the end of another
    in.rtp(4, 2_048, true, "02 ccdd");

    assertThat(in.frames()).hasSize(1);
    assertThat(in.frames().get(0).payload()).isEqualTo(Bytes.of(0xCC, 0xDD));
    assertThat(in.view().reasons()).containsEntry(Reason.GAP, 2L);
  }

  @Test
  void aFrameLongerThanItsElementIsCounted() {
    in.rtp(1, 0, true, "03 aabb");
    in.rtp(2, 1_024, true, "");

    assertThat(in.frames()).isEmpty();
    assertThat(in.view().damaged()).isEqualTo(2);
  }

  @Test
  void anElementOverTheLimitIsDropped() {
    Bytes part = Bytes.wrap(new byte[60_000]);
    int sequence = 0;
    for (int sent = 0; sent <= LatmDepacketizer.MAX_ELEMENT_BYTES; sent += part.length()) {
      in.rtp(new RtpPacket(false, 96, sequence++, 0, 1, part), 0);
    }
    in.rtp(sequence++, 0, true, "00");
    in.rtp(sequence, 1_024, true, "02 ccdd");

    assertThat(in.frames()).hasSize(1);
    assertThat(in.view().reasons()).containsEntry(Reason.LIMIT, 1L);
  }

  @Test
  void refusalsNameTheReason() {
    assertThat(RtpReception.refusal(Reception.media(MAP + "a=fmtp:96 cpresent=0\n").get(0)))
        .contains("LATM without config");
    assertThat(
            RtpReception.refusal(
                Reception.media(MAP + "a=fmtp:96 cpresent=0;config=c00023203fc0\n").get(0)))
        .contains("LATM of version 1, or of several programs, is not carried");
  }

  @Test
  void anyBytesAreFramesOrCounted() {
    SeededFuzz.run(
        1,
        2_000,
        random -> {
          Reception fuzzed = Reception.overTcp(random.nextBoolean() ? MAP : TOLD);
          for (int i = 0; i < 8; i++) {
            Bytes payload = SeededFuzz.bytes(random, random.nextInt(40));
            fuzzed.rtp(new RtpPacket(random.nextBoolean(), 96, i, i / 2 * 1_024L, 1, payload), 0);
          }
          fuzzed.reception.end();
        });
  }

  private static CodecParams.Aac params(Reception in) {
    TracksChanged tracks = (TracksChanged) in.events.get(0);
    return (CodecParams.Aac) tracks.tracks().audio().orElseThrow().params();
  }

  /// Digits of the base 2 as hexadecimal bytes, filled up with zeros.
  private static String bits(String digits) {
    String padded = digits + "0".repeat((8 - digits.length() % 8) % 8);
    StringBuilder hex = new StringBuilder();
    for (int at = 0; at < padded.length(); at += 8) {
      hex.append("%02x".formatted(Integer.parseInt(padded.substring(at, at + 8), 2)));
    }
    return hex.toString();
  }
}
