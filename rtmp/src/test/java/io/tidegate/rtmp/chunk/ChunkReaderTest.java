package io.tidegate.rtmp.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkReaderTest {
  private static final int AUDIO = 8;

  private final List<RawMessage> messages = new ArrayList<>();
  private final ChunkReader reader = new ChunkReader(messages::add);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, 128, 129, 4096, 65_536, 0xFFFFFF})
  void readsWhatTheWriterWroteInEveryChunkSizeAndPieceSize(int chunkSize) throws Exception {
    for (int piece : new int[] {1, 7, 188, 1316, 4096, Integer.MAX_VALUE}) {
      List<RawMessage> read = new ArrayList<>();
      ChunkReader fresh = new ChunkReader(read::add);
      List<RawMessage> written =
          List.of(
              new RawMessage(AUDIO, 1, 0, payload(0)),
              new RawMessage(AUDIO, 1, 1, payload(1)),
              new RawMessage(9, 1, 0xFFFFFE, payload(128)),
              new RawMessage(9, 1, 0xFFFFFF, payload(129)),
              new RawMessage(18, 0x01020304, 0x1000000, payload(3000)),
              new RawMessage(20, 0, -1, payload(700)));
      feed(fresh, write(chunkSize, written), piece);
      assertEquals(written, read, "pieces of " + piece);
      assertEquals(0, fresh.partialBytes());
    }
  }

  @Test
  void readsTheShortHeaders() throws Exception {
    reader.accept(
        Bytes.ofHex(
            "04 000064 000001 08 01000000 AA" // type 0: time 100
                + "44 000014 000002 09 BBBB" // type 1: 20 later, another type and length
                + "84 00000A CCCC" // type 2: 10 later
                + "C4 DDDD")); // type 3: 10 later again
    assertEquals(
        List.of(
            new RawMessage(8, 1, 100, Bytes.ofHex("AA")),
            new RawMessage(9, 1, 120, Bytes.ofHex("BBBB")),
            new RawMessage(9, 1, 130, Bytes.ofHex("CCCC")),
            new RawMessage(9, 1, 140, Bytes.ofHex("DDDD"))),
        messages);
  }

  @Test
  void repeatsTheTimeWhenLibrtmpSendsType3AfterType0() throws Exception {
    reader.accept(Bytes.ofHex("04 000064 000001 08 01000000 AA C4 BB"));
    assertEquals(100, messages.get(1).timestampMs());
  }

  @Test
  void readsChunkStreamIdsOfOneTwoAndThreeBytes() throws Exception {
    for (String basic : List.of("02", "3F", "0000", "00FF", "010000", "01FFFF")) {
      reader.accept(Bytes.ofHex(basic + "000001 000001 08 01000000 AA"));
    }
    assertEquals(6, messages.size());
  }

  @Test
  void readsType3ChunksThatRepeatTheExtendedTimestamp() throws Exception {
    reader.accept(Bytes.ofHex("02 000000 000004 01 00000000 00000002")); // chunk size 2
    reader.accept(Bytes.ofHex("04 FFFFFF 000004 08 01000000 01000000 AABB" + "C4 01000000 CCDD"));
    assertEquals(Bytes.ofHex("AABBCCDD"), messages.get(0).payload());
    assertEquals(0x1000000, messages.get(0).timestampMs());
  }

  @Test
  void readsType3ChunksOfEncodersThatLeaveTheExtendedTimestampOut() throws Exception {
    Bytes input =
        Bytes.ofHex(
            "02 000000 000004 01 00000000 00000004" // chunk size 4
                + "04 FFFFFF 000009 08 01000000 01000000 AABBCCDD"
                + "C4 EEFF0011 C4 22"
                + "04 000001 000001 08 01000000 33");
    for (int piece = 1; piece <= input.length(); piece++) {
      messages.clear();
      feed(new ChunkReader(messages::add), input, piece);
      assertEquals(Bytes.ofHex("AABBCCDDEEFF001122"), messages.get(0).payload());
      assertEquals(Bytes.ofHex("33"), messages.get(1).payload());
    }
  }

  @Test
  void wrapsTheTimeAfter49Days() throws Exception {
    reader.accept(Bytes.ofHex("04 FFFFFF 000001 08 01000000 FFFFFFFF AA" + "84 000002 BB"));
    assertEquals(-1, messages.get(0).timestampMs());
    assertEquals(1, messages.get(1).timestampMs());
  }

  @Test
  void putsInterleavedMessagesTogether() throws Exception {
    reader.accept(Bytes.ofHex("02 000000 000004 01 00000000 00000002")); // chunk size 2
    reader.accept(
        Bytes.ofHex(
            "04 000001 000004 08 01000000 A1A2"
                + "05 000002 000004 09 01000000 B1B2"
                + "C4 A3A4"
                + "C5 B3B4"));
    assertEquals(Bytes.ofHex("A1A2A3A4"), messages.get(0).payload());
    assertEquals(Bytes.ofHex("B1B2B3B4"), messages.get(1).payload());
  }

  @Test
  void forgetsAnAbortedMessage() throws Exception {
    reader.accept(Bytes.ofHex("02 000000 000004 01 00000000 00000002"));
    reader.accept(Bytes.ofHex("04 000001 000004 08 01000000 A1A2"));
    assertEquals(4, reader.partialBytes());
    reader.accept(Bytes.ofHex("02 000000 000004 02 00000000 0000" + "C2 0004"));
    assertEquals(0, reader.partialBytes());
    reader.accept(Bytes.ofHex("04 000001 000002 08 01000000 B1B2"));
    assertEquals(Bytes.ofHex("B1B2"), messages.get(0).payload());
  }

  @Test
  void bearsTheLargestChunkSizeAndRefusesNone() throws Exception {
    reader.accept(Bytes.ofHex("02 000000 000004 01 00000000 7FFFFFFF"));
    reader.accept(Bytes.ofHex("02 000000 000004 01 00000000 00000001"));
    refuses(Reason.BAD_VALUE, "02 000000 000004 01 00000000 00 C2 00 C2 00 C2 00");
  }

  @Test
  void refusesAChunkSizeWithItsHighestBitSet() {
    refuses(Reason.BAD_VALUE, "02 000000 000004 01 00000000 80000000");
  }

  @Test
  void refusesAMessageOverTheLimitBeforeItComes() throws Exception {
    reader.accept(Bytes.concat(header(4, ChunkReader.MAX_MESSAGE_LENGTH), payload(128)));
    refuses(Reason.LIMIT, header(5, ChunkReader.MAX_MESSAGE_LENGTH + 1).toHex());
  }

  @Test
  void boundsAllIncompleteMessagesTogether() throws Exception {
    Bytes body = payload(128);
    reader.accept(Bytes.concat(header(4, ChunkReader.MAX_MESSAGE_LENGTH), body));
    reader.accept(Bytes.concat(header(5, ChunkReader.MAX_MESSAGE_LENGTH), body));
    assertEquals(ChunkReader.MAX_PARTIAL_BYTES, reader.partialBytes());
    refuses(Reason.LIMIT, header(6, 1).toHex());
  }

  @Test
  void refusesAChunkStreamTooMany() throws Exception {
    for (int id = 0; id < ChunkReader.MAX_CHUNK_STREAMS; id++) {
      reader.accept(Bytes.ofHex("00%02x 000001 000001 08 01000000 AA".formatted(id)));
    }
    refuses(Reason.LIMIT, "02 000001 000001 08 01000000 AA");
  }

  @Test
  void refusesAChunkStreamThatStartsInTheMiddle() {
    refuses(Reason.MISSING_REFERENCE, "84 000001 AA");
  }

  @Test
  void neitherThrowsAnythingElseNorHoldsMuchOnBrokenInput() {
    long seed = Long.getLong("fuzz.seed", 20_261_121L);
    Random random = new Random(seed);
    Bytes good =
        write(
            64,
            List.of(
                new RawMessage(9, 1, 0x1000000, payload(500)),
                new RawMessage(8, 1, 9, payload(90))));
    for (int i = 0; i < Integer.getInteger("fuzz.iterations", 20_000); i++) {
      byte[] broken = good.toByteArray();
      for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      ChunkReader fresh = new ChunkReader(_ -> {});
      try {
        feed(fresh, Bytes.wrap(broken), 1 + random.nextInt(200));
      } catch (MalformedException expected) {
        assertTrue(expected.reason() != Reason.GAP);
      } catch (RuntimeException bug) {
        throw new AssertionError("seed " + seed + ", round " + i, bug);
      }
      assertTrue(fresh.partialBytes() <= ChunkReader.MAX_PARTIAL_BYTES);
    }
  }

  private void refuses(Reason reason, String hex) {
    MalformedException refusal =
        assertThrows(MalformedException.class, () -> reader.accept(Bytes.ofHex(hex)));
    assertEquals(reason, refusal.reason());
  }

  private static Bytes header(int id, int length) {
    return new ByteWriter().u8(id).u24(0).u24(length).u8(9).u32(0).toBytes();
  }

  private static Bytes payload(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static Bytes write(int chunkSize, List<RawMessage> messages) {
    ByteWriter out = new ByteWriter();
    ChunkWriter first = new ChunkWriter(128);
    first.write(2, new RawMessage(1, 0, 0, new ByteWriter().u32(chunkSize).toBytes()), out);
    ChunkWriter writer = first.withChunkSize(chunkSize);
    messages.forEach(message -> writer.write(4, message, out));
    return out.toBytes();
  }

  private static void feed(ChunkReader reader, Bytes whole, int piece) throws MalformedException {
    for (int at = 0; at < whole.length(); at += Math.min(piece, whole.length() - at)) {
      reader.accept(whole.slice(at, Math.min(piece, whole.length() - at)));
    }
  }
}
