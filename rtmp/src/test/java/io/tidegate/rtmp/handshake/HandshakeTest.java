package io.tidegate.rtmp.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandshakeTest {
  private static final byte[] CLIENT_KEY = "Genuine Adobe Flash Player 001".getBytes(US_ASCII);
  private static final byte[] SERVER_KEY =
      "Genuine Adobe Flash Media Server 001".getBytes(US_ASCII);

  @Test
  void echoesC1OfASimpleHandshake() throws Exception {
    byte[] c1 = c1(0);
    Bytes answer = Handshake.accept(hello(3, c1), 77);
    assertEquals(1 + 2 * 1536, answer.length());
    assertEquals(3, answer.u8(0));
    assertEquals(77, answer.u32(1));
    assertEquals(0, answer.u32(5));
    assertEquals(Bytes.wrap(c1), answer.slice(1537));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 772})
  void answersADigestInEitherScheme(int offsetAt) throws Exception {
    byte[] c1 = c1(0x80000702);
    int position = position(c1, offsetAt);
    System.arraycopy(digest(c1, position, CLIENT_KEY), 0, c1, position, 32);
    Bytes answer = Handshake.accept(hello(3, c1), 0);
    byte[] s1 = answer.slice(1, 1536).toByteArray();
    int answerPosition = position(s1, offsetAt);
    assertEquals(
        Bytes.wrap(digest(s1, answerPosition, SERVER_KEY)), Bytes.wrap(s1, answerPosition, 32));
    assertNotEquals(Bytes.wrap(c1), answer.slice(1537));
  }

  @Test
  void takesAWrongDigestForASimpleHandshake() throws Exception {
    byte[] c1 = c1(0x80000702);
    assertEquals(Bytes.wrap(c1), Handshake.accept(hello(3, c1), 0).slice(1537));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6, 8, 32, 'G', 255})
  void refusesOtherVersions(int version) {
    assertThrows(MalformedException.class, () -> Handshake.checkVersion(version));
  }

  private static byte[] c1(int version) {
    byte[] c1 = new byte[1536];
    new Random(1).nextBytes(c1);
    for (int i = 0; i < 4; i++) {
      c1[4 + i] = (byte) (version >>> (24 - 8 * i));
    }
    return c1;
  }

  private static Bytes hello(int version, byte[] c1) {
    return Bytes.concat(Bytes.of(version), Bytes.wrap(c1));
  }

  private static int position(byte[] packet, int offsetAt) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += packet[offsetAt + i] & 0xFF;
    }
    return offsetAt + 4 + sum % 728;
  }

  private static byte[] digest(byte[] packet, int position, byte[] key) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(packet, 0, position);
    mac.update(packet, position + 32, packet.length - position - 32);
    return mac.doFinal();
  }
}
