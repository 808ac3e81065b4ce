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

final class ClientHandshakeTest {
  private final ClientHandshake client = new ClientHandshake();
  private final List<Bytes> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1536, 1537, 3072, 3073, 9999})
  void endsWithOurServerHoweverTheBytesAreCut(int size) throws Exception {
    Bytes answer = Handshake.accept(client.start(), 5);
    Bytes input = Bytes.concat(answer, Bytes.of(1, 2, 3));
    ByteWriter rest = new ByteWriter();
    for (int at = 0; at < input.length(); at += size) {
      Bytes piece = input.slice(at, Math.min(size, input.length() - at));
      rest.write(client.isDone() ? piece : client.accept(piece, sent::add));
    }
    assertTrue(client.isDone());
    assertEquals(Bytes.of(1, 2, 3), rest.toBytes());
    assertEquals(List.of(answer.slice(1, Handshake.PACKET_LENGTH)), sent);
  }

  @Test
  void theFirstByteTellsWhoDoesNotSpeakRtmp() {
    Bytes http = Bytes.of('H', 'T', 'T', 'P');
    assertThrows(MalformedException.class, () -> client.accept(http, sent::add));
    assertFalse(client.isDone());
    assertEquals(List.of(), sent);
  }
}
