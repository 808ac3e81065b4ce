package io.tidegate.rtmp.handshake;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.security.SecureRandom;

/// The server's side of the RTMP handshake. RTMP specification 1.0 §5.2, and the digest variant
/// that Flash Player 9 and later offer.
///
/// 1. [#accept] takes C0 and C1 (1537 bytes) and gives S0, S1 and S2 (3073 bytes).
/// 2. C2 (1536 bytes) follows; its content is not checked, since many clients send what they like.
///
/// A client that shows a valid digest gets digests back; any other gets the simple answer.
/// Stateless.
public final class Handshake {
  /// C1, C2, S1 and S2.
  public static final int PACKET_LENGTH = 1536;

  /// C0 and C1.
  public static final int CLIENT_HELLO_LENGTH = 1 + PACKET_LENGTH;

  private static final int VERSION = 3;

  /// Versions 4 to 31 are reserved, and 32 up would be text of another protocol (§5.2.2).
  private static final int MAX_VERSION = 31;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  /// Tells from the first byte alone whether the peer can be answered.
  ///
  /// @throws MalformedException when the peer does not speak RTMP, or encrypted RTMP (6, 8)
  public static void checkVersion(int version) throws MalformedException {
    if (version < VERSION || version > MAX_VERSION || version == 6 || version == 8) {
      throw new MalformedException(
          Reason.BAD_VALUE, 0, "RTMP version " + version + " is not spoken here, only 3");
    }
  }

  /// The whole answer to C0 and C1.
  ///
  /// @param hello exactly [#CLIENT_HELLO_LENGTH] bytes
  /// @throws MalformedException when the peer does not speak RTMP, or encrypted RTMP (version 6)
  public static Bytes accept(Bytes hello, int uptimeMs) throws MalformedException {
    checkVersion(hello.u8(0));
    Bytes c1 = hello.slice(1);
    Digest.@Nullable Found digest = Digest.find(c1);
    byte[] s1 = new byte[PACKET_LENGTH];
    RANDOM.nextBytes(s1);
    put32(s1, 0, uptimeMs);
    put32(s1, 4, 0);
    if (digest == null) {
      return Bytes.concat(Bytes.of(VERSION), Bytes.wrap(s1), c1);
    }
    put32(s1, 4, Digest.SERVER_VERSION);
    Digest.signHello(s1, digest.scheme());
    byte[] s2 = new byte[PACKET_LENGTH];
    RANDOM.nextBytes(s2);
    Digest.signAnswer(s2, digest);
    return Bytes.concat(Bytes.of(VERSION), Bytes.wrap(s1), Bytes.wrap(s2));
  }

  private static void put32(byte[] array, int at, int value) {
    array[at] = (byte) (value >>> 24);
    array[at + 1] = (byte) (value >>> 16);
    array[at + 2] = (byte) (value >>> 8);
    array[at + 3] = (byte) value;
  }
}
