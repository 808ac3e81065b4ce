package io.tidegate.udp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportInputTest {
  private final List<Bytes> out = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {188, 7 * 188, 40 * 188, 204, 7 * 204})
  void rawDatagramsGoOnAsTheyAre(int length) {
    TransportInput input = new TransportInput(RtpMode.AUTO, out::add);
    Bytes datagram = packets(length);
    input.accept(datagram, 0);
    assertEquals(List.of(datagram), out);
    assertFalse(input.isRtp());
    assertEquals("", input.foreign());
  }

  @ParameterizedTest
  @EnumSource(
      value = RtpMode.class,
      names = {"AUTO", "ON"})
  void rtpLosesItsHeader(RtpMode mode) {
    TransportInput input = new TransportInput(mode, out::add);
    Bytes payload = packets(7 * 188);
    input.accept(rtp(0x80, 33, 1, "", payload), 0);
    // one contributing source, an extension of one word, three bytes of padding
    Bytes padded = Bytes.concat(payload, Bytes.of(0, 0, 3));
    input.accept(rtp(0xB1, 33, 2, "0000000B BEDE0001 10FF0000", padded), 0);
    // of a dynamic type, with the marker
    input.accept(rtp(0x80, 0x80 | 96, 3, "", payload), 0);
    assertEquals(List.of(payload, payload, payload), out);
    assertTrue(input.isRtp());
    assertEquals(3, input.datagrams());
  }

  @Test
  void somethingElseIsNamed() {
    TransportInput input = new TransportInput(RtpMode.AUTO, out::add);
    assertEquals("", input.foreign());
    input.accept(Bytes.of('h', 'e', 'l', 'l', 'o'), 0);
    assertEquals("what comes is neither a transport stream nor RTP", input.foreign());
    input.accept(rtp(0x80, 96, 1, "", Bytes.of(0x65, 1, 2)), 0);
    assertEquals(
        "what comes is RTP of payload type 96, not a transport stream (33)", input.foreign());
    input.accept(packets(188), 0);
    assertEquals("", input.foreign());
    assertEquals(1, out.size());
  }

  @Test
  void withRtpOffNothingIsLookedAt() {
    TransportInput input = new TransportInput(RtpMode.OFF, out::add);
    Bytes datagram = rtp(0x80, 33, 1, "", packets(188));
    input.accept(datagram, 0);
    assertEquals(List.of(datagram), out);
  }

  @Test
  void withRtpOnRawDatagramsAreForeign() {
    TransportInput input = new TransportInput(RtpMode.ON, out::add);
    input.accept(packets(188), 0);
    assertEquals(List.of(), out);
    assertFalse(input.foreign().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80210001 00000000 000000", // cut
        "8F210001 00000000 00000001", // fifteen sources that are not there
        "90210001 00000000 00000001 BEDE", // cut in the extension
        "90210001 00000000 00000001 BEDE00FF", // an extension longer than the packet
        "A0210001 00000000 000000FF" // padding longer than the packet
      })
  void damagedHeadersAreDropped(String hex) {
    TransportInput input = new TransportInput(RtpMode.AUTO, out::add);
    input.accept(Bytes.ofHex(hex), 0);
    assertEquals(List.of(), out);
  }

  @Test
  void bearsAnything() {
    Bytes valid = rtp(0xB1, 33, 2, "0000000B BEDE0001 10FF0000", packets(188));
    SeededFuzz.run(
        33,
        2_000,
        random -> {
          TransportInput input = new TransportInput(RtpMode.AUTO, _ -> {});
          long now = 0;
          for (int i = 0; i < 50; i++) {
            input.accept(damaged(valid, random), now);
            now += random.nextInt(20_000_000);
            input.expire(now);
          }
        });
  }

  private static Bytes damaged(Bytes valid, Random random) {
    byte[] bytes = valid.toByteArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(30)] = (byte) random.nextInt(256);
    }
    return Bytes.wrap(bytes, 0, random.nextInt(bytes.length + 1));
  }

  private static Bytes rtp(int first, int second, int sequence, String more, Bytes payload) {
    return new ByteWriter()
        .u8(first)
        .u8(second)
        .u16(sequence)
        .u32(90_000)
        .u32(7)
        .write(Bytes.ofHex(more))
        .write(payload)
        .toBytes();
  }

  private static Bytes packets(int length) {
    byte[] bytes = new byte[length];
    int stride = length % 188 == 0 ? 188 : 204;
    for (int at = 0; at < length; at += stride) {
      bytes[at] = 0x47;
    }
    return Bytes.wrap(bytes);
  }
}
