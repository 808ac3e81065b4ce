package io.tidegate.rtmp.handshake;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import java.util.function.Consumer;

/// The handshake of one connection, however its bytes are cut. Confined to one thread.
///
/// [#accept] takes what comes, until [#isDone].
public final class ServerHandshake {
  private Bytes hello = Bytes.EMPTY;
  private int helloMissing = Handshake.CLIENT_HELLO_LENGTH;
  private int echoMissing = Handshake.PACKET_LENGTH;

  /// True when C2 has come whole.
  public boolean isDone() {
    return echoMissing == 0;
  }

  /// Takes the next bytes, at least one; tells those that come after the handshake.
  ///
  /// @param reply gets S0, S1 and S2, once
  /// @throws MalformedException when the peer does not speak RTMP; its first byte tells
  public Bytes accept(Bytes input, Consumer<Bytes> reply) throws MalformedException {
    Bytes rest = input;
    if (helloMissing > 0) {
      int count = Math.min(helloMissing, rest.length());
      hello = Bytes.concat(hello, rest.slice(0, count));
      rest = rest.slice(count);
      helloMissing -= count;
      Handshake.checkVersion(hello.u8(0)); // a web browser or a scanner is sent away at once
      if (helloMissing > 0) {
        return rest;
      }
      int uptimeMs = (int) (System.nanoTime() / 1_000_000L);
      reply.accept(Handshake.accept(hello, uptimeMs));
      hello = Bytes.EMPTY;
    }
    int echoed = Math.min(echoMissing, rest.length());
    echoMissing -= echoed;
    return rest.slice(echoed);
  }
}
