package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResendBufferTest {
  private static final int FIRST = 65_000;

  private final ResendBuffer sent = new ResendBuffer();

  @Test
  void lostPacketsAreFoundWhileTheyAreKept() {
    int last = ResendBuffer.CAPACITY + 500;
    for (int i = 0; i <= last; i++) {
      sent.keep(FIRST + i & 0xFFFF, packet(i));
    }
    int oldest = last + 1 - ResendBuffer.CAPACITY;

    assertThat(sent.findAll(List.of(FIRST + last & 0xFFFF))).containsExactly(packet(last));
    assertThat(sent.findAll(List.of(FIRST + oldest & 0xFFFF))).containsExactly(packet(oldest));
    assertThat(sent.findAll(List.of(FIRST + oldest - 1 & 0xFFFF))).isEmpty();
    assertThat(sent.findAll(List.of(FIRST + last + 1 & 0xFFFF))).isEmpty();
  }

  @Test
  void oneRequestBringsNoFlood() {
    sent.keep(7, packet(7));
    assertThat(sent.findAll(Collections.nCopies(ResendBuffer.MAX_RESENT + 1, 7)))
        .hasSize(ResendBuffer.MAX_RESENT);
  }

  @Test
  void anEmptyOneFindsNothing() {
    assertThat(sent.findAll(List.of(0, 1))).isEmpty();
  }

  private static Bytes packet(int number) {
    return Bytes.of(number >> 8, number & 0xFF);
  }
}
