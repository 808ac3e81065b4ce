package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.SeededFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
  private static final RtpPacket PACKET =
      new RtpPacket(true, 96, 0xFFFF, 0xFFFF_FFFFL, 0x8000_0001L, Bytes.of(1, 2, 3));

  @Test
  void readsWhatItWrites() throws MalformedException {
    assertThat(RtpPacket.parse(PACKET.write())).isEqualTo(PACKET);
    assertThat(PACKET.write()).isEqualTo(Bytes.ofHex("80e0ffffffffffff80000001010203"));
  }

  @Test
  void readsOverSourcesExtensionAndPadding() throws MalformedException {
    // two contributing sources, an extension of one word (ONVIF's has three), two bytes of padding
    Bytes packet =
        Bytes.ofHex("b2600001 00000002 00000003 11111111 22222222 abac0001 99999999 0708 0002");

    assertThat(RtpPacket.parse(packet))
        .isEqualTo(new RtpPacket(false, 96, 1, 2, 3, Bytes.of(7, 8)));
  }

  @Test
  void refusesWhatIsNotWhole() {
    for (String bad :
        List.of(
            "",
            "80600001000000020000000", // eleven bytes and a half: cut below
            "40600001 00000002 00000003",
            "81600001 00000002 00000003 000000",
            "90600001 00000002 00000003 abac",
            "90600001 00000002 00000003 abac0002 00000000",
            "a0600001 00000002 00000003 05")) {
      String even = bad.replace(" ", "");
      Bytes packet = Bytes.ofHex(even.substring(0, even.length() & ~1));
      assertThatThrownBy(() -> RtpPacket.parse(packet))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void anEmptyPayloadIsAPayload() throws MalformedException {
    assertThat(RtpPacket.parse(Bytes.ofHex("806000010000000200000003")).payload().isEmpty())
        .isTrue();
  }

  @Test
  void anyBytesAreAPacketOrRefused() {
    SeededFuzz.run(
        1,
        2_000,
        random -> {
          try {
            RtpPacket packet = RtpPacket.parse(SeededFuzz.mutate(PACKET.write(), random));
            assertThat(RtpPacket.parse(packet.write())).isEqualTo(packet);
          } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotNull();
          }
        });
  }
}
