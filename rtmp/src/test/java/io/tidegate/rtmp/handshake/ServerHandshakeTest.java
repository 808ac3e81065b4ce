package io.tidegate.rtmp.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerHandshakeTest {
  private static final int LENGTH = Handshake.CLIENT_HELLO_LENGTH + Handshake.PACKET_LENGTH;
  private static final Bytes AFTER = Bytes.ofHex("0200000000");

  private final ServerHandshake handshake = new ServerHandshake();
  private final List<Bytes> replies = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_536, 1_537, 1_538, 3_072, 3_073, 3_074, 10_000})
  void givesBackWhatFollowsHoweverItIsCut(int piece) throws Exception {
    Bytes sent = Bytes.concat(new ByteWriter().u8(3).fill(0, LENGTH - 1).toBytes(), AFTER);
    ByteWriter rest = new ByteWriter();
    for (int at = 0; at < sent.length(); at += piece) {
      Bytes next = sent.slice(at, Math.min(piece, sent.length() - at));
      rest.write(handshake.isDone() ? next : handshake.accept(next, replies::add));
      assertEquals(at + next.length() >= LENGTH, handshake.isDone());
    }
    assertEquals(AFTER, rest.toBytes());
    assertEquals(1, replies.size());
    assertEquals(LENGTH, replies.getFirst().length());
  }

  @Test
  void answersBeforeTheEcho() throws Exception {
    handshake.accept(new ByteWriter().u8(3).fill(0, 1_535).toBytes(), replies::add);
    assertTrue(replies.isEmpty());
    handshake.accept(Bytes.of(0), replies::add);
    assertEquals(1, replies.size());
    assertFalse(handshake.isDone());
  }

  @Test
  void sendsAnotherProtocolAwayByItsFirstByte() {
    assertThrows(MalformedException.class, () -> handshake.accept(Bytes.of('G'), replies::add));
  }
}
