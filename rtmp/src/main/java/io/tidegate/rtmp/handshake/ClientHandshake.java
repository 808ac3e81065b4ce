package io.tidegate.rtmp.handshake;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// The client's side of the simple handshake, however its bytes are cut. Confined to one thread.
/// RTMP 1.0 §5.2.
///
/// 1. [#start] is what to send first;
/// 2. [#accept] takes what comes, until [#isDone].
///
/// Servers answer the simple handshake as well as the one with digests: those were made for Flash
/// players that play H.264.
public final class ClientHandshake {
  private static final int VERSION = 3;

  /// S0 and S1.
  private static final int GREETING_LENGTH = 1 + Handshake.PACKET_LENGTH;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Bytes greeting = Bytes.EMPTY;
  private int greetingMissing = GREETING_LENGTH;
  private int echoMissing = Handshake.PACKET_LENGTH;

  /// C0 and C1.
  public Bytes start() {
    byte[] c1 = new byte[Handshake.PACKET_LENGTH];
    RANDOM.nextBytes(c1);
    for (int i = 0; i < 8; i++) {
      c1[i] = 0; // time, and the zeros that say: no digest
    }
    return Bytes.concat(Bytes.of(VERSION), Bytes.wrap(c1));
  }

  /// True when S2 has come whole.
  public boolean isDone() {
    return greetingMissing == 0 && echoMissing == 0;
  }

  /// Takes the next bytes, at least one; tells those that come after the handshake.
  ///
  /// @param reply gets C2, once
  /// @throws MalformedException when the peer does not speak RTMP
  public Bytes accept(Bytes input, Consumer<Bytes> reply) throws MalformedException {
    Bytes rest = input;
    if (greetingMissing > 0) {
      int count = Math.min(greetingMissing, rest.length());
      greeting = Bytes.concat(greeting, rest.slice(0, count));
      rest = rest.slice(count);
      greetingMissing -= count;
      if (greeting.u8(0) != VERSION) {
        throw new MalformedException(
            Reason.BAD_VALUE, 0, "the server does not speak RTMP: its first byte is not 3");
      }
      if (greetingMissing > 0) {
        return rest;
      }
      reply.accept(greeting.slice(1));
      greeting = Bytes.EMPTY;
    }
    int echoed = Math.min(echoMissing, rest.length());
    echoMissing -= echoed;
    return rest.slice(echoed);
  }
}
