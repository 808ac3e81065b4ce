package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.testing.SeededFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class MjpegReceptionTest {
  private static final String MAP = "m=video 0 RTP/AVP 96\na=rtpmap:96 JPEG/90000\n";
  private static final String TABLES = "00 00 0080" + "01".repeat(128);

  private final Reception in = Reception.overTcp(MAP);

  @Test
  void fragmentsBecomeAnImageWithHeaders() {
    in.rtp(1, 0, false, "00 000000 01 32 28 16 aabbcc");
    in.rtp(2, 0, true, "00 000003 01 32 28 16 dd");

    Bytes image = in.frames().get(0).payload();
    assertThat(image.u16(0)).isEqualTo(0xFFD8);
    assertThat(image.slice(image.length() - 6)).isEqualTo(Bytes.ofHex("aabbccddffd9"));
    CodecParams.Video params =
        (CodecParams.Video)
            ((TracksChanged) in.events.get(0)).tracks().video().orElseThrow().params();
    assertThat(params.format().width()).isEqualTo(320);
    assertThat(params.format().height()).isEqualTo(176);
    assertThat(in.frames().get(0).keyFrame()).isTrue();
  }

  @Test
  void qualityFiftyHasTheTablesOfTheStandardInZigzagOrder() {
    Bytes tables = JpegTables.quantization(50);

    assertThat(tables.slice(0, 10)).isEqualTo(Bytes.of(16, 11, 12, 14, 12, 10, 16, 14, 13, 14));
    assertThat(tables.slice(62, 6)).isEqualTo(Bytes.of(103, 99, 17, 18, 18, 24));
    assertThat(JpegTables.quantization(1).u8(0)).isEqualTo(255);
    assertThat(JpegTables.quantization(99).u8(0)).isEqualTo(1);
    assertThat(JpegTables.huffman().length()).isEqualTo(2 * (17 + 12) + 2 * (17 + 162));
  }

  @Test
  void tablesInThePacketAreUsedAndKept() {
    in.rtp(1, 0, true, "00 000000 00 80 28 16" + TABLES + "aa");
    in.rtp(2, 3_000, true, "00 000000 00 80 28 16 00 00 0000 bb");
    in.rtp(3, 6_000, true, "00 000000 00 ff 28 16 00 00 0000 bb");

    assertThat(in.frames()).hasSize(2);
    assertThat(in.frames().get(1).payload().slice(7, 3)).isEqualTo(Bytes.of(1, 1, 1));
    assertThat(in.view().reasons()).containsEntry(Reason.MISSING_REFERENCE, 1L);
  }

  @Test
  void restartMarkersAreToldInTheHead() {
    in.rtp(1, 0, true, "00 000000 41 32 28 16 0004 ffff aa");

    assertThat(in.frames().get(0).payload().toHex()).contains("ffdd00040004");
  }

  @Test
  void anImageThatLostAPartIsNotHandedOn() {
    in.rtp(1, 0, false, "00 000000 01 32 28 16 aabb");
    in.rtp(3, 0, true, "00 000004 01 32 28 16 dd");
    in.rtp(4, 3_000, false, "00 000000 01 32 28 16 aabb");
    in.rtp(5, 3_000, true, "00 000003 01 32 28 16 dd");
    in.rtp(6, 6_000, true, "00 000000 01 32 28 16 aabb");

    assertThat(in.frames()).hasSize(1);
    assertThat(in.view().damaged()).isEqualTo(2);
  }

  @Test
  void typesAndSizesThatCannotBeAreCounted() {
    in.rtp(1, 0, true, "00 000000 02 32 28 16 aa");
    in.rtp(2, 1, true, "00 000000 01 32 00 16 aa");
    in.rtp(3, 2, true, "00 000000 01 00 28 16 aa");
    in.rtp(4, 3, true, "00 000000 01");

    assertThat(in.frames()).isEmpty();
    assertThat(in.view().damaged()).isEqualTo(4);
  }

  @Test
  void anyBytesAreAnImageOrCounted() {
    List<Bytes> good =
        List.of(
            Bytes.ofHex(("00 000000 41 80 28 16 0004 ffff" + TABLES + "aabb").replace(" ", "")),
            Bytes.ofHex("000000020132281600aa"));
    SeededFuzz.run(
        1,
        2_000,
        random -> {
          Reception fuzzed = Reception.overTcp(MAP);
          for (int i = 0; i < 6; i++) {
            Bytes payload = SeededFuzz.mutate(good.get(i % 2), random);
            fuzzed.rtp(new RtpPacket(i % 2 == 1, 96, i, i / 2 * 3_000L, 1, payload), 0);
          }
          fuzzed.reception.end();
        });
  }
}
