package io.tidegate.rtmp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.chunk.RawMessage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageParserTest {
  private static final Bytes COMMAND =
      Amf0.write(
          Amf0Value.of("publish"), Amf0Value.of(5), Amf0Value.Null.INSTANCE, Amf0Value.of("x"));

  @Test
  void readsCommandsInBothEncodings() throws Exception {
    RtmpMessage expected =
        new RtmpMessage.Command(
            1, "publish", 5, List.of(Amf0Value.Null.INSTANCE, Amf0Value.of("x")));
    assertEquals(expected, one(20, COMMAND));
    assertEquals(expected, one(17, Bytes.concat(Bytes.of(0), COMMAND)));
  }

  @Test
  void takesSetDataFrameAway() throws Exception {
    Bytes metadata = Amf0.write(Amf0Value.of("onMetaData"), Amf0Value.EcmaArray.of("width", 2));
    Bytes wrapped = Bytes.concat(Amf0.write(Amf0Value.of("@setDataFrame")), metadata);
    assertEquals(new RtmpMessage.Metadata(40, metadata), one(18, wrapped));
    assertEquals(new RtmpMessage.Metadata(40, metadata), one(18, metadata));
    assertEquals(
        new RtmpMessage.Metadata(40, metadata), one(15, Bytes.concat(Bytes.of(0), wrapped)));
  }

  @Test
  void movesTheTimesInsideAnAggregate() throws Exception {
    ByteWriter body = new ByteWriter();
    for (int i = 0; i < 2; i++) {
      body.u8(8 + i).u24(1).u24(500 + i).u8(0).u24(0).u8(0xA0 + i).u32(12);
    }
    List<RtmpMessage> messages = MessageParser.parse(new RawMessage(22, 1, 9000, body.toBytes()));
    assertEquals(
        List.of(
            new RtmpMessage.Audio(9000, Bytes.of(0xA0)),
            new RtmpMessage.Video(9001, Bytes.of(0xA1))),
        messages);
  }

  @Test
  void refusesAnAggregateThatPointsPastItsEnd() {
    Bytes body = new ByteWriter().u8(8).u24(2).u24(0).u8(0).u24(0).u8(1).toBytes();
    assertThrows(
        MalformedException.class, () -> MessageParser.parse(new RawMessage(22, 1, 0, body)));
  }

  @Test
  void refusesControlMessagesThatAreTooShort() {
    for (int type : new int[] {3, 4, 5, 6}) {
      assertThrows(MalformedException.class, () -> one(type, Bytes.of(1)));
    }
  }

  @Test
  void throwsNothingButMalformedOnBrokenInput() {
    long seed = Long.getLong("fuzz.seed", 7L);
    Random random = new Random(seed);
    int[] types = {3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22, 99};
    for (int i = 0; i < Integer.getInteger("fuzz.iterations", 20_000); i++) {
      byte[] broken = COMMAND.slice(0, random.nextInt(COMMAND.length())).toByteArray();
      if (broken.length > 0) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        var _ = one(types[random.nextInt(types.length)], Bytes.wrap(broken));
      } catch (MalformedException expected) {
        assertEquals(expected.reason(), expected.reason());
      } catch (RuntimeException bug) {
        throw new AssertionError("seed " + seed + ", round " + i, bug);
      }
    }
  }

  private static RtmpMessage one(int typeId, Bytes body) throws MalformedException {
    List<RtmpMessage> messages = MessageParser.parse(new RawMessage(typeId, 1, 40, body));
    return messages.isEmpty() ? new RtmpMessage.Ignored(typeId) : messages.get(0);
  }
}
