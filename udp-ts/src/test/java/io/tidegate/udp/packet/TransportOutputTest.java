package io.tidegate.udp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransportOutputTest {
  @Test
  void sevenPacketsADatagramAndTheRestAtOnce() {
    Bytes piece = piece(16);
    TransportOutput output = new TransportOutput(false, new Random(1));
    assertEquals(3, TransportOutput.datagrams(piece.length()));
    assertEquals(0, TransportOutput.datagrams(0));
    assertEquals(1, TransportOutput.datagrams(TransportOutput.PAYLOAD_BYTES));
    assertEquals(2, TransportOutput.datagrams(TransportOutput.PAYLOAD_BYTES + 1));
    assertEquals(piece.slice(0, 1_316), output.datagram(piece, 0, 0));
    assertEquals(piece.slice(2_632, 376), output.datagram(piece, 2_632, 0));
  }

  @Test
  void rtpHeadersCountAndTellTheTimeOfTransmission() {
    TransportOutput output = new TransportOutput(true, new Random(1));
    Bytes first = output.datagram(piece(7), 0, 1_000_000_000L);
    Bytes second = output.datagram(piece(7), 0, 1_001_000_000L);
    assertEquals("8021", first.slice(0, 2).toHex());
    assertEquals(90_000, first.u32(4));
    assertEquals(90_090, second.u32(4));
    assertEquals(first.u16(2) + 1 & 0xFFFF, second.u16(2));
    assertEquals(first.u32(8), second.u32(8));
    assertEquals(12 + 1_316, first.length());
  }

  /// System.nanoTime() may be anything.
  @Test
  void timeBeforeTheClocksZeroIsWritten() {
    Bytes datagram = new TransportOutput(true, new Random(1)).datagram(piece(1), 0, -100_000L);
    assertEquals(0xFFFF_FFF7L, datagram.u32(4));
  }

  @Test
  void whatIsSentIsReceivedAcrossTheWrap() {
    TransportOutput output = new TransportOutput(true, new Random(2));
    List<Bytes> received = new ArrayList<>();
    TransportInput input = new TransportInput(RtpMode.AUTO, received::add);
    Bytes piece = piece(7);
    for (int i = 0; i < 70_000; i++) {
      input.accept(output.datagram(piece, 0, i), i);
    }
    assertEquals(70_000, received.size());
    assertEquals(0, input.lost());
    assertTrue(received.stream().allMatch(piece::equals));
  }

  private static Bytes piece(int packets) {
    byte[] bytes = new byte[188 * packets];
    for (int i = 0; i < packets; i++) {
      bytes[188 * i] = 0x47;
      bytes[188 * i + 1] = (byte) i;
    }
    return Bytes.wrap(bytes);
  }
}
