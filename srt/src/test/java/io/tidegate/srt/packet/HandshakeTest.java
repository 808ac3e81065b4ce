package io.tidegate.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final List<Bytes> ALL =
      List.of(
          Captured.INDUCTION,
          Captured.INDUCTION_RESPONSE,
          Captured.CONCLUSION,
          Captured.CONCLUSION_RESPONSE);

  @Test
  void readsTheHandshakesOfLibsrt() throws MalformedException {
    StringBuilder dump = new StringBuilder();
    for (Bytes packet : ALL) {
      dump.append(parse(packet)).append('\n');
    }
    Golden.assertMatches(HandshakeTest.class, "libsrt-1.5.1", dump.toString());
  }

  @Test
  void knowsWhatOpensAConnection() {
    assertThat(opens(Captured.INDUCTION)).isTrue();
    assertThat(opens(Captured.INDUCTION_RESPONSE)).as("to a socket that exists").isFalse();
    assertThat(opens(Captured.CONCLUSION)).isFalse();
    assertThat(opens(Captured.DATA)).isFalse();
    assertThat(opens(Captured.INDUCTION.slice(0, 63))).isFalse();
    assertThat(opens(with(Captured.INDUCTION, 16, 6))).as("version 6").isFalse();
    assertThat(opens(with(Captured.INDUCTION, 36, Handshake.WAVE_A_HAND))).isTrue();
  }

  @Test
  void readsARejection() throws MalformedException {
    assertThat(parse(with(Captured.CONCLUSION_RESPONSE, 36, 1403)).isRejection()).isTrue();
    assertThat(parse(with(Captured.CONCLUSION_RESPONSE, 36, 999)).isRejection()).isFalse();
  }

  @Test
  void refusesATruncatedHandshake() {
    refused(Captured.INDUCTION.slice(0, Handshake.MIN_BYTES - 1), Reason.TRUNCATED);
  }

  @Test
  void refusesAnExtensionThatIsLongerThanThePacket() {
    refused(Captured.CONCLUSION.slice(0, Captured.CONCLUSION.length() - 1), Reason.BAD_LENGTH);
  }

  @Test
  void refusesAnSrtExtensionThatIsTooShort() {
    refused(with(Captured.CONCLUSION, 64, 0x0001_0002), Reason.TRUNCATED);
  }

  @Test
  void takesTheLongestStreamIdAndRefusesALongerOne() throws MalformedException {
    String longest = "x".repeat(HandshakeExtensions.MAX_TEXT_BYTES);
    assertThat(parse(withStreamId(longest)).extensions().streamId()).isEqualTo(longest);
    refused(withStreamId(longest + "yyyy"), Reason.LIMIT);
    assertThat(parse(withStreamId("")).extensions().streamId()).isEmpty();
  }

  @Test
  void skipsExtensionsThatItDoesNotKnow() throws MalformedException {
    Bytes packet =
        Bytes.concat(
            Captured.CONCLUSION.slice(0, Handshake.MIN_BYTES), Bytes.ofHex("00080001 01020304"));
    assertThat(parse(packet).extensions()).isEqualTo(HandshakeExtensions.NONE);
  }

  @Test
  void takesAKeyErrorForNoKey() throws MalformedException {
    Bytes packet =
        Bytes.concat(
            Captured.CONCLUSION.slice(0, Handshake.MIN_BYTES), Bytes.ofHex("00040001 00000004"));
    assertThat(parse(packet).extensions().keyLengthBytes()).isZero();
  }

  @Test
  void survivesAnyBytes() {
    SeededFuzz.run(
        3,
        5000,
        random -> {
          Bytes broken = SeededFuzz.mutate(ALL.get(random.nextInt(ALL.size())), random);
          try {
            assertThat(parse(broken).extensions().streamId().length())
                .isLessThanOrEqualTo(HandshakeExtensions.MAX_TEXT_BYTES);
          } catch (MalformedException expected) {
            assertThat(expected.reason()).isNotNull();
          }
        });
  }

  private static Bytes withStreamId(String text) {
    StringBuilder padded = new StringBuilder(text);
    while (padded.length() % 4 != 0) {
      padded.append('\0');
    }
    ByteBuffer packet = ByteBuffer.allocate(Handshake.MIN_BYTES + 4 + padded.length());
    Captured.CONCLUSION.slice(0, Handshake.MIN_BYTES).copyTo(packet);
    packet.putShort((short) 5).putShort((short) (padded.length() / 4));
    for (int i = 0; i < padded.length(); i++) {
      packet.put((byte) padded.charAt(i ^ 3));
    }
    return Bytes.wrap(packet.array());
  }

  private static Bytes with(Bytes packet, int at, int word) {
    return Bytes.copyOf(SrtPacketTest.buffer(packet).putInt(at, word).rewind());
  }

  private static boolean opens(Bytes packet) {
    return Handshake.opensConnection(SrtPacketTest.buffer(packet), 0, packet.length());
  }

  private static Handshake parse(Bytes packet) throws MalformedException {
    return Handshake.parse(SrtPacketTest.buffer(packet), 0, packet.length());
  }

  private static void refused(Bytes packet, Reason reason) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(packet))
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo(reason));
  }
}
